from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from discovery.engine.handoffs import HandOff, Rating, State
from discovery.service.handoff_words import STATES, clock, reply, standing, state_word

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # a Monday
SENT = HandOff(State.SUBMITTED, "Sam", NOW, NOW + timedelta(hours=1), "Ben")
ANSWERED = replace(SENT, answered_by="Ben", answered_at=NOW)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (SENT, "waiting: to be answered by Ben until 16:00"),
        (replace(SENT, to="", due=NOW + timedelta(days=1)), "waiting: to be answered until Tue 15:00"),
        (replace(SENT, due=NOW - timedelta(days=3)), "overdue: was to be answered by Ben until 20 Nov 15:00"),
        (replace(SENT, due=None), "waiting: to be answered by Ben"),
        (replace(ANSWERED, state=State.ACCEPTED), "accepted by Ben"),
        (
            replace(ANSWERED, state=State.ACCEPTED, rating=Rating(4, "the CFO decides", "Ben", NOW)),
            "accepted by Ben: 4 of 5: the CFO decides",
        ),
        (
            replace(ANSWERED, state=State.RETURNED, missing=("Budget", "Date"), why="who pays?"),
            "returned by Ben: Budget; Date; who pays?",
        ),
        (
            replace(ANSWERED, state=State.REJECTED, code="NOT-ICP", back_to="sdr"),
            "rejected by Ben: NOT-ICP; back to sdr",
        ),
        (replace(SENT, state=State.WITHDRAWN), "withdrawn by Sam"),
    ],
)
def test_where_a_hand_off_stands_is_one_sentence(found: HandOff, told: str) -> None:
    assert standing(found, NOW) == told
    assert told.startswith(state_word(found, NOW))
    assert state_word(found, NOW) in STATES


def test_a_rating_without_words_is_its_stars() -> None:
    assert reply(replace(ANSWERED, rating=Rating(2, "", "Ben", NOW))) == "2 of 5"
    assert reply(SENT) == ""


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "15:00"), (1, "Tue 15:00"), (6, "Sun 15:00"), (7, "30 Nov 15:00"), (-1, "22 Nov 15:00"), (60, "2027-01-22")],
)
def test_a_moment_is_said_as_short_as_it_is_clear(days: int, told: str) -> None:
    assert clock(NOW + timedelta(days=days), NOW) == told
