from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from discovery.leads.lead import NewLead
from discovery.storage import calls, leads, peek
from discovery.storage.driver import sqlite_module
from tests.storage.conftest import Place
from tests.storage.makers import NOW, make_call, make_lead


def test_the_first_page_is_what_the_store_lists(file_place: Place) -> None:
    store = file_place.open()
    made = [make_lead(store, NewLead(f"Lead {n}", "Acme", "CFO", f"{n}@x.y", "", "fair")) for n in range(30)]
    for number, lead in enumerate(made[::3]):
        call = make_call(store, lead, now=NOW + timedelta(hours=number % 4))
        if number % 2:
            ended = replace(call, ended_at=NOW + timedelta(hours=9), verdict="nurture", override="qualified")
            store.write(calls.update_call, ended)
    for limit in (0, 1, 7, 500):
        found = peek.first_leads(file_place.path, limit)
        assert found == store.read(leads.list_leads, limit=limit)
        assert found is not None
        assert len(found) == min(limit, 30)
    store.close()
    assert peek.first_leads(file_place.path, 500) == file_place.open().read(leads.list_leads)


def test_a_page_is_read_while_somebody_writes(file_place: Place) -> None:
    store = file_place.open()
    lead = make_lead(store)
    with file_place.raw() as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM lead")
        found = peek.first_leads(file_place.path, 10)
        connection.execute("ROLLBACK")
    assert found is not None
    assert [row.id for row in found] == [lead.id]


def test_a_page_that_cannot_be_had_at_once_is_none(file_place: Place) -> None:
    make_lead(file_place.open())
    file_place.close()
    with file_place.raw() as connection:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        assert peek.first_leads(file_place.path, 10) is None


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version = 99",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 7",
        "ALTER TABLE lead RENAME TO leads",
        "UPDATE lead SET id = 'no id'",
        "UPDATE lead SET last_call_at = 'no time'",
    ],
)
def test_a_store_that_is_not_known_has_no_first_page(file_place: Place, statement: str) -> None:
    make_call(file_place.open())
    file_place.close()
    connection = sqlite_module().connect(file_place.location, isolation_level=None)
    connection.execute(statement)
    connection.close()
    assert peek.first_leads(file_place.path, 10) is None


def test_what_is_no_store_has_no_first_page_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Dear diary" * 1000)
    (tmp_path / "empty.db").touch()
    for name in ("missing.db", "text.db", "empty.db", "."):
        assert peek.first_leads(tmp_path / name, 10) is None
    assert {path.name for path in tmp_path.iterdir()} == {"text.db", "empty.db"}
    assert (tmp_path / "empty.db").stat().st_size == 0


def test_a_peek_imports_nothing_heavy() -> None:
    heavy = ("sqlalchemy", "sqlmodel", "alembic", "pydantic", "textual", "psycopg")
    code = f"import sys, discovery.storage.peek; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_opening_a_store_of_this_version_does_not_import_alembic(file_place: Place) -> None:
    file_place.open().close()
    code = (
        "import sys; from discovery.storage.store import Store; "
        f"Store.open({file_place.location!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
