"""The packed table of phrases against a dictionary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from discovery.capture.packed import Packed

PHRASES = st.lists(st.sampled_from(["a", "an", "b", "1", "w/", "&"]), min_size=1, max_size=3).map(" ".join)


@given(st.lists(st.tuples(PHRASES, st.integers())))
def test_it_is_a_dictionary(pairs: list[tuple[str, int]]) -> None:
    packed, plain = Packed(0), dict[str, int]()
    for phrase, number in pairs:
        packed.change(phrase, lambda before, number=number: before + number)  # type: ignore[misc]
        plain[phrase] = plain.get(phrase, 0) + number
    assert dict(packed.items()) == plain
    assert {phrase: packed[phrase] for phrase in plain} == plain
    assert (packed["nobody"], packed["a nobody"], packed.longest("nobody")) == (0, 0, 0)
    for first in {phrase.split(" ")[0] for phrase in plain}:
        assert packed.longest(first) == max(len(one.split(" ")) for one in plain if one.split(" ")[0] == first)
