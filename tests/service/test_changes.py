from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.engine.answers import Answer, Evidence, State
from discovery.engine.calls import NewEvent
from discovery.engine.events import DISPOSITIONS, Kind
from discovery.service import changes
from discovery.service.changes import Demands, demands
from discovery.service.texts import cleaned
from discovery.text import clean
from tests.service.material import AUTHOR, NOW, PAIN

EVENTS: list[tuple[NewEvent, Kind, object]] = [
    (changes.started("bant", "sdr", author=AUTHOR, now=NOW), Kind.STARTED, {"framework": "bant", "stage": "sdr"}),
    (
        changes.answer(PAIN, author=AUTHOR, now=NOW),
        Kind.ANSWER,
        {
            "fact": "pain.trigger",
            "state": "answered",
            "value": "The audit failed",
            "evidence": "confirmed",
            "quality": 3,
            "quote": "It was a bad day.",
            "speaker": "",
        },
    ),
    (
        changes.rating("need", 2, Evidence.CLAIMED, "second-hand", author=AUTHOR, now=NOW),
        Kind.RATING,
        {"criterion": "need", "quality": 2, "evidence": "claimed", "why": "second-hand"},
    ),
    (
        changes.not_applicable("need", True, author=AUTHOR, now=NOW),
        Kind.NOT_APPLICABLE,
        {"criterion": "need", "on": True},
    ),
    (changes.note("x", author=AUTHOR, now=NOW), Kind.NOTE, {"text": "x", "fact": None}),
    (changes.undo(3, author=AUTHOR, now=NOW), Kind.UNDO, {"of": 3}),
    (changes.redo(3, author=AUTHOR, now=NOW), Kind.REDO, {"of": 3}),
    (changes.override("nurture", "y", author=AUTHOR, now=NOW), Kind.OVERRIDE, {"verdict": "nurture", "why": "y"}),
    (changes.reopened(author=AUTHOR, now=NOW), Kind.REOPENED, {}),
    (
        changes.closing("nurture", "NO-PAIN", date(2027, 1, 2), "a new CFO", "nurture", author=AUTHOR, now=NOW),
        Kind.CLOSED,
        {
            "disposition": "nurture",
            "reason": "NO-PAIN",
            "reopen_on": "2027-01-02",
            "trigger": "a new CFO",
            "verdict": "nurture",
        },
    ),
]


@pytest.mark.parametrize(("event", "kind", "body"), EVENTS, ids=[kind for _, kind, _ in EVENTS])
def test_each_change_is_an_event_with_its_body_author_and_time(event: NewEvent, kind: Kind, body: object) -> None:
    assert (event.kind, event.author, event.at) == (kind, AUTHOR, NOW)
    assert event.body == body


def test_every_event_has_a_key_of_its_own() -> None:
    assert len({event.key for event, _, _ in EVENTS}) == len(EVENTS)


def test_a_question_that_was_asked_in_vain_has_no_evidence() -> None:
    event = changes.answer(Answer("money.route", state=State.DECLINED), author=AUTHOR, now=NOW)
    assert (event.body["state"], event.body["evidence"], event.body["value"]) == ("declined", "none", None)


def test_hostile_text_is_cleaned_in_bodies_and_in_the_authors_name() -> None:
    event = changes.note("\x1b]0;x\x07a\u202eb", author="Sam\x9b", now=NOW)
    assert (event.body["text"], event.author) == ("]0;xab", "Sam")


@pytest.mark.parametrize(
    ("verdict", "wanted"),
    [
        ("do_not_contact", Demands(reason=False, reopen=False)),
        ("disqualified", Demands(reason=True, reopen=False)),
        ("insufficient", Demands(reason=False, reopen=False)),
        ("qualified", Demands(reason=False, reopen=False)),
        ("nurture", Demands(reason=True, reopen=True)),
        ("develop", Demands(reason=False, reopen=False)),
    ],
)
def test_disqualified_demands_a_reason_and_nurture_a_way_back_too(verdict: str, wanted: Demands) -> None:
    assert demands(verdict) == wanted


def test_a_call_that_ends_so_demands_the_same_whatever_its_verdict() -> None:
    for verdict in ("insufficient", "develop", "qualified"):
        assert demands(verdict, "nurture") == Demands(reason=True, reopen=True)
        assert demands(verdict, "disqualified") == Demands(reason=True, reopen=False)
        assert demands(verdict, "other") == Demands(reason=False, reopen=False)


def test_there_are_dispositions_for_the_verdicts_that_end_a_call() -> None:
    assert {"handed_off", "nurture", "disqualified", "do_not_contact"} <= set(DISPOSITIONS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_cleaning_twice_is_cleaning_once(value: object) -> None:
    assert cleaned(cleaned(value)) == cleaned(value)


@given(st.text())
def test_every_text_inside_is_cleaned(text: str) -> None:
    assert cleaned({"a": [text, {text: text}]}) == {"a": [clean(text), {clean(text): clean(text)}]}
