from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from discovery.briefs.document import as_json, document, schema
from discovery.briefs.render import Renderer
from discovery.engine.events import Kind
from tests.briefs.calls import FULL, NEARLY_EMPTY, Change, brief_of, recap_of
from tests.briefs.reading import Page

OBJECTED: Change = (Kind.OBJECTION, {"card": "OBJ-BUDGET", "text": "Not this year."})
CALLS: dict[str, tuple[Change, ...]] = {
    "full": FULL, "nearly_empty": NEARLY_EMPTY, "empty": (), "objected": (OBJECTED, *FULL),
}  # fmt: skip
SCHEMA = json.loads(schema())


def valid(value: Any) -> bool:
    return Draft202012Validator(SCHEMA).is_valid(value)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", CALLS)
def test_the_json_of_a_brief_and_of_a_recap_is_what_the_schema_says(name: str) -> None:
    for page in (brief_of(CALLS[name]), recap_of(CALLS[name])):
        read = json.loads(as_json(page))
        assert read == document(page)
        Draft202012Validator(SCHEMA).validate(read)


def test_the_schema_refuses_what_is_missing_and_what_it_does_not_know() -> None:
    whole = document(brief_of(FULL))
    assert valid(whole)
    for name in whole:
        assert not valid({key: value for key, value in whole.items() if key != name})
    assert not valid({**whole, "more": 1})
    worse = copy.deepcopy(whole)
    worse["sections"][0]["lines"][0]["tag"] = "guessed"
    assert not valid(worse)
    assert not valid({**document(recap_of(FULL)), "headline": whole["headline"]})


@pytest.mark.parametrize("name", CALLS)
def test_every_anchor_of_a_line_is_in_the_appendix_and_in_the_html(name: str) -> None:
    page = brief_of(CALLS[name])
    whole = document(page)
    appendix = whole["appendix"]
    anchors = {item["anchor"] for part in ("questions", "scores", "notes", "objections") for item in appendix[part]}
    lines = [whole["headline"], *(line for section in whole["sections"] for line in section["lines"])]
    linked = {line["anchor"] for line in lines if line["anchor"]}
    assert linked <= anchors
    assert anchors <= set(Page(Renderer().render(page, "html")).values("id"))
    assert all(line["anchor"] for line in lines if line["tag"] in {"confirmed", "claimed"} and line["source"])
