from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from discovery.storage import finished
from discovery.storage.store import Store
from tests.storage.makers import NOW, make_call, make_lead


def made(store: Store, at: datetime, *, ended: bool = True) -> UUID:
    return make_call(store, make_lead(store), now=at, ended_at=at + timedelta(minutes=5) if ended else None).id


def pages(store: Store, since: datetime, limit: int) -> list[UUID]:
    """The ids of all pages, one after the other."""
    found: list[UUID] = []
    after: finished.Place | None = None
    while page := store.read(finished.page_since, since, after, limit):
        assert len(page) <= limit
        found += [call_id for _, call_id in page]
        after = page[-1]
    return found


def test_pages_have_every_ended_call_once_and_the_oldest_first(store: Store) -> None:
    moments = [NOW + timedelta(minutes=minutes) for minutes in (30, 0, 10, 10, 10, 20)]
    calls = sorted((at, made(store, at)) for at in moments)
    made(store, NOW, ended=False)
    assert store.read(finished.count_since, NOW) == len(calls)
    for limit in (1, 2, 3, 100):
        assert pages(store, NOW, limit) == [call_id for _, call_id in calls]


def test_calls_that_began_before_are_left_out(store: Store) -> None:
    made(store, NOW)
    late = made(store, NOW + timedelta(microseconds=1))
    assert pages(store, NOW + timedelta(microseconds=1), 10) == [late]
    assert store.read(finished.count_since, NOW + timedelta(microseconds=1)) == 1
