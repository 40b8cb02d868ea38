from __future__ import annotations

import pytest

from discovery.storage import events, people, schema
from discovery.storage.search import folded
from discovery.storage.store import Store
from tests.storage.conftest import Place
from tests.storage.makers import ANN, NOW, make_call, note


@pytest.mark.parametrize(
    ("email", "phone", "blocked"),
    [
        ("ann@acme.example", "", True),
        ("  ANN@Acme.Example\n", "", True),
        ("", "0049 (170) 12-34", True),
        ("bob@acme.example", "00491701234", True),
        ("bob@acme.example", "", False),
        ("", "49170123", False),
        ("", "no digits", False),
        ("", "", False),
    ],
)
def test_who_is_blocked_stays_blocked_however_it_is_written(
    store: Store, email: str, phone: str, blocked: bool
) -> None:
    assert store.write(people.suppress, "Ann@acme.example", "0049 170 1234", "asked us", NOW) == 2
    assert store.read(people.is_suppressed, email, phone) is blocked


def test_blocking_twice_is_blocking_once(place: Place) -> None:
    store = place.open()
    for _ in range(2):
        assert store.write(people.suppress, "ann@acme.example", "", "asked us", NOW) == 1
    with place.raw() as connection:
        assert connection.execute("SELECT count(*) FROM suppression").fetchone()[0] == 1


def test_nothing_given_blocks_nothing(store: Store) -> None:
    assert store.write(people.suppress, " ", "-", "asked us", NOW) == 0
    assert store.read(people.is_suppressed, " ", "-") is False


def test_what_names_a_person_stands_in_one_table_alone(place: Place) -> None:
    store = place.open()
    call = make_call(store)
    store.write(events.append, call.id, call.bank_sha256, [note("about the budget")])
    store.write(people.suppress, ANN.email, ANN.phone, "asked us", NOW)
    naming = [ANN.name, ANN.email, ANN.phone, ANN.title, "DACH"]
    naming += [folded(text) for text in naming]
    with place.raw() as connection:
        for table in schema.TABLES:
            rows = str(connection.execute(f"SELECT * FROM {table}").fetchall())
            assert (table == "person") is any(text in rows for text in naming), table


def test_the_list_names_nobody(place: Place) -> None:
    store = place.open()
    store.write(people.suppress, "ann@acme.example", "0049 170 1234", "asked us", NOW)
    with place.raw() as connection:
        hashes = [row[0] for row in connection.execute("SELECT hash FROM suppression").fetchall()]
    assert [len(digest) for digest in hashes] == [64, 64]
