"""The first tables, their indexes and the triggers that guard what is never changed."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _bank_snapshot()
    _meta()
    _person()
    _suppression()
    _lead()
    _call()
    _assessment()
    _event()
    _payload()
    triggers = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for trigger in triggers:
        op.execute(sa.text(trigger))
    op.execute(
        sa.text("INSERT INTO meta (name, value) VALUES ('suppression_salt', :salt)").bindparams(
            salt=secrets.token_hex(32)
        )
    )


def downgrade() -> None:
    raise NotImplementedError("the first revision has nothing before it")


def _bank_snapshot() -> None:
    op.create_table(
        "bank_snapshot",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_bank_snapshot")),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_email_key"), "person", ["email_key"], unique=False)


def _suppression() -> None:
    op.create_table(
        "suppression",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_suppression")),
    )


def _lead() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_offset", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_call", sa.Uuid(), nullable=True),
        sa.Column("last_call_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_call_offset", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lead_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    op.create_index("ix_lead_list", "lead", ["is_open", "listed_at", "id"], unique=False)
    op.create_index(op.f("ix_lead_person_id"), "lead", ["person_id"], unique=False)


def _call() -> None:
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("bank_sha256", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_offset", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_offset", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("override", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bank_sha256"], ["bank_snapshot.sha256"], name=op.f("fk_call_bank_sha256")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_call_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_lead_id_started_at", "call", ["lead_id", "started_at"], unique=False)
    op.create_index("ix_call_newest", "call", ["started_at", "id"], unique=False)
    op.create_index(
        "ix_call_open",
        "call",
        ["started_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_assessment_call_id")),
        sa.PrimaryKeyConstraint("call_id", "seq", name=op.f("pk_assessment")),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("bank_sha256", sa.Text(), nullable=False),
        sa.Column("value_hash", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bank_sha256"], ["bank_snapshot.sha256"], name=op.f("fk_event_bank_sha256")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_event_call_id")),
        sa.PrimaryKeyConstraint("call_id", "seq", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event_key")),
        sqlite_with_rowid=False,
    )


def _payload() -> None:
    op.create_table(
        "payload",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id", "seq"], ["event.call_id", "event.seq"], name=op.f("fk_payload_call_id_seq")
        ),
        sa.PrimaryKeyConstraint("call_id", "seq", name=op.f("pk_payload")),
        sqlite_with_rowid=False,
    )


_ERASED = "NEW.call_id = OLD.call_id AND NEW.seq = OLD.seq AND NEW.salt IS NULL AND NEW.body IS NULL"


def _refuse(name: str, table: str, when: str, condition: str, text: str) -> str:
    """A trigger of SQLite that refuses one thing."""
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} {condition}\nBEGIN SELECT RAISE(ABORT, '{text}'); END"


_NEVER = {
    "event": "an event is never changed",
    "payload": "a payload can be erased, and nothing else",
    "bank_snapshot": "a bank that was kept is never changed",
}
_SQLITE = (
    _refuse("event_no_update", "event", "UPDATE", "", _NEVER["event"]),
    _refuse("event_no_delete", "event", "DELETE", "", _NEVER["event"]),
    # INSERT OR REPLACE deletes first, and fires delete triggers only where recursive_triggers is on.
    _refuse(
        "event_no_replace",
        "event",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM event WHERE call_id = NEW.call_id AND seq = NEW.seq)\n"
        'OR EXISTS (SELECT 1 FROM event WHERE "key" = NEW."key")',
        _NEVER["event"],
    ),
    _refuse("payload_erase_only", "payload", "UPDATE", f"WHEN ({_ERASED}) IS NOT 1", _NEVER["payload"]),
    _refuse("payload_no_delete", "payload", "DELETE", "", _NEVER["payload"]),
    _refuse(
        "payload_no_replace",
        "payload",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM payload WHERE call_id = NEW.call_id AND seq = NEW.seq)",
        _NEVER["payload"],
    ),
    _refuse("bank_snapshot_no_update", "bank_snapshot", "UPDATE", "", _NEVER["bank_snapshot"]),
    _refuse("bank_snapshot_no_delete", "bank_snapshot", "DELETE", "", _NEVER["bank_snapshot"]),
    _refuse(
        "bank_snapshot_no_replace",
        "bank_snapshot",
        "INSERT",
        "WHEN EXISTS (SELECT 1 FROM bank_snapshot WHERE sha256 = NEW.sha256)",
        _NEVER["bank_snapshot"],
    ),
)


def _function(name: str, text: str) -> str:
    """A trigger function of PostgreSQL that refuses whatever fires it."""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )


def _guard(name: str, table: str, when: str, each: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} {condition}\nEXECUTE FUNCTION refuse_{table}()"
    )


_POSTGRESQL = (
    *(_function(f"refuse_{table}", text) for table, text in _NEVER.items()),
    _guard("event_no_change", "event", "UPDATE OR DELETE", "ROW"),
    _guard("event_no_truncate", "event", "TRUNCATE", "STATEMENT"),
    _guard("payload_erase_only", "payload", "UPDATE", "ROW", f"WHEN (({_ERASED}) IS NOT TRUE)"),
    _guard("payload_no_delete", "payload", "DELETE", "ROW"),
    _guard("payload_no_truncate", "payload", "TRUNCATE", "STATEMENT"),
    _guard("bank_snapshot_no_change", "bank_snapshot", "UPDATE OR DELETE", "ROW"),
    _guard("bank_snapshot_no_truncate", "bank_snapshot", "TRUNCATE", "STATEMENT"),
)
