from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from discovery.engine.answers import Answer, Evidence, Sheet
from discovery.engine.events import CallState, Event, Kind, answer_body, answer_from, answered, fold, noted
from tests.engine.strategies import ON

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def event(seq: int, kind: Kind, body: dict[str, Any] | None) -> Event:
    return Event(seq, uuid4(), kind, "rep", START + timedelta(seconds=seq), body)


def said(seq: int, fact: str, value: str) -> Event:
    return event(seq, Kind.ANSWER, answer_body(Answer(fact, value, Evidence.CONFIRMED, quote="so they said")))


def folded(*events: Event) -> CallState:
    return fold(events, Sheet(on=ON))


def test_the_latest_answer_wins_and_the_older_stays_as_history() -> None:
    state = folded(said(1, "pain.trigger", "first"), said(2, "pain.trigger", "second"))
    assert state.sheet.answers["pain.trigger"].value == "second"
    assert [answer.value for answer in state.history["pain.trigger"]] == ["first", "second"]


def test_undo_brings_the_answer_before_back_and_redo_the_later_one() -> None:
    events = [said(1, "a.b", "first"), said(2, "a.b", "second"), event(3, Kind.UNDO, {"of": 2})]
    undone = folded(*events)
    assert (undone.sheet.answers["a.b"].value, undone.undo, undone.redo) == ("first", 1, 2)
    redone = folded(*events, event(4, Kind.REDO, {"of": 2}))
    assert (redone.sheet.answers["a.b"].value, redone.undo) == ("second", 2)


def test_a_new_answer_ends_what_can_be_redone() -> None:
    state = folded(said(1, "a.b", "x"), event(2, Kind.UNDO, {"of": 1}), said(3, "a.c", "y"))
    assert (state.undo, state.redo) == (3, None)


def test_an_erased_answer_is_gone_from_the_sheet() -> None:
    assert folded(event(1, Kind.ANSWER, None)).sheet.answers == {}


def test_notes_override_rating_and_closing_are_folded() -> None:
    state = folded(
        event(1, Kind.STARTED, {"framework": "bant", "stage": "ae"}),
        event(2, Kind.NOTE, {"text": "has a dog", "fact": None}),
        event(3, Kind.RATING, {"criterion": "need", "quality": 2, "evidence": "claimed", "why": "heard"}),
        event(4, Kind.NOT_APPLICABLE, {"criterion": "budget", "on": True}),
        event(5, Kind.OVERRIDE, {"verdict": "nurture", "why": "I know them"}),
        event(6, Kind.CLOSED, {"disposition": "nurture", "reason": "BAD-TIMING", "reopen_on": "2027-01-15"}),
    )
    assert (state.sheet.stage, state.notes[0].text, state.sheet.ratings["need"].quality) == ("ae", "has a dog", 2)
    assert state.sheet.not_applicable == {"budget"}
    assert state.override is not None
    assert state.override.verdict == "nurture"
    assert state.closing is not None
    assert str(state.closing.reopen_on) == "2027-01-15"


@given(st.lists(st.sampled_from(["a", "b", "undo", "redo"]), max_size=30))
def test_undo_and_redo_never_lose_an_answer_for_good(moves: list[str]) -> None:
    events: list[Event] = []
    for move in moves:
        state = folded(*events)
        seq = len(events) + 1
        if move in {"a", "b"}:
            events.append(said(seq, f"t.{move}", str(seq)))
        elif move == "undo" and state.undo is not None:
            events.append(event(seq, Kind.UNDO, {"of": state.undo}))
        elif move == "redo" and state.redo is not None:
            before = folded(*events[:-1]) if events[-1].kind is Kind.UNDO else None
            events.append(event(seq, Kind.REDO, {"of": state.redo}))
            if before is not None:
                assert folded(*events).sheet == before.sheet
    while (undo := folded(*events).undo) is not None:
        events.append(event(len(events) + 1, Kind.UNDO, {"of": undo}))
    assert folded(*events).sheet.answers == {}


def test_an_answer_survives_its_body() -> None:
    answer = Answer("money.amount", {"amount": 5, "currency": "EUR", "per": None}, Evidence.CONFIRMED, 2, "five", "CFO")
    assert answer_from(answer_body(answer)) == answer


@given(st.lists(st.sampled_from(["a", "b", "note", "undo", "redo"]), max_size=20), st.sampled_from(["a", "b", "note"]))
def test_one_more_answer_or_note_needs_no_fold_of_all_before(moves: list[str], last: str) -> None:
    events: list[Event] = []
    for seq, move in enumerate([*moves, last], 1):
        before = folded(*events)
        of = before.undo if move == "undo" else before.redo
        if move in {"a", "b"}:
            events.append(said(seq, f"pain.{move}", f"{seq}"))
            assert answered(before, events[-1]) == folded(*events)
        elif move == "note":
            events.append(event(seq, Kind.NOTE, {"text": f"{seq}", "fact": "pain.trigger" if seq % 2 else None}))
            assert noted(before, events[-1]) == folded(*events)
        elif of is not None:
            events.append(event(seq, Kind(move), {"of": of}))
