from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest

from discovery.briefs.render import Renderer
from discovery.crm.connector import FIELDS, Connector, DeliveryError, Parcel, Secret
from discovery.crm.folder import Folder
from discovery.crm.webhook import Webhook
from discovery.engine.calls import NewEvent
from discovery.errors import NotFoundError, StoreUnavailableError, UsageError
from discovery.leads.lead import NewLead
from discovery.service import briefs, calls, changes, delivery, leads
from discovery.service.briefs import Words
from discovery.service.delivery import FIRST_WAIT, LEASE, LONGEST_WAIT, TRIES, Outcome, backoff
from discovery.storage.deliveries import Delivery
from discovery.storage.store import Session, Store
from tests.crm.servers import Web, free_port, web_server
from tests.service import material
from tests.service.material import AUTHOR, NOW
from tests.storage.conftest import Place, place, postgres

__all__ = ["place", "postgres"]

T = TypeVar("T")

WORDS = Words({"NO-PAIN": "They have no problem that we solve."})
SECRET = Secret("HOOK", {"HOOK": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


@pytest.fixture
def call_id(store: Store) -> UUID:
    new = NewLead("Ana María Ruiz", "Nordwind", "CFO", "ana@nordwind.example", "+49 30 5550101", "fair")
    lead = store.write(leads.add, new, NOW)
    call = store.write(calls.start, lead.id, material.bank(), author=AUTHOR, now=NOW)
    store.write(calls.record, call.header.id, [said()])
    return call.header.id


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server() as server:
        yield server


def said() -> NewEvent:
    return changes.answer(material.PAIN, author=AUTHOR, now=NOW)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Scripted:
    """A connector that does what it is told: raises the errors in their order, then takes everything."""

    errors: list[BaseException] = field(default_factory=list)
    taken: list[tuple[str, Parcel]] = field(default_factory=list)
    kind: str = "scripted"

    def send(self, parcel: Parcel, key: str, now: datetime) -> str:
        if self.errors:
            raise self.errors.pop(0)
        self.taken.append((key, parcel))
        return "taken"


def hook(web: Web) -> Webhook:
    return Webhook(web.url, SECRET, timeout=0.3)


def put(store: Store, call_id: UUID, to: str = "crm", *, anew: bool = False) -> Delivery:
    source = store.read(delivery.source, call_id, NOW, WORDS)
    return store.write(delivery.enqueue, source, delivery.parcel(source), to, "webhook", anew=anew)


def run(store: Store, clock: Clock, **connectors: Connector) -> list[tuple[str, str]]:
    outcomes: tuple[Outcome, ...] = delivery.run(store, connectors, clock, lambda: 0.0)
    return [(each.delivery.state, each.text) for each in outcomes]


def test_a_parcel_has_the_brief_in_every_form_and_a_text_for_every_column(store: Store, call_id: UUID) -> None:
    made = delivery.parcel(store.read(delivery.source, call_id, NOW, WORDS))
    brief = store.read(briefs.brief, call_id, NOW, reasons=WORDS.reasons)
    assert made.texts == {form: Renderer().render(brief, form) for form in ("text", "markdown", "html")}
    assert set(made.fields) == set(FIELDS)
    assert (made.fields["first_name"], made.fields["last_name"]) == ("Ana María", "Ruiz")
    assert made.fields["company"] == "Nordwind"
    assert made.fields["call_id"] == str(call_id)
    assert made.fields["called_on"] == "2026-11-20"
    assert made.fields["brief"] == made.texts["text"]
    json.dumps(made.document, allow_nan=False)


def test_what_is_sent_is_what_was_put_in(store: Store, call_id: UUID) -> None:
    source, crm = store.read(delivery.source, call_id, NOW, WORDS), Scripted()
    made = delivery.parcel(source)
    store.write(delivery.enqueue, source, made, "crm", "scripted")
    store.write(calls.record, call_id, [changes.note("later", author=AUTHOR, now=NOW)])
    assert run(store, Clock(), crm=crm) == [("sent", "taken")]
    assert [parcel for _, parcel in crm.taken] == [made]


def test_it_is_put_in_with_the_move_it_belongs_to_or_not_at_all(store: Store, call_id: UUID) -> None:
    def moves(session: Session, *, break_: bool) -> None:
        calls.record(session, call_id, [changes.note("handed over", author=AUTHOR, now=NOW)])
        source = delivery.source(session, call_id, NOW, WORDS)
        delivery.enqueue(session, source, delivery.parcel(source), "crm", "webhook")
        if break_:
            raise UsageError("not so")

    with pytest.raises(UsageError):
        store.write(moves, break_=True)
    assert store.read(delivery.listed) == ()
    store.write(moves, break_=False)
    assert len(store.read(delivery.listed)) == 1


def test_the_same_call_is_delivered_to_a_destination_once_until_something_happens(store: Store, call_id: UUID) -> None:
    first = put(store, call_id)
    assert put(store, call_id).id == first.id
    assert put(store, call_id, "ae").id != first.id
    assert put(store, call_id, anew=True).key != first.key
    store.write(calls.record, call_id, [changes.note("more", author=AUTHOR, now=NOW)])
    assert put(store, call_id).id not in {first.id}
    assert len(store.read(delivery.listed)) == 4


def test_a_delivery_that_arrived_is_not_sent_again(store: Store, call_id: UUID, web: Web) -> None:
    put(store, call_id)
    assert run(store, Clock(), crm=hook(web)) == [("sent", "the webhook answered 204")]
    assert run(store, Clock(NOW + timedelta(days=9)), crm=hook(web)) == []
    (got,) = web.requests
    (done,) = store.read(delivery.listed)
    assert (got.headers["webhook-id"], done.sent_at, done.attempts) == (done.key, NOW, 1)


def test_a_server_that_fails_is_tried_again_later_under_the_same_key(store: Store, call_id: UUID, web: Web) -> None:
    put(store, call_id)
    clock, crm = Clock(), hook(web)
    web.answers = [(500, {}), "stall", "drop", (429, {"Retry-After": "3600"}), (204, {})]
    waits = []
    for _ in range(4):
        ((state, _),) = run(store, clock, crm=crm)
        (waiting,) = store.read(delivery.listed)
        assert (state, waiting.state) == ("pending", "pending")
        assert waiting.last_error
        waits.append(waiting.next_attempt_at - clock.now)
        clock.pass_(waits[-1] - timedelta(seconds=1))
        assert run(store, clock, crm=crm) == []
        clock.pass_(timedelta(seconds=1))
    assert waits == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT, timedelta(hours=1)]
    assert run(store, clock, crm=crm) == [("sent", "the webhook answered 204")]
    assert len({(got.headers["webhook-id"], got.body) for got in web.requests}) == 1
    (done,) = store.read(delivery.listed)
    assert (done.attempts, done.last_error) == (5, "")


def test_without_a_network_nothing_is_lost_and_after_many_tries_it_is_said(store: Store, call_id: UUID) -> None:
    put(store, call_id)
    clock, away = Clock(), Webhook(f"http://127.0.0.1:{free_port()}/", SECRET)
    for _ in range(TRIES - 1):
        ((state, text),) = run(store, clock, crm=away)
        assert (state, "cannot be reached" in text) == ("pending", True)
        clock.pass_(LONGEST_WAIT)
    ((state, _),) = run(store, clock, crm=away)
    (lost,) = store.read(delivery.listed, state="failed")
    assert (state, lost.attempts, "cannot be reached" in lost.last_error) == ("failed", TRIES, True)
    assert run(store, clock, crm=away) == []
    crm = Scripted()
    assert store.write(delivery.retry, [lost], clock.now) == 1
    assert run(store, clock, crm=crm) == [("sent", "taken")]
    assert [key for key, _ in crm.taken] == [lost.key]


def test_where_trying_again_would_not_help_it_fails_at_once(store: Store, call_id: UUID, web: Web) -> None:
    put(store, call_id)
    web.answers = [(410, {})]
    assert run(store, Clock(), crm=hook(web)) == [("failed", "the webhook answered 410")]


def test_a_destination_that_is_away_is_left_alone_and_the_others_are_served(store: Store, call_id: UUID) -> None:
    for to in ("away", "crm", "away", "crm"):
        put(store, call_id, to, anew=True)
    away, crm = Scripted([DeliveryError("no route", wait=120)] * 9), Scripted()
    states = [state for state, _ in run(store, Clock(), away=away, crm=crm)]
    assert sorted(states) == ["pending", "sent", "sent"]
    assert len(away.errors) == 8
    assert sorted(each.attempts for each in store.read(delivery.listed, state="pending")) == [0, 1]


def test_a_crash_between_sending_and_writing_sends_once_more_under_the_same_key(store: Store, call_id: UUID) -> None:
    put(store, call_id)
    clock, crm = Clock(), Scripted()
    dies = Dies(store)
    with pytest.raises(StoreUnavailableError):
        delivery.run(dies, {"crm": crm}, clock)
    assert run(store, clock, crm=crm) == []
    clock.pass_(LEASE)
    assert run(store, clock, crm=crm) == [("sent", "taken")]
    assert len({key for key, _ in crm.taken}) == 1
    assert len(crm.taken) == 2


@dataclass
class Dies:
    """A store that is gone when the second transaction is written."""

    store: Store
    writes: int = 0

    def read(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        return self.store.read(work, *args, **kwargs)

    def write(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        self.writes += 1
        if self.writes > 1:
            raise StoreUnavailableError("the disk is full")
        return self.store.write(work, *args, **kwargs)


def test_a_delivery_that_kills_whoever_sends_it_ends(store: Store, call_id: UUID) -> None:
    put(store, call_id)
    clock, crm = Clock(), Scripted([KeyboardInterrupt()] * TRIES)
    for _ in range(TRIES):
        with pytest.raises(KeyboardInterrupt):
            run(store, clock, crm=crm)
        clock.pass_(LEASE)
    assert run(store, clock, crm=crm) == [("failed", "every attempt broke off")]
    assert crm.taken == []


def test_two_programs_that_run_at_once_send_one_thing_once(store: Store, call_id: UUID, place: Place) -> None:
    put(store, call_id)
    other, clock, inner = place.open(), Clock(), Scripted()

    class Meanwhile(Scripted):
        def send(self, parcel: Parcel, key: str, now: datetime) -> str:
            assert run(other, clock, crm=inner) == []
            return super().send(parcel, key, now)

    assert run(store, clock, crm=Meanwhile()) == [("sent", "taken")]
    assert inner.taken == []


def test_a_program_that_took_too_long_does_not_write_over_the_other_one(
    store: Store, call_id: UUID, place: Place
) -> None:  # fmt: skip
    put(store, call_id)
    other, clock = place.open(), Clock()

    class Slow(Scripted):
        def send(self, parcel: Parcel, key: str, now: datetime) -> str:
            clock.pass_(LEASE)
            assert run(other, clock, crm=Scripted()) == [("sent", "taken")]
            raise DeliveryError("too late", final=True)

    ((state, text),) = run(store, clock, crm=Slow())
    assert (state, "somebody else has it" in text) == ("sent", True)


def test_what_goes_elsewhere_is_left_alone(store: Store, call_id: UUID) -> None:
    put(store, call_id, "their laptop")
    assert run(store, Clock(), crm=Scripted()) == []
    assert run(store, Clock()) == []
    (waits,) = store.read(delivery.listed)
    assert (waits.state, waits.attempts) == ("pending", 0)


def test_a_file_is_a_destination_too(store: Store, call_id: UUID, tmp_path: Path) -> None:
    put(store, call_id)
    ((state, _),) = run(store, Clock(), crm=Folder(tmp_path / "out", "text"))
    (path,) = (tmp_path / "out").iterdir()
    assert state == "sent"
    assert "Nordwind" in path.read_text("utf-8")


@pytest.mark.parametrize("attempts", range(1, 40))
def test_waits_double_up_to_the_longest_and_half_of_each_is_left_to_chance(attempts: int) -> None:
    full = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
    assert backoff(attempts, 0.0) == full
    assert backoff(attempts, 1.0) == full / 2


def test_a_delivery_is_found_by_the_beginning_or_the_end_of_its_id(store: Store, call_id: UUID) -> None:
    made = put(store, call_id)
    for text in (str(made.id), made.id.hex[-8:], made.id.hex[:12].upper()):
        assert store.read(delivery.find, text) == made
    with pytest.raises(NotFoundError):
        store.read(delivery.find, "zzz")
    with pytest.raises(NotFoundError):
        store.read(delivery.find, " ")
    put(store, call_id, "ae")
    with pytest.raises(UsageError, match="give more of it"):
        store.read(delivery.find, made.id.hex[:2])


def test_a_parcel_of_no_call_is_refused(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.read(delivery.source, UUID(int=7), NOW, WORDS)


def test_a_parcel_is_by_the_templates_of_the_team_and_of_the_segment(store: Store, tmp_path: Path) -> None:
    lead = store.write(leads.add, NewLead("Kim", "Vale", extra={"Segment": "Enterprise"}), NOW)
    call = store.write(calls.start, lead.id, material.bank(), author=AUTHOR, now=NOW)
    source = store.read(delivery.source, call.header.id, NOW, WORDS)
    (tmp_path / "brief.enterprise.txt.j2").write_text("{{ title }} for us")
    (tmp_path / "brief.md.j2").write_text("ours")
    made = delivery.parcel(source, tmp_path)
    assert (made.texts["text"], made.texts["markdown"]) == ("Vale: hand-off for us", "ours")
    assert made.texts["html"] == Renderer().render(source.page, "html")
    assert made.fields["brief"] == made.texts["text"]


def test_what_is_added_while_the_parcel_is_made_is_delivered_anew(store: Store, call_id: UUID) -> None:
    source = store.read(delivery.source, call_id, NOW, WORDS)
    store.write(calls.record, call_id, [changes.note("meanwhile", author=AUTHOR, now=NOW)])
    before = store.write(delivery.enqueue, source, delivery.parcel(source), "crm", "webhook")
    assert put(store, call_id).key != before.key
