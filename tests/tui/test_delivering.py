from __future__ import annotations

from pathlib import Path
from typing import Any

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

    async def script(pilot: Pilot[Any]) -> str:
        screen = await desk.brief_screen(newest)
        assert isinstance(screen, BriefScreen)
        await host.push_screen(screen)
        await pilot.press(key)
        await wait_until(pilot, lambda: any("Delivering" not in each.message for each in host._notifications))
        return [each.message for each in host._notifications][-1]

    return driven(host, script), opened


def test_a_brief_is_delivered_with_one_key(demo_store: Path, tmp_path: Path) -> None:
    tables = {"share": {"kind": "file", "folder": str(tmp_path / "share"), "format": "markdown"}}
    said, _ = delivered(demo_store, tables)
    assert said == "delivered to share"
    (file,) = (tmp_path / "share").iterdir()
    assert "Nordwind" in file.read_text("utf-8")


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
