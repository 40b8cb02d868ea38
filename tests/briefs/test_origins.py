"""Nothing is said that no answer says: over random calls, each line is an answer's or a fixed text of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from discovery.briefs.brief import Brief, Line
from discovery.engine.events import Kind
from discovery.engine.values import describe
from tests.briefs.calls import FULL, Change, bank, brief_of
from tests.examples import examples

BANK = bank()
OURS = [
    r"Not known: .+\.", r"Nothing is known\.", r"Missing: (who decides or signs|a champion)( and a champion)?\.",
    r"And \d+ more(, in the answers|\snotes, in the appendix)\.", r"No criterion is open\.",
    r"Not covered by BANT: [a-z ,]+\.", r"Out of date, worth asking again: .+\.",
    r"No promise, sensitivity or declined question was noted\.", r"None: do not contact them\.",
    r"Open with: You spoke with Sam Okafor on 2026-11-20\. What has changed since\?",
    r"Closed as \w+( \w+)*", r"Ana Ruiz, Head of Finance \(our contact\)",
]  # fmt: skip
PEOPLE = {"people"}


def changed(change: Change, evidence: str, quote: str) -> Change:
    kind, body = change
    if kind is not Kind.ANSWER or body["state"] != "answered":
        return change
    return kind, {**body, "evidence": evidence, "quote": quote}


calls = st.lists(
    st.tuples(
        st.sampled_from(FULL[:-1]), st.sampled_from(["claimed", "confirmed"]), st.sampled_from(["", "So it is."])
    ),
    max_size=25,
).map(lambda picked: [changed(*item) for item in picked])


def sayings(changes: Sequence[Change]) -> dict[str, set[str]]:
    """By source, what its last answer says: the value as a person reads it, the quote, or the question."""
    found: dict[str, set[str]] = {}
    for kind, body in changes:
        if kind is Kind.ANSWER:
            fact = BANK.facts[body["fact"]]
            texts = {BANK.wording(fact.id)}
            if body["state"] == "answered":
                texts |= {describe(fact, body["value"]), body["quote"]}
            found[fact.id] = texts - {""}
    return found


def check(line: Line, said: dict[str, set[str]], notes: dict[str, str]) -> None:
    if line.source is None:
        assert any(re.fullmatch(pattern, line.text) for pattern in OURS), line
    elif line.source.startswith("note:"):
        assert re.sub(r"^14:\d\d ", "", line.text) == notes[line.source]
    elif line.source in BANK.by_id:
        criterion = BANK.by_id[line.source]
        assert line.text.startswith(f"{criterion.title}: ")
    else:
        texts = said.get(line.source, {BANK.wording(line.source)})
        assert any(within(line.text, text) for text in texts), (line, texts)


def within(shown: str, text: str) -> bool:
    """Whether a line shows that text, whole or cut at its end."""
    return text in shown or any(text.startswith(part) for part in re.findall(r"(?:: |“)([^“…]{4,})…", shown))


def lines_of(brief: Brief) -> list[tuple[str, Line]]:
    return [(section.id, line) for section in brief.sections for line in section.lines]


@examples(150)
@given(calls)
def test_every_line_is_an_answer_or_a_fixed_text_of_ours(changes: list[Change]) -> None:
    brief = brief_of(changes)
    said = sayings(changes)
    noted = {f"note:{seq}": body["text"] for seq, (kind, body) in enumerate(changes, 2) if kind is Kind.NOTE}
    names = {"Ana Ruiz", *(person["name"] for _, body in changes for person in people(body))}
    for section, line in lines_of(brief):
        assert line.source is not None or line.tag != "confirmed" or section == "opening"
        if section in PEOPLE:
            assert line.text.startswith(("Missing: ", "Single-threaded: ", *names)), line
        else:
            check(line, said, noted)


def people(body: dict[str, Any]) -> list[dict[str, Any]]:
    value = body.get("value")
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict) and "name" in item]


@examples(60)
@given(calls)
def test_risks_and_questions_are_there_as_long_as_something_is_open(changes: list[Change]) -> None:
    brief = brief_of(changes)
    open_criteria = [score.id for score in brief.appendix.scores if score.tag != "confirmed"]
    risks = {line.source for line in brief.part("risks").lines}
    assert set(open_criteria) <= risks
    assert all(section.lines for section in brief.sections)
