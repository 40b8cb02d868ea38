from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def store(run: Run, home: Path) -> Path:
    """The demo store."""
    assert run("--demo", "audit", "verify").status == 0
    return home / "data" / "demo" / "discovery.sqlite3"


def tamper(store: Path, statement: str) -> None:
    with sqlite3.connect(store) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()


@pytest.mark.usefixtures("store")
def test_a_sound_record_is_said_to_be_sound(run: Run) -> None:
    result = run("--demo", "audit", "verify")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("sound: 11 calls, ")
    call = json.loads(run("--demo", "calls", "list", "--json", "ruiz").out)[0]["id"]
    assert run("--demo", "audit", "verify", call).out.startswith("sound: 1 call, ")


def test_an_event_that_was_edited_is_named_and_the_status_is_1(run: Run, store: Path) -> None:
    tamper(store, "UPDATE event SET author = 'somebody' WHERE seq = 3")
    result = run("--demo", "audit", "verify")
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("discovery: call ")
    assert "event 3" in result.err


def test_the_doctor_finds_it_too(run: Run, store: Path) -> None:
    tamper(store, "UPDATE event SET author = 'somebody' WHERE seq = 3")
    result = run("--demo", "doctor")
    assert result.status == 1
    assert "problem: call " in result.out
