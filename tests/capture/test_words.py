"""The words are data that a person reads and edits."""

from __future__ import annotations

from importlib.resources import files

import pytest

from discovery.capture.words import load

FOLDER = files("discovery.capture").joinpath("words", "en")
MOST_BYTES, MOST_PHRASES = 16_000, 3_000


@pytest.mark.parametrize("name", sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".toml")))
def test_a_file_of_words_can_be_read_by_a_person(name: str) -> None:
    size = len(FOLDER.joinpath(name).read_bytes())
    assert size <= MOST_BYTES + 8_000 * (name == "general.toml"), (
        f"{name} has {size:,} bytes: no products written out. Write `(has|needs) to sign` for variants, leave out what "
        "differs in little words only, and keep the phrases that people say."
    )


def test_the_phrases_of_a_topic_stay_few_enough_to_load() -> None:
    counts: dict[str, int] = {}
    for fact, known in load().facts.items():
        lists = (known.names, known.cues, known.leads, *known.says.values(), *known.hints.values())
        topic = fact.partition(".")[0]
        counts[topic] = counts.get(topic, 0) + sum(map(len, lists))
    assert {topic: count for topic, count in counts.items() if count > MOST_PHRASES} == {}
