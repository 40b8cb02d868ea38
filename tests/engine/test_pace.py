from __future__ import annotations

import pytest

from discovery.banks.model import PHASES
from discovery.engine.pace import PLANS, pace


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_adds_up_and_has_every_phase_once(plan: int) -> None:
    legs = PLANS[plan]
    assert sum(leg.minutes for leg in legs) == plan
    phases = [phase for leg in legs for phase in leg.phases]
    assert sorted(phases) == sorted(PHASES)


@pytest.mark.parametrize(
    ("plan", "minutes", "leg", "leg_left", "left", "wrap_up"),
    [
        (20, 0, "opening", 2, 20, False),
        (20, 2, "situation", 3, 18, False),
        (20, 12.5, "impact", 0.5, 7.5, False),
        (20, 18, "wrap-up", 2, 2, True),
        (20, 20, "wrap-up", 0, 0, True),
        (20, 27, "wrap-up", -7, -7, True),
        (15, 13, "wrap-up", 2, 2, True),
        (30, 20, "decision", 4, 10, False),
        (30, -1, "opening", 3, 30, False),
    ],
)
def test_where_a_call_should_be(
    plan: int, minutes: float, leg: str, leg_left: float, left: float, wrap_up: bool
) -> None:
    now = pace(plan, minutes)
    assert (now.leg.title, now.leg_left, now.left, now.wrap_up) == (leg, leg_left, left, wrap_up)


@pytest.mark.parametrize("plan", PLANS)
def test_legs_follow_each_other(plan: int) -> None:
    titles = [pace(plan, minute / 4).leg.title for minute in range(4 * plan)]
    assert list(dict.fromkeys(titles)) == [leg.title for leg in PLANS[plan]]
    assert [phase for leg in PLANS[plan] for phase in leg.phases] == list(PHASES)
