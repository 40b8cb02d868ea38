from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from discovery.service import calls
from discovery.service.banks import shipped
from discovery.storage import deliveries
from discovery.storage.store import Store
from discovery.tui.database import Database
from discovery.tui.delivering import Tables
from discovery.tui.desk import Desk
from discovery.tui.screens.brief import BriefScreen
from tests.tui.pilot import Host, clock, driven, wait_until


def _fail(error: BaseException) -> None:
    raise error


def delivered(store: Path, tables: Tables, key: str = "d") -> tuple[str, Store]:
    """What the screen of the newest brief says after that key, and the store."""
    opened = Store.open(store)
    newest = opened.read(calls.list_calls)[0].header.id
    desk = Desk(Database(lambda: opened, _fail), shipped(), author="Sam", now=clock, destinations=tables)
    host = Host(Screen[None]())

    def said() -> list[str]:
        """What is told of the delivery once it is over."""
        told = [each.message for each in host._notifications]
        return [text for text in told if not text.startswith(("Delivering", "the shipped template is used"))]

    async def script(pilot: Pilot[Any]) -> str:
        screen = await desk.brief_screen(newest)
        assert isinstance(screen, BriefScreen)
        await host.push_screen(screen)
        await pilot.press(key)
        await wait_until(pilot, said)
        return said()[-1]

    return driven(host, script), opened


def test_a_brief_is_delivered_with_one_key(demo_store: Path, tmp_path: Path) -> None:
    tables = {"share": {"kind": "file", "folder": str(tmp_path / "share"), "format": "markdown"}}
    said, _ = delivered(demo_store, tables)
    assert said == "delivered to share"
    (file,) = (tmp_path / "share").iterdir()
    assert "Nordwind" in file.read_text("utf-8")


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a team's own templates, as the configuration names it."""
    monkeypatch.setenv("DISCOVERY_TEMPLATES", str(tmp_path / "templates"))
    (tmp_path / "templates").mkdir()
    return tmp_path / "templates"


def test_it_is_by_the_templates_of_the_team(demo_store: Path, tmp_path: Path, templates: Path) -> None:
    (templates / "brief.md.j2").write_text("ours: {{ title }}", "utf-8")
    tables = {"share": {"kind": "file", "folder": str(tmp_path / "share"), "format": "markdown"}}
    said, _ = delivered(demo_store, tables)
    assert said == "delivered to share"
    (file,) = (tmp_path / "share").iterdir()
    assert file.read_text("utf-8").startswith("ours: Nordwind")


def test_an_error_in_a_template_is_said_with_its_line_and_nothing_is_sent(
    demo_store: Path, tmp_path: Path, templates: Path
) -> None:
    (templates / "brief.md.j2").write_text("\n{{ nothing }}", "utf-8")
    tables = {"share": {"kind": "file", "folder": str(tmp_path / "share"), "format": "markdown"}}
    said, store = delivered(demo_store, tables)
    assert said == "brief.md.j2:2: 'nothing' is undefined"
    assert not (tmp_path / "share").exists()
    assert store.read(deliveries.listed) == ()


def test_what_cannot_be_delivered_now_waits_and_goes_with_the_next_start(demo_store: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "share"
    blocked.write_text("a file where the folder should be", "utf-8")
    tables = {"share": {"kind": "file", "folder": str(blocked), "format": "markdown"}}
    said, store = delivered(demo_store, tables)
    assert said.startswith("in the outbox for share")
    (waiting,) = store.read(deliveries.listed)
    assert (waiting.state, waiting.attempts) == ("pending", 1)


def test_without_a_destination_the_key_says_where_to_name_one(demo_store: Path) -> None:
    said, _ = delivered(demo_store, {})
    assert "[destinations.NAME]" in said


def test_a_wrong_destination_is_said_and_loses_nothing(demo_store: Path) -> None:
    said, store = delivered(demo_store, {"crm": {"kind": "carrier pigeon"}})
    assert "kind" in said
    assert store.read(deliveries.listed)[0].state == "pending"
