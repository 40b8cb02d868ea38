from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from discovery import __version__
from discovery.banks.model import Bank
from discovery.errors import ChainError, NotFoundError
from discovery.leads.lead import Lead
from discovery.service import calls, changes, doctor
from discovery.storage.store import Store
from tests.service.material import AUTHOR, NOW, PAIN


@pytest.fixture
def path(store: Store, lead: Lead, bank: Bank) -> Path:
    """A store with one call of two events, closed."""
    call = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    store.write(calls.record, call.header.id, [changes.answer(PAIN, author=AUTHOR, now=NOW)])
    store.close()
    return Path(store.location)


def tamper(path: Path, statement: str) -> None:
    """Change a store behind the back of its triggers, and leave them as they were."""
    with sqlite3.connect(path) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()


def test_a_sound_store_is_said_to_be_sound(path: Path) -> None:
    found = doctor.examine(str(path))
    assert found.problems == ()
    assert found.facts["discovery"] == __version__
    assert found.facts["store"] == str(path)
    assert found.facts["integrity"] == "sound"
    assert found.facts["chain"] == "sound: 1 call, 2 events"
    assert found.facts["journal"] in {"wal", "truncate"}
    assert found.facts["database"].startswith("SQLite 3.")


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    found = doctor.examine(str(tmp_path / "none.db"))
    assert found.problems == ()
    assert found.facts["store"].endswith("(not there yet)")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_store_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("hello, this is no database at all")
    found = doctor.examine(str(tmp_path / "x.db"))
    assert found.facts["integrity"] == "not sound"
    assert len(found.problems) == 1


def test_an_event_that_was_edited_is_a_problem(path: Path) -> None:
    tamper(path, "UPDATE event SET author = 'somebody' WHERE seq = 2")
    found = doctor.examine(str(path))
    assert found.facts["chain"] == "broken"
    assert "event 2" in found.problems[0]


def test_a_password_is_never_shown() -> None:
    found = doctor.examine("mysql://sam:secret@db.example/calls")
    assert found.facts["store"] == "mysql://sam:***@db.example/calls"
    assert found.problems
    assert "secret" not in str(found)


def test_one_call_is_verified_by_a_part_of_its_id(path: Path, lead: Lead) -> None:
    with Store.open(path) as store:
        (row,) = store.read(calls.list_calls)
        assert store.read(doctor.verify_chain, row.header.id.hex[-8:]).events == 2
        with pytest.raises(NotFoundError):
            store.read(doctor.verify_chain, "zzz")


def test_a_broken_chain_raises_what_is_wrong(path: Path) -> None:
    tamper(path, "UPDATE payload SET body = '{}' WHERE seq = 2")
    with Store.open(path) as store, pytest.raises(ChainError, match="event 2"):
        store.read(doctor.verify_chain)
