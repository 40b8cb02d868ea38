from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from discovery.briefs import parts
from discovery.briefs.parts import PERSON_LABELS, Part

TOPICS = Path(__file__).parents[2] / "question_banks" / "topics"
PARTS = [part for part in vars(parts).values() if isinstance(part, Part)]


@pytest.fixture(scope="module")
def types() -> dict[str, str]:
    topics = [yaml.safe_load(path.read_text("utf-8")) for path in TOPICS.glob("*.yaml")]
    return {f"{topic['topic']}.{fact['id']}": fact["type"] for topic in topics for fact in topic["facts"]}


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_every_fact_of_a_part_is_in_the_library_and_shown_once(part: Part, types: dict[str, str]) -> None:
    facts = [fact for fact, _ in part.facts]
    assert set(facts) <= types.keys()
    assert len(facts) == len(set(facts))


def test_every_label_of_a_person_belongs_to_a_fact_that_names_people(types: dict[str, str]) -> None:
    assert PERSON_LABELS.keys() <= {fact for fact, kind in types.items() if kind in {"person", "people"}}
