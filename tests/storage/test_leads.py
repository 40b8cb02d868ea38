from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from discovery.errors import ConflictError, NotFoundError, UsageError
from discovery.ids import new_id
from discovery.leads.lead import NewLead
from discovery.storage import calls, leads
from discovery.storage.store import Session, Store
from tests.storage.conftest import Place
from tests.storage.makers import ANN, NOW, make_call, make_lead


def test_a_lead_comes_back_as_it_was_stored(store: Store) -> None:
    lead = make_lead(store)
    found = store.read(leads.get_lead, lead.id)
    assert found == lead
    assert (found.person.name, found.company, found.extra) == ("Ann Öztürk", "Acme GmbH", {"Region": "DACH"})
    assert found.created_at.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_changed_lead_gets_a_new_version_and_a_stale_one_is_refused(store: Store) -> None:
    lead = make_lead(store)
    moved = store.write(leads.update_lead, replace(lead, company="Zeta", person=replace(lead.person, title="CEO")))
    assert (moved.company, moved.person.title, moved.version) == ("Zeta", "CEO", 2)
    with pytest.raises(ConflictError):
        store.write(leads.update_lead, replace(lead, company="Late"))
    assert store.read(leads.get_lead, lead.id) == moved
    assert [row.company for row in store.read(leads.list_leads, "zeta ceo")] == ["Zeta"]


def test_what_was_changed_is_seen_in_the_same_transaction(store: Store) -> None:
    lead = make_lead(store)

    def work(session: Session) -> tuple[str, int]:
        before = leads.get_lead(session, lead.id)
        leads.update_lead(session, replace(before, company="Zeta"))
        after = leads.get_lead(session, lead.id)
        return after.company, after.version

    assert store.write(work) == ("Zeta", 2)


def test_a_list_is_read_in_the_order_of_its_index(file_place: Place) -> None:
    rows = "SELECT 1 FROM lead JOIN person ON person.id = person_id"
    order = "ORDER BY is_open DESC, listed_at DESC, lead.id DESC LIMIT 5"

    def plan(session: Session) -> str:
        return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {rows} {order}").all())

    found = file_place.open().read(plan)
    assert "ix_lead_list" in found
    assert "TEMP B-TREE" not in found


def test_a_lead_that_is_not_there_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.read(leads.get_lead, new_id())
    lead = make_lead(store)
    with pytest.raises(NotFoundError):
        store.write(leads.update_lead, replace(lead, id=new_id()))


def test_an_id_that_is_taken_is_refused(store: Store) -> None:
    lead = make_lead(store)
    with pytest.raises(ConflictError):
        store.write(leads.add_lead, ANN, lead_id=lead.id, person_id=new_id(), now=NOW)


def test_a_time_without_an_offset_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="offset"):
        make_lead(store, now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(("email", "there"), [("ann@acme.EXAMPLE ", True), ("bob@acme.example", False), ("", False)])
def test_an_address_finds_its_lead_whatever_its_case(store: Store, email: str, there: bool) -> None:
    lead = make_lead(store)
    make_lead(store, NewLead("No Address", "Nowhere"))
    assert store.read(leads.find_by_email, email) == (lead if there else None)


def test_open_calls_come_first_then_the_newest_call_or_creation(store: Store) -> None:
    def minutes(after: int) -> timedelta:
        return timedelta(minutes=after)

    first, second, third, fourth = (
        make_lead(store, NewLead(name, "Acme"), now=NOW + minutes(at)) for at, name in enumerate("ABCD")
    )
    make_call(store, first, now=NOW + minutes(30), ended_at=NOW + minutes(40), verdict="nurture", override="qualified")
    resumed = make_call(store, second, now=NOW + minutes(20))
    make_call(store, third, now=NOW + minutes(10), ended_at=NOW + minutes(11), verdict="develop")
    rows = store.read(leads.list_leads)
    assert [row.name for row in rows] == ["B", "A", "C", "D"]
    assert [row.verdict for row in rows] == [None, "qualified", "develop", None]
    assert [row.open_call for row in rows] == [resumed.id, None, None, None]
    assert rows[0].last_call_at == NOW + minutes(20)
    assert rows[3].last_call_at is None
    assert fourth.id == rows[3].id


def test_an_ended_call_is_no_longer_one_to_resume(store: Store) -> None:
    lead = make_lead(store)
    call = make_call(store, lead)
    store.write(calls.update_call, replace(call, ended_at=NOW + timedelta(minutes=5), verdict="qualified"))
    (row,) = store.read(leads.list_leads)
    assert (row.open_call, row.verdict) == (None, "qualified")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ann Öztürk", "Bob_1", "Cleo"]),
        ("ÖZTÜRK", ["Ann Öztürk"]),
        ("o\u0308ztu\u0308rk acme", ["Ann Öztürk"]),
        ("acme", ["Ann Öztürk", "Bob_1"]),
        ("acme cto", ["Bob_1"]),
        ("fair", ["Ann Öztürk"]),
        ("ann@acme", ["Ann Öztürk"]),
        ("%", ["Bob_1"]),
        ("_", ["Bob_1"]),
        ("100%", ["Bob_1"]),
        ("/", []),
        ("\\", []),
        ("'", ["Cleo"]),
        ("acme nobody", []),
        ("\x00acme\ud800", ["Ann Öztürk", "Bob_1"]),
        ("x" * 100_000, []),
        ("acme " * 10_000, ["Ann Öztürk", "Bob_1"]),
    ],
)
def test_every_word_of_a_query_must_occur(store: Store, query: str, found: list[str]) -> None:
    make_lead(store)
    make_lead(store, NewLead("Bob_1", "Acme 100%", "CTO"))
    make_lead(store, NewLead("Cleo", "L'Oreal"))
    assert sorted(row.name for row in store.read(leads.list_leads, query)) == found


def test_a_list_has_as_many_rows_as_were_asked_for(store: Store) -> None:
    for name in "ABC":
        make_lead(store, NewLead(name, "Acme"))
    assert len(store.read(leads.list_leads, limit=2)) == 2


@pytest.mark.parametrize("text", ["nul\x00", "lone \ud800 surrogate"])
def test_text_that_no_database_takes_is_refused_and_nothing_is_written(store: Store, text: str) -> None:
    with pytest.raises(UsageError, match=r"U\+"):
        make_lead(store, NewLead(text, "Acme"))
    with pytest.raises(UsageError):
        make_lead(store, NewLead("Ann", "Acme", source=text))
    assert store.read(leads.list_leads) == ()
