from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from discovery.errors import ConflictError, NotFoundError
from discovery.ids import new_id
from discovery.storage import deliveries
from discovery.storage.deliveries import Claim, Delivery, NewDelivery
from discovery.storage.store import Session, Store
from tests.storage.conftest import Place
from tests.storage.makers import NOW, make_call

LEASE = timedelta(minutes=5)
BODY = {"title": "Zoë – 田中", "texts": {"b": "", "a": "x\ny"}}


def new(call_id: UUID, key: str = "k1", destination: str = "ae", **more: Any) -> NewDelivery:
    return NewDelivery(new_id(), call_id, destination, "smtp", key, BODY, **{"created_at": NOW, **more})


def put(store: Store, *keys: str, destination: str = "ae") -> list[Delivery]:
    call = make_call(store)
    return [store.write(deliveries.add, new(call.id, key, destination)) for key in keys]


def claim(store: Store, *destinations: str, minutes: int = 0) -> Claim | None:
    now = NOW + timedelta(minutes=minutes)
    return store.write(deliveries.claim, destinations or ("ae",), now, now + LEASE)


def claimed(store: Store, minutes: int = 0) -> Claim:
    found = claim(store, minutes=minutes)
    assert found is not None
    return found


def test_a_delivery_waits_as_it_was_put_in(store: Store) -> None:
    (made,) = put(store, "k1")
    assert (made.state, made.attempts, made.last_error, made.sent_at, made.lease_until) == (
        "pending",
        0,
        "",
        None,
        None,
    )
    assert made.created_at == made.next_attempt_at == NOW
    assert made.created_at.utcoffset() == NOW.utcoffset()
    assert store.read(deliveries.get, made.id) == made
    assert store.read(deliveries.listed) == (made,)


def test_the_same_key_is_kept_once(store: Store) -> None:
    call = make_call(store)
    first, second = (store.write(deliveries.add, new(call.id)) for _ in range(2))
    assert first == second
    with pytest.raises(ConflictError, match="belongs to another delivery"):
        store.write(deliveries.add, new(make_call(store).id))
    with pytest.raises(ConflictError):
        store.write(deliveries.add, new(call.id, destination="crm"))


def test_a_delivery_of_no_call_is_refused(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.write(deliveries.add, new(new_id()))
    with pytest.raises(NotFoundError, match="discovery deliver list"):
        store.read(deliveries.get, new_id())


def test_it_is_kept_with_what_it_belongs_to_or_not_at_all(store: Store) -> None:
    call = make_call(store)

    def breaks(session: Session) -> None:
        deliveries.add(session, new(call.id))
        raise ConflictError("the move was refused")

    with pytest.raises(ConflictError):
        store.write(breaks)
    assert store.read(deliveries.listed) == ()


def test_a_claim_hands_over_the_body_and_is_nobody_elses(store: Store) -> None:
    put(store, "k1")
    found = claimed(store)
    assert list(found.body["texts"]) == ["b", "a"]
    assert found.body == BODY
    assert (found.delivery.attempts, found.delivery.lease_until) == (1, NOW + LEASE)
    assert claim(store) is None
    assert claim(store, minutes=4) is None


def test_what_is_claimed_and_not_settled_is_free_when_the_lease_is_over(store: Store) -> None:
    put(store, "k1")
    first, second = claimed(store), claimed(store, minutes=5)
    assert (second.delivery.key, second.delivery.attempts) == (first.delivery.key, 2)
    late = store.write(deliveries.settle, first.delivery, "sent", NOW, due=NOW)
    assert late is False
    assert store.read(deliveries.get, first.delivery.id).state == "pending"
    assert store.write(deliveries.settle, second.delivery, "sent", NOW, due=NOW)


def test_only_the_asked_destinations_are_claimed_the_longest_due_first(store: Store) -> None:
    put(store, "k1", destination="crm")
    call = make_call(store)
    for key, minutes in (("later", 2), ("first", 1), ("not yet", 30)):
        store.write(deliveries.add, new(call.id, key, created_at=NOW + timedelta(minutes=minutes)))
    keys = [found and found.delivery.key for found in (claim(store, "ae", "none", minutes=3) for _ in range(3))]
    assert keys == ["first", "later", None]
    assert claim(store, "none", minutes=3) is None


def test_what_was_sent_keeps_no_body_and_is_not_sent_again(store: Store, place: Place) -> None:
    put(store, "k1")
    found = claimed(store).delivery
    assert store.write(deliveries.settle, found, "sent", NOW + LEASE, due=NOW)
    done = store.read(deliveries.get, found.id)
    assert (done.state, done.sent_at, done.lease_until) == ("sent", NOW + LEASE, None)
    assert claim(store, minutes=999) is None
    assert store.write(deliveries.again, [found.id], NOW) == 0
    with place.raw() as connection:
        assert connection.execute("SELECT body FROM delivery").fetchall() == [(None,)]


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_what_did_not_arrive_can_be_tried_again(store: Store, state: deliveries.State) -> None:
    put(store, "k1")
    found = claimed(store).delivery
    due = NOW + timedelta(hours=1)
    store.write(deliveries.settle, found, state, NOW, due=due, error="no route")
    waits = store.read(deliveries.get, found.id)
    assert (waits.state, waits.last_error, waits.next_attempt_at) == (state, "no route", due)
    assert claim(store, minutes=59) is None
    assert store.write(deliveries.again, [found.id], NOW + timedelta(minutes=59)) == 1
    again = claimed(store, minutes=59)
    assert (again.delivery.attempts, again.delivery.key, again.body) == (1, "k1", BODY)


def test_what_is_being_sent_is_not_made_due_again(store: Store) -> None:
    put(store, "k1")
    found = claimed(store).delivery
    assert store.write(deliveries.again, [found.id], NOW) == 0
    assert store.write(deliveries.settle, found, "sent", NOW, due=NOW)


def test_what_is_erased_is_never_sent(store: Store, place: Place) -> None:
    waits, sends, _ = put(store, "k1", "k2", "k3")
    assert store.write(deliveries.forget, waits.call_id) == 3
    assert claim(store) is None
    assert store.write(deliveries.again, [waits.id, sends.id], NOW) == 0
    assert {each.state for each in store.read(deliveries.listed)} == {"failed"}
    assert store.write(deliveries.forget, waits.call_id) == 0
    with place.raw() as connection:
        assert connection.execute("SELECT count(*) FROM delivery WHERE body IS NOT NULL").fetchone()[0] == 0


def test_a_list_is_of_a_state_or_a_call_the_newest_first(store: Store) -> None:
    first, second = put(store, "k1", "k2")
    (other,) = put(store, "k3")
    store.write(deliveries.settle, claimed(store).delivery, "failed", NOW, due=NOW, error="x")
    listed = store.read(deliveries.listed)
    assert [each.id for each in listed] == [other.id, second.id, first.id]
    assert [each.id for each in store.read(deliveries.listed, state="failed")] == [first.id]
    assert {each.id for each in store.read(deliveries.listed, call_id=first.call_id)} == {first.id, second.id}
    assert len(store.read(deliveries.listed, limit=1)) == 1


def test_many_programs_at_once_claim_each_delivery_once(place: Place) -> None:
    keys = [f"k{number}" for number in range(24)]
    put(place.open(), *keys)
    stores = [place.open() for _ in range(4)]

    def work(store: Store) -> list[str]:
        found = []
        while (each := claim(store)) is not None:
            found.append(each.delivery.key)
            assert store.write(deliveries.settle, each.delivery, "sent", NOW, due=NOW)
        return found

    with ThreadPoolExecutor(len(stores)) as pool:
        taken = [key for part in pool.map(work, stores) for key in part]
    assert sorted(taken) == sorted(keys)


def test_a_delivery_that_somebody_settled_is_not_settled_twice(store: Store) -> None:
    put(store, "k1")
    found = claimed(store).delivery
    assert store.write(deliveries.settle, found, "sent", NOW, due=NOW)
    assert not store.write(deliveries.settle, found, "failed", NOW, due=NOW, error="x")
    assert not store.write(deliveries.settle, replace(found, id=new_id()), "sent", NOW, due=NOW)
