from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.engine.answers import Evidence
from discovery.engine.assess import figures_of
from discovery.engine.assessment import CriterionScore, shares


def scored(*parts: tuple[float, float]) -> tuple[CriterionScore, ...]:
    """Criteria of those weights and points."""
    return tuple(
        CriterionScore(str(n), "", weight, 3, Evidence.CLAIMED, points, False, False)
        for n, (weight, points) in enumerate(parts)
    )


def shown(scores: tuple[CriterionScore, ...]) -> int:
    return round(10 * float(f"{figures_of(scores).score:.1f}"))


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=1, max_size=9))
def test_the_points_shown_add_up_to_the_score_shown(parts: list[tuple[float, float]]) -> None:
    scores = scored(*((weight + 0.5, share * (weight + 0.5)) for weight, share in parts))
    points, weights = zip(*shares(scores), strict=True)
    assert sum(points) == shown(scores)
    assert sum(weights) == 1000


@given(
    st.lists(
        st.tuples(st.sampled_from([10, 15, 20, 25, 35]), st.integers(0, 36), st.sampled_from([0, 1, 2])),
        min_size=1,
        max_size=9,
    )
)
def test_so_they_do_where_the_score_lies_just_between_two_tenths(parts: list[tuple[int, int, int]]) -> None:
    scores = scored(*((weight, weight * mean / 12 / 3 * rank / 2) for weight, mean, rank in parts))
    assert sum(points for points, _ in shares(scores)) == shown(scores)


def test_a_score_of_three_quarters_of_a_tenth_is_the_sum_of_its_points() -> None:
    scores = scored((20, 20), (25, 25 * 1.25 / 3), (35, 35), (20, 20 * 2.5 / 3 / 2))
    points = [points for points, _ in shares(scores)]
    assert sum(points) == shown(scores)
    assert points[0] == 200
    assert points[2] == 350


@pytest.mark.parametrize("scores", [(), scored((0, 0))])
def test_without_weights_there_are_no_points(scores: tuple[CriterionScore, ...]) -> None:
    assert shares(scores) == [(0, 0)] * len(scores)
