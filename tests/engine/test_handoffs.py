from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.engine import events as call_events
from discovery.engine.answers import Answer, Evidence, Sheet
from discovery.engine.answers import State as AnswerState
from discovery.engine.events import Event, Kind
from discovery.engine.handoff_stats import GROUPS, stats, stats_by
from discovery.engine.handoffs import (
    BACK_TO,
    KINDS,
    MOVES,
    READ,
    REJECTION_CODES,
    Attention,
    HandOff,
    HandOffRow,
    State,
    attention,
    fingerprint,
    fold,
    unchanged,
)
from discovery.engine.working_time import OFFICE_HOURS
from tests.engine.strategies import ON
from tests.examples import examples

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = START + timedelta(hours=4)

SUBMITTED: dict[str, Any] = {"to": "Ben Cole", "note": "rings at nine", "due": DUE.isoformat(), "fingerprint": "ab"}
BODIES: dict[Kind, dict[str, Any]] = {
    Kind.SUBMITTED: SUBMITTED,
    Kind.ACCEPTED: {},
    Kind.RETURNED: {"missing": ["Money", "Next step"], "why": "no date"},
    Kind.REJECTED: {"code": "NOT-ICP", "why": "nine people", "to": "nurture"},
    Kind.RATED: {"stars": 4, "different": "the CFO decides"},
    Kind.CLOSED: {"disposition": "handed_off"},
    Kind.REOPENED: {},
}
LOST = {"disposition": "nurture"}


def events(*moves: Kind | tuple[Kind, dict[str, Any] | None]) -> tuple[Event, ...]:
    """An hour from each to the next, by one author a kind."""
    made = []
    for seq, move in enumerate(moves, 1):
        kind, body = move if isinstance(move, tuple) else (move, BODIES.get(move, {}))
        made.append(Event(seq, uuid4(), kind, f"who {kind}", START + timedelta(hours=seq - 1), body))
    return tuple(made)


def folded(*moves: Kind | tuple[Kind, dict[str, Any] | None]) -> HandOff:
    found = fold(events(*moves))
    assert found is not None
    return found


S, A, R, X, RATED = Kind.SUBMITTED, Kind.ACCEPTED, Kind.RETURNED, Kind.REJECTED, Kind.RATED
OPEN, CLOSED = Kind.REOPENED, Kind.CLOSED


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        ((S,), State.SUBMITTED),
        ((S, A), State.ACCEPTED),
        ((S, A, RATED), State.ACCEPTED),
        ((S, R), State.RETURNED),
        ((S, X), State.REJECTED),
        ((S, R, S), State.SUBMITTED),
        pytest.param((S, A, RATED, R), State.RETURNED, id="accepted by mistake"),
        pytest.param((S, A, R, S), State.SUBMITTED, id="and handed over again"),
        pytest.param((S, A, R, OPEN, (CLOSED, LOST)), State.WITHDRAWN, id="or given up"),
        ((S, X, S, A), State.ACCEPTED),
        pytest.param((S, OPEN), State.WITHDRAWN, id="reopened while it waits"),
        pytest.param((S, OPEN, CLOSED), State.WITHDRAWN, id="and closed again without being handed over"),
        pytest.param((S, OPEN, CLOSED, S), State.SUBMITTED, id="and handed over again"),
        pytest.param((S, R, OPEN), State.RETURNED, id="reopened to add what is missing"),
        pytest.param((S, R, OPEN, CLOSED), State.RETURNED, id="added, not handed over yet"),
        pytest.param((S, R, OPEN, (CLOSED, LOST)), State.WITHDRAWN, id="given up after it came back"),
        pytest.param((S, A, OPEN, (CLOSED, LOST)), State.ACCEPTED, id="what was accepted stays so"),
        pytest.param((S, X, OPEN, (CLOSED, LOST)), State.REJECTED, id="what was rejected stays so"),
    ],
)
def test_the_state_is_what_the_events_add_up_to(moves: tuple[Any, ...], state: State) -> None:
    assert folded(*moves).state is state


def test_a_call_without_a_submission_has_no_hand_off() -> None:
    assert fold(()) is None
    assert fold(events(Kind.STARTED, CLOSED, OPEN, A)) is None


def test_a_submission_says_who_to_whom_and_until_when() -> None:
    found = folded(S)
    assert (found.by, found.to, found.note, found.fingerprint) == ("who submitted", "Ben Cole", "rings at nine", "ab")
    assert (found.submitted_at, found.due, found.rounds) == (START, DUE, 1)


def test_an_answer_says_what_and_by_whom() -> None:
    returned = folded(S, R)
    assert (returned.missing, returned.why) == (("Money", "Next step"), "no date")
    assert (returned.answered_by, returned.answered_at) == ("who returned", START + timedelta(hours=1))
    rejected = folded(S, X)
    assert (rejected.code, rejected.back_to, rejected.why) == ("NOT-ICP", "nurture", "nine people")


def test_a_new_round_starts_clean_and_keeps_the_history() -> None:
    again = folded(S, R, S)
    assert (again.rounds, again.missing, again.why, again.answered_by) == (2, (), "", "")
    assert [event.kind for event in again.history] == [S, R, S]


def test_the_last_rating_counts() -> None:
    rating = folded(S, A, RATED, (RATED, {"stars": 2, "different": ""})).rating
    assert rating is not None
    assert (rating.stars, rating.different, rating.by) == (2, "", "who rated")


def test_what_is_returned_after_it_was_accepted_says_why_and_is_rated_no_more() -> None:
    found = folded(S, A, RATED, R)
    assert (found.answered_by, found.missing, found.rating) == ("who returned", ("Money", "Next step"), None)
    assert not found.overdue(DUE + timedelta(days=9))
    figures = stats([row(found)], OFFICE_HOURS, DUE)
    assert (figures.accepted, figures.returned, figures.rated) == (0, 1, 0)
    assert stats([row(folded(S, A, R, S, A))], OFFICE_HOURS, DUE).first_time == 0


@pytest.mark.parametrize(
    ("moves", "kind", "author", "takes"),
    [
        ((S,), R, "Ben", True),
        ((S, A), R, " WHO accepted", True),
        ((S, A), R, "Ben", False),
        ((S, A), RATED, "Ben", True),
        ((S, A), X, "who accepted", False),
        ((S, R), A, "who returned", False),
    ],
)
def test_what_is_accepted_is_returned_by_whoever_accepted_it(
    moves: tuple[Kind, ...], kind: Kind, author: str, takes: bool
) -> None:
    assert folded(*moves).takes(kind, author) is takes


def test_every_rejection_is_found_with_what_was_rejected() -> None:
    found = folded(S, X, (S, {**SUBMITTED, "fingerprint": "cd"}), X, S)
    assert [(print_, event.seq) for print_, event in found.rejected()] == [("ab", 2), ("cd", 4)]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_erased_event_still_moves_it(kind: Kind) -> None:
    if kind is S:
        found = folded((S, None))
        assert (found.state, found.due, found.to) == (State.SUBMITTED, None, "")
        assert not found.overdue(DUE + timedelta(days=9))
    else:
        before = (S, A) if kind is RATED else (S,)
        assert folded(*before, (kind, None)).state is folded(*before, kind).state


@pytest.mark.parametrize(
    ("moves", "late", "overdue"),
    [((S,), 0, False), ((S,), 1, True), ((S, A), 1, False), ((S, R), 1, False), ((S, OPEN), 1, False)],
)
def test_only_what_waits_longer_than_agreed_is_overdue(moves: tuple[Kind, ...], late: int, overdue: bool) -> None:
    assert folded(*moves).overdue(DUE + timedelta(seconds=late)) is overdue


@examples(60)
@given(st.lists(st.sampled_from([*sorted(READ), Kind.NOTE, Kind.ANSWER]), max_size=14))
def test_moves_that_are_allowed_lead_to_the_state_of_their_name(kinds: list[Kind]) -> None:
    done: list[Kind] = []
    for kind in kinds:
        before = fold(events(*done))
        state = before.state if before else None
        done.append(kind)
        after = fold(events(*done))
        if kind in MOVES[state] and kind is not RATED:
            assert after is not None
            assert after.state == kind.value
        elif kind not in READ:
            assert (after.state if after else None) is state
    found = fold(events(*done))
    assert found is None or found.rounds == done.count(S)


def test_the_fold_of_a_call_passes_over_the_moves() -> None:
    plain = events(Kind.STARTED, CLOSED)
    moved = (*plain, *(replace(event, seq=event.seq + 2) for event in events(S, R, S, A, RATED)))
    closed = {**BODIES[CLOSED], "reason": None}
    same = [replace(event, body=closed) if event.kind is CLOSED else event for event in moved]
    empty = Sheet(on=ON)
    assert call_events.fold(tuple(same), empty) == call_events.fold(tuple(same[:2]), empty)


def test_each_reason_to_reject_has_a_code_and_a_place_for_the_lead() -> None:
    codes = [reason.code for reason in REJECTION_CODES]
    assert len(codes) == len(set(codes)) == 8
    assert {reason.back_to for reason in REJECTION_CODES} <= set(BACK_TO)


PAIN = Answer("pain.trigger", "Double payments", Evidence.CONFIRMED, 3, "I had to explain it")
DATED = Answer("next_step.date", "2026-12-01", Evidence.CONFIRMED)


def printed(*answers: Answer) -> str:
    return fingerprint(Sheet(ON, answers={answer.fact: answer for answer in answers}))


@pytest.mark.parametrize(
    ("now", "same"),
    [
        pytest.param((PAIN, DATED), True, id="the same"),
        pytest.param((DATED, replace(PAIN, at=START, speaker="CFO")), True, id="said at another time"),
        pytest.param((PAIN,), True, id="a later call that agreed no next step"),
        pytest.param((PAIN, DATED, Answer("compliance.recording", "consent_given")), True, id="a word on recording"),
        pytest.param((PAIN, DATED, Answer("a.b", state=AnswerState.UNKNOWN)), True, id="asked in vain"),
        pytest.param((replace(PAIN, quote="more"), DATED), False, id="another quote"),
        pytest.param((replace(PAIN, evidence=Evidence.CLAIMED), DATED), False, id="other evidence"),
        pytest.param((PAIN, replace(DATED, value="2026-12-08")), False, id="another meeting"),
        pytest.param((PAIN, DATED, Answer("money.route", "allocated")), False, id="one more answer"),
        pytest.param((DATED,), False, id="one less"),
    ],
)
def test_a_fingerprint_tells_whether_the_answers_changed(now: tuple[Answer, ...], same: bool) -> None:
    before = printed(PAIN, DATED)
    assert len(before) == 64
    assert unchanged(before, printed(*now)) is same


def test_an_erased_fingerprint_is_like_no_other() -> None:
    assert not unchanged("", printed())
    assert unchanged(printed(), printed())


def named(one: HandOff, by: str, to: str = "") -> HandOff:
    return replace(one, by=by, to=to)


def test_attention_parts_mine_from_those_of_others() -> None:
    late = DUE + timedelta(hours=1)
    returned, waiting = folded(S, R), folded(S)
    all_ = [
        named(returned, "Sam"), named(returned, "Kim", "Sam"), named(waiting, "sam ", "Ben"),
        named(waiting, "Kim", "SAM"), named(waiting, "Kim"), named(waiting, "Kim", "Ben"),
        folded(S, A), folded(S, OPEN),
    ]  # fmt: skip
    assert attention(all_, "Sam", late) == Attention(returned=1, overdue=3, others=2)
    assert attention(all_, "Sam", DUE) == Attention(returned=1, overdue=0, others=1)
    assert attention([], "Sam", late) == Attention()


def row(hand_off: HandOff, company: str = "Nordwind", framework: str = "bant") -> HandOffRow:
    return HandOffRow(uuid4(), uuid4(), framework, "qualified", "Ana", company, "fair", hand_off)


ROWS = (
    row(folded(S, A, RATED)),
    row(folded(S, R, S, A, (RATED, {"stars": 1}))),
    row(folded(S, X), "Beta", "meddic"),
    row(folded(S, R), "Beta"),
    row(folded(S), ""),
)


def test_figures_are_counted_with_their_n() -> None:
    found = stats(ROWS, OFFICE_HOURS, DUE + timedelta(hours=1))
    assert (found.submitted, found.waiting, found.overdue, found.returned) == (5, 1, 1, 1)
    assert (found.decided, found.accepted, found.first_time) == (3, 2, 1)
    assert found.acceptance == pytest.approx(100 * 2 / 3)
    assert found.to_accept == pytest.approx(1.0)
    assert (found.rated, found.stars) == (2, 2.5)
    assert dict(found.reasons) == {"NOT-ICP": 1}
    assert dict(found.missing) == {"Money": 2, "Next step": 2}


def test_a_night_does_not_count_as_time_to_accept() -> None:
    evening = replace(events(S)[0], at=START.replace(hour=17))
    morning = replace(events(S, A)[1], at=START.replace(day=24, hour=9, minute=30))
    hand_off = fold((evening, morning))
    assert hand_off is not None
    assert stats([row(hand_off)], OFFICE_HOURS, START).to_accept == pytest.approx(1.0)


def test_figures_of_nothing_are_none_and_not_nought() -> None:
    found = stats([], OFFICE_HOURS, START)
    assert (found.acceptance, found.to_accept, found.stars, found.decided) == (None, None, None, 0)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("rep", [("who submitted", 5)]),
        ("bank", [("bant", 4), ("meddic", 1)]),
        ("company", [("Beta", 2), ("Nordwind", 2), ("–", 1)]),
        ("source", [("fair", 5)]),
    ],
)
def test_figures_are_grouped_largest_first(by: str, groups: list[tuple[str, int]]) -> None:
    found = stats_by(ROWS, by, OFFICE_HOURS, START)
    assert [(one.group, one.submitted) for one in found] == groups


@examples(40)
@given(st.lists(st.sampled_from(ROWS), max_size=12), st.sampled_from(sorted(GROUPS)))
def test_the_groups_add_up_to_the_whole(rows: list[HandOffRow], by: str) -> None:
    whole, groups = stats(rows, OFFICE_HOURS, DUE), stats_by(rows, by, OFFICE_HOURS, DUE)

    def total(part: Iterable[int]) -> int:
        return sum(part)

    assert total(one.submitted for one in groups) == whole.submitted
    assert total(one.accepted for one in groups) == whole.accepted
    assert total(one.decided for one in groups) == whole.decided
    assert whole.acceptance is None or 0 <= whole.acceptance <= 100
