from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.engine.answers import Evidence
from discovery.engine.prior import DEFAULT_ENDS, DEFAULT_PRIOR, End, learn, prior_document, prior_from

DAY = date(2026, 11, 22)
ENDS = st.tuples(st.floats(0, 3), st.sampled_from([Evidence.CLAIMED, Evidence.CONFIRMED])) | st.just(
    (None, Evidence.NONE)
)


def test_fewer_than_thirty_calls_teach_nothing() -> None:
    calls: list[dict[str, End]] = [{"need": (3.0, Evidence.CONFIRMED)}] * 29
    assert learn(calls, DAY) == DEFAULT_PRIOR


def test_thirty_calls_move_the_chances_towards_what_happened() -> None:
    calls: list[dict[str, End]] = [{"need": (2.6, Evidence.CONFIRMED)}] * 30
    found = learn(calls, DAY)
    assert (found.calls, found.learned_on, found.source) == (30, DAY, "odds from 30 closed calls")
    assert found.ends("need")[-1] == pytest.approx((30 + 10 * 0.125) / 40)
    assert found.ends("budget") == DEFAULT_ENDS


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), ENDS, min_size=1), min_size=30, max_size=40))
def test_learned_chances_are_chances_and_survive_their_document(calls: list[dict[str, End]]) -> None:
    found = learn(calls, DAY)
    for ends in found.by_criterion.values():
        assert sum(ends) == pytest.approx(1)
        assert min(ends) > 0
    assert prior_from(prior_document(found)) == found
