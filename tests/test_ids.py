from __future__ import annotations

import time
from uuid import RFC_4122

from discovery.ids import key_behind, new_id


def test_an_id_is_a_uuid_of_version_7_with_the_time_of_its_making() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= after


def test_ids_differ() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_the_key_behind_another_one_is_always_the_same() -> None:
    first, other = new_id(), new_id()
    assert key_behind(first) == key_behind(first)
    assert len({first, key_behind(first), key_behind(key_behind(first)), other, key_behind(other)}) == 5
