from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from discovery.engine.calls import CallHeader
from discovery.engine.events import Kind
from discovery.engine.handoffs import State
from discovery.errors import NotFoundError, UsageError
from discovery.ids import new_id
from discovery.leads.lead import NewLead
from discovery.service import handoffs as cases
from discovery.storage import chain, events, handoffs
from discovery.storage.store import Store
from tests.storage.conftest import Place
from tests.storage.makers import NOW, event, make_call, make_lead, note

BODIES: dict[Kind, dict[str, Any]] = {
    Kind.SUBMITTED: {"to": "Ben", "note": "", "due": (NOW + timedelta(hours=4)).isoformat(), "fingerprint": "ab"},
    Kind.RETURNED: {"missing": ["Money"], "why": ""},
    Kind.REJECTED: {"code": "NOT-ICP", "why": "", "to": "sdr"},
}
S, A, R, X = Kind.SUBMITTED, Kind.ACCEPTED, Kind.RETURNED, Kind.REJECTED


def moved(store: Store, *kinds: Kind, hours: int = 0, name: str = "Ann", **changes: Any) -> CallHeader:
    """A call of a lead of its own, handed over so many hours after NOW, with those moves."""
    lead = make_lead(store, NewLead(name, f"{name} GmbH", source="fair"))
    call = make_call(store, lead, **{"ended_at": NOW, "verdict": "qualified", **changes})
    at = NOW + timedelta(hours=hours)
    made = [note(), *(event(kind, BODIES.get(kind, {}), at=at) for kind in kinds)]
    store.write(events.append, call.id, call.bank_sha256, made)
    return call


def states(store: Store, **choice: Any) -> list[tuple[str, State]]:
    rows = store.read(handoffs.list_hand_offs, **choice)
    return [(row.lead_name, row.hand_off.state) for row in rows]


def test_a_hand_off_is_read_from_its_call(store: Store) -> None:
    call = moved(store, S, R)
    found = store.read(handoffs.get_hand_off, call.id)
    assert found is not None
    assert (found.state, found.by, found.to, found.missing) == (State.RETURNED, "Rita", "Ben", ("Money",))
    assert found.submitted_at == NOW
    assert found.submitted_at.utcoffset() == timedelta(hours=5, minutes=30)
    assert store.read(handoffs.get_hand_off, moved(store).id) is None
    assert store.read(handoffs.get_hand_off, new_id()) is None


def test_a_row_has_its_call_and_lead_and_the_same_hand_off(store: Store) -> None:
    call = moved(store, S, A, override="develop")
    (row,) = store.read(handoffs.list_hand_offs)
    assert (row.call_id, row.lead_id, row.framework, row.verdict) == (call.id, call.lead_id, "test", "develop")
    assert (row.lead_name, row.company, row.source, row.who) == ("Ann", "Ann GmbH", "fair", "Ann, Ann GmbH")
    assert row.hand_off == store.read(handoffs.get_hand_off, call.id)


def test_those_that_wait_come_first_then_the_last_submitted(store: Store) -> None:
    moved(store, S, A, hours=9, name="accepted late")
    moved(store, S, R, hours=1, name="returned")
    moved(store, S, X, hours=3, name="rejected")
    moved(store, S, hours=2, name="waiting")
    moved(store, S, X, S, hours=0, name="again")
    moved(store, S, Kind.REOPENED, hours=-1, name="withdrawn")
    moved(store, S, A, R, hours=-2, name="accepted by mistake")
    moved(store, S, A, R, S, A, hours=-3, name="in the end")
    moved(store, name="never")
    waiting = [
        ("waiting", State.SUBMITTED), ("returned", State.RETURNED), ("again", State.SUBMITTED),
        ("withdrawn", State.WITHDRAWN), ("accepted by mistake", State.RETURNED),
    ]  # fmt: skip
    decided = [("accepted late", State.ACCEPTED), ("rejected", State.REJECTED), ("in the end", State.ACCEPTED)]
    assert states(store) == [*waiting, *decided]
    assert states(store, undecided=True) == waiting
    assert states(store, limit=6) == [*waiting, decided[0]]
    assert states(store, limit=2, undecided=True) == waiting[:2]
    assert states(store, since=NOW + timedelta(hours=2)) == [waiting[0], *decided[:2]]
    found = store.read(handoffs.undecided_hand_offs)
    assert sorted(one.state for one in found) == sorted(state for _, state in waiting)


def test_an_erased_submission_is_still_listed(store: Store) -> None:
    call = moved(store, S)
    store.write(events.erase, call.id, [2])
    (row,) = store.read(handoffs.list_hand_offs)
    assert (row.hand_off.state, row.hand_off.to, row.hand_off.due) == (State.SUBMITTED, "", None)


def test_a_call_that_is_not_there_cannot_be_locked(store: Store) -> None:
    store.write(handoffs.lock, moved(store).id)
    with pytest.raises(NotFoundError, match="there is no call"):
        store.write(handoffs.lock, new_id())


def test_of_many_that_answer_at_once_one_is_heard_and_the_others_are_told_who(place: Place) -> None:
    stores = [place.open() for _ in range(4)]
    call = moved(stores[0], S)

    def accept(number: int) -> str:
        try:
            stores[number].write(cases.accept, call.id, author=f"AE {number}", now=NOW)
        except UsageError as error:
            return str(error)
        return f"AE {number}"

    with ThreadPoolExecutor(len(stores)) as threads:
        told = list(threads.map(accept, range(len(stores))))
    (winner,) = (text for text in told if len(text) == 4)
    assert sum(text.startswith(f"{winner} accepted this hand-off on 2026-03-04 at 09:30") for text in told) == 3
    kinds = [one.kind for one in stores[0].read(events.events_of, call.id)]
    assert kinds == [Kind.NOTE, S, A]
    assert stores[0].read(chain.verify).events == 3
