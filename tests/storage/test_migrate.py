from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from discovery.errors import StoreDamagedError, StoreUnavailableError
from discovery.storage import chain, leads, migrate, schema
from discovery.storage.store import Session, Store
from discovery.storage.tables import HAND_OFF, PENDING, Table
from tests.storage.conftest import Place
from tests.storage.makers import make_call, make_lead

NEXT = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9999", "@HEAD", None, None
def upgrade() -> None:
    op.add_column("lead", sa.Column("region", sa.Text(), nullable=False, server_default="DACH"))
""".replace("@HEAD", schema.HEAD)
BREAKS = NEXT + '    op.execute(sa.text("DELETE FROM person"))\n'


def test_the_models_and_the_migrations_agree(place: Place) -> None:
    def compare(session: Session) -> Any:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return compare_metadata(context, Table.metadata)

    assert place.open().read(compare) == []


def test_the_program_knows_every_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert tuple(reversed([each.revision for each in script.walk_revisions()])) == schema.REVISIONS
    assert set(Table.metadata.tables) == schema.TABLES


def test_a_new_store_has_the_marks_and_the_triggers(place: Place) -> None:
    place.open()
    with place.raw() as connection:
        if place.is_sqlite:
            marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            assert marks == [schema.APPLICATION_ID, schema.VERSION]
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            needed = schema.SQLITE_TRIGGERS
        else:
            found = connection.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            needed = schema.POSTGRES_TRIGGERS
        assert {row[0] for row in found.fetchall()} == needed
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema.HEAD,)]


def _newer_program(monkeypatch: pytest.MonkeyPatch, folder: Path, migration: str) -> None:
    """Make this program one that has one migration more."""
    shutil.copytree(migrate.MIGRATIONS, folder)
    (folder / "versions" / "9999_next.py").write_text(migration)
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9999"))
    monkeypatch.setattr(schema, "HEAD", "9999")
    monkeypatch.setattr(schema, "VERSION", len(schema.REVISIONS))


def test_an_old_store_is_backed_up_and_then_brought_up_to_date(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.open() as store:
        make_call(store)
    _newer_program(monkeypatch, tmp_path / "migrations", NEXT)
    for _ in range(2):
        with place.open() as store:
            assert store.read(chain.verify).calls == 1
            with place.raw() as connection:
                assert connection.execute("SELECT region FROM lead").fetchall() == [("DACH",)]
    if place.is_sqlite:
        (made,) = (place.path.parent / "backups").iterdir()
        monkeypatch.undo()
        with Store.open(made) as old:
            assert len(old.read(leads.list_leads)) == 1


def test_no_backup_no_migration(file_place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with file_place.open() as store:
        make_lead(store)
    _newer_program(monkeypatch, tmp_path / "migrations", NEXT)
    (file_place.path.parent / "backups").write_text("in the way")
    before = file_place.path.read_bytes()
    with pytest.raises(StoreUnavailableError, match="no backup"):
        file_place.open()
    assert file_place.path.read_bytes() == before


def test_a_migration_that_breaks_something_is_taken_back(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with place.open() as store:
        lead = make_lead(store)
    with monkeypatch.context() as patch:
        _newer_program(patch, tmp_path / "migrations", BREAKS)
        with pytest.raises(Exception, match=r"without what they refer to|not in the store") as caught:
            place.open()
        assert not place.is_sqlite or isinstance(caught.value, StoreDamagedError)
    with place.open() as store:
        assert store.read(leads.get_lead, lead.id) == lead


def test_columns_have_the_same_names_on_both_databases(place: Place) -> None:
    def columns(session: Session) -> dict[str, set[str]]:
        inspector = sa.inspect(session.connection())
        return {name: {column["name"] for column in inspector.get_columns(name)} for name in schema.TABLES}

    expected = {table.name: set(table.columns.keys()) for table in Table.metadata.tables.values()}
    assert place.open().read(columns) == expected


def test_a_store_of_the_first_revision_becomes_one_of_the_latest(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not place.is_sqlite:  # the template of the tests has everything already
        with place.raw() as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    with monkeypatch.context() as patch:
        folder = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, folder)
        for later in (folder / "versions").glob("[0-9]*.py"):
            if not later.name.startswith("0001"):
                later.unlink()
        patch.setattr(migrate, "MIGRATIONS", folder)
        patch.setattr(schema, "REVISIONS", ("0001",))
        patch.setattr(schema, "HEAD", "0001")
        patch.setattr(schema, "VERSION", 1)
        with place.open() as old:
            lead = make_lead(old)
    for _ in range(2):
        with place.open() as store:
            assert store.read(leads.get_lead, lead.id) == lead
    test_the_models_and_the_migrations_agree(place)
    test_a_new_store_has_the_marks_and_the_triggers(place)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (f"SELECT call_id, max(seq) FROM event WHERE {HAND_OFF} GROUP BY call_id", "ix_event_hand_off"),
        (f"SELECT id FROM delivery WHERE {PENDING} ORDER BY next_attempt_at", "ix_delivery_due"),
    ],
)
def test_the_hand_off_and_the_outbox_are_read_from_their_index(place: Place, query: str, index: str) -> None:
    place.open()
    with place.raw() as connection:
        if not place.is_sqlite:
            connection.execute("SET enable_seqscan = off")  # an empty table is not worth an index
            connection.execute("SET enable_bitmapscan = off")
        explain = "EXPLAIN QUERY PLAN" if place.is_sqlite else "EXPLAIN"
        plan = " ".join(str(row) for row in connection.execute(f"{explain} {query}").fetchall())
    assert index in plan
