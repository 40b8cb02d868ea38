from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from discovery.errors import StoreUnavailableError
from discovery.leads.lead import NewLead
from discovery.service import calls, changes, leads
from discovery.service.banks import shipped
from discovery.storage.store import Store
from discovery.text import clean
from discovery.tui.database import Database
from discovery.tui.screens.brief import BriefScreen
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.leads import OPENING, LeadsScreen
from discovery.tui.screens.prompts import Notice, PickPrompt, TextPrompt
from discovery.tui.start import first_rows
from discovery.tui.widgets.lines import LineList
from discovery.tui.widgets.plain import Plain
from tests.tui.calling import press
from tests.tui.pilot import NARROW, NOW, WIDE, database_on, driven, leads_app, screen_text, wait_for, wait_until
from tests.tui.test_plain import HOSTILE


def listed(pilot: Pilot[Any]) -> list[str]:
    assert isinstance(pilot.app.screen, LeadsScreen)
    return [row.name for row in pilot.app.screen.found]


def busy(screen: Screen[Any]) -> bool:
    return isinstance(screen, LeadsScreen) and screen._busy


def toasts(pilot: Pilot[Any]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


def test_the_list_is_there_before_the_store_is_open(demo_store: Path) -> None:
    gate: Future[None] = Future()

    def opening() -> Store:
        gate.result()
        return Store.open(demo_store)

    database = Database(opening, lambda _: None)
    app, _ = leads_app(demo_store, database=database)

    async def script(pilot: Pilot[Any]) -> None:
        assert "Ana Ruiz" in screen_text(app)
        await pilot.press("down", *"webb")
        assert listed(pilot) == ["Marcus Webb"]
        await pilot.press("enter")
        await pilot.pause()
        assert OPENING in screen_text(app)
        assert isinstance(app.screen, LeadsScreen)
        gate.set_result(None)
        await wait_for(pilot, CallScreen)

    driven(app, script, database=database)


def test_a_store_that_cannot_be_opened_says_why_and_keeps_the_list(demo_store: Path) -> None:
    def opening() -> Store:
        raise StoreUnavailableError("the folder is read-only: choose another place")

    database = Database(opening, lambda _: None)
    app, _ = leads_app(demo_store, database=database)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "read-only" in screen_text(app))
        assert "Ana Ruiz" in screen_text(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: any("read-only" in text for text in toasts(pilot)))

    driven(app, script, database=database)


def test_an_empty_store_says_how_to_get_leads(tmp_path: Path) -> None:
    store = tmp_path / "new.sqlite3"
    app, database = leads_app(store)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "No leads yet" in screen_text(app))
        assert "F4 imports a CSV file" in screen_text(app)
        assert "--demo" in screen_text(app)
        await pilot.press("enter", "f3")
        await pilot.pause()
        assert isinstance(app.screen, LeadsScreen)

    driven(app, script, database=database)


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("webb", ["Marcus Webb"]),
        ("/webb", ["Marcus Webb"]),
        ("finance ana", ["Ana Ruiz"]),
        ("zzz", []),
    ],
)
def test_typing_filters_at_once(demo_store: Path, keys: str, found: list[str]) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*("slash" if key == "/" else "space" if key == " " else key for key in keys))
        assert listed(pilot) == found
        await pilot.pause()
        assert f"{len(found)} of 25 leads" in screen_text(app)
        assert found or "No lead matches" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(listed(pilot)) == 25
        assert "25 leads" in screen_text(app)

    driven(app, script, database=database)


def test_two_quick_keys_open_one_call(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> int:
        await pilot.press("enter", "enter", "enter")
        await wait_for(pilot, CallScreen)
        await pilot.pause()
        return len(app.screen_stack)

    assert driven(app, script, database=database) == 2
    with Store.open(demo_store) as store:
        assert len(store.read(calls.interrupted)) == 1


def test_leaving_a_call_marks_its_lead_and_puts_it_first(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*"tanaka", "enter")
        await wait_for(pilot, CallScreen)
        await pilot.press("1", "escape")
        await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: len(listed(pilot)) == 25)
        await pilot.pause()
        assert "Hiroshi Tanaka" in screen_text(app).splitlines()[2]
        assert "resume" in screen_text(app).splitlines()[2]
        assert app.screen.query_one(Input).value == ""
        await pilot.press("enter")
        await wait_for(pilot, CallScreen)

    driven(app, script, database=database)
    with Store.open(demo_store) as store:
        assert len(store.read(calls.interrupted)) == 1


def test_an_interrupted_call_keeps_its_own_bank(demo_store: Path) -> None:
    with Store.open(demo_store) as store:
        lead = store.read(leads.find, "Hiroshi Tanaka")
        started = NOW - timedelta(hours=1)
        call = store.write(calls.start, lead.id, shipped().bank("meddic"), author="Sam", now=started)
        store.write(calls.record, call.header.id, [changes.note("rang", author="Sam", now=started)])
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        screen = await wait_for(pilot, CallScreen)
        assert screen.live.call.bank.id == "meddic"

    driven(app, script, database=database)


def test_the_framework_of_the_next_call_can_be_picked(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f2", "f2")
        await wait_for(pilot, PickPrompt)
        await pilot.press(*"spiced", "enter")
        await wait_until(pilot, lambda: "next call: SPICED" in screen_text(app))
        assert len(app.screen_stack) == 1
        await pilot.press(*"tanaka", "enter")
        screen = await wait_for(pilot, CallScreen)
        assert screen.live.call.bank.id == "spiced"

    driven(app, script, database=database)


def test_the_brief_of_the_last_call_can_be_read_again(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f3", "f3")
        await wait_for(pilot, BriefScreen)
        assert len(app.screen_stack) == 2
        await pilot.press("escape")
        await wait_for(pilot, LeadsScreen)
        await pilot.press(*"tanaka", "f3")
        await wait_until(pilot, lambda: toasts(pilot))
        assert "no finished call" in toasts(pilot)[0]

    driven(app, script, database=database)


def test_a_csv_file_is_imported_and_reported(demo_store: Path, tmp_path: Path) -> None:
    file = tmp_path / "new leads.csv"
    file.write_text("name,company,email\nZed Quux,[/b] Corp,zed@quux.example\nbroken,row,too,many,cells\n", "utf-8")
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f4", "f4")
        prompt = await wait_for(pilot, TextPrompt)
        prompt.query_one(Input).value = str(tmp_path / "missing.csv")
        await pilot.press("enter")
        await wait_until(pilot, lambda: any("missing.csv cannot be read" in text for text in toasts(pilot)))
        await pilot.press("f4")
        prompt = await wait_for(pilot, TextPrompt)
        prompt.query_one(Input).value = str(file)
        await pilot.press("enter")
        await wait_for(pilot, Notice)
        assert "1 added" in screen_text(app)
        assert "line 3" in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: "Zed Quux" in listed(pilot))
        await pilot.pause()
        assert "[/b] Corp" in screen_text(app)

    driven(app, script, database=database, size=WIDE)


def test_a_lead_that_was_named_is_called_at_once(demo_store: Path) -> None:
    app, database = leads_app(demo_store, call_lead="tanaka")

    async def script(pilot: Pilot[Any]) -> None:
        screen = await wait_for(pilot, CallScreen)
        assert screen.live.call.lead.person.name == "Hiroshi Tanaka"

    driven(app, script, database=database)


def test_what_is_typed_while_a_named_lead_is_looked_for_is_for_its_call(demo_store: Path) -> None:
    app, database = leads_app(demo_store, call_lead="tanaka")

    async def script() -> list[str]:
        async with app.run_test(size=NARROW) as pilot:
            assert isinstance(app.screen, LeadsScreen)
            for key in ("t", *"heard", "enter"):
                app.screen._forward_event(Key(key, key if len(key) == 1 else None))
            call = await wait_for(pilot, CallScreen)
            await wait_until(pilot, lambda: call.live.moment.state.notes)
            assert call.live.call.lead.person.name == "Hiroshi Tanaka"
            return [note.text for note in call.live.moment.state.notes]

    try:
        assert asyncio.run(script()) == ["heard"]
    finally:
        database.close()


def test_a_lead_that_is_not_there_is_said_and_the_list_stays(demo_store: Path) -> None:
    app, database = leads_app(demo_store, call_lead="nobody at all")

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: any("no lead matches" in text for text in toasts(pilot)))
        assert isinstance(app.screen, LeadsScreen)

    driven(app, script, database=database)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_hostile_leads_are_listed_as_they_are_called(tmp_path: Path, size: tuple[int, int]) -> None:
    store = tmp_path / "hostile.sqlite3"
    with Store.open(store) as opened:
        for number, text in enumerate(HOSTILE):
            opened.write(leads.add, NewLead(f"{number} {text}", text, text, f"{number}@x.example"), NOW)
    app, database = leads_app(store)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: len(listed(pilot)) == len(HOSTILE))
        await pilot.press(*["down"] * len(HOSTILE))
        await pilot.click(LineList, offset=(3, 2))
        await pilot.pause()
        shown = screen_text(app)
        assert clean(shown) == shown
        assert "7 {name}" in shown
        assert app.is_running

    driven(app, script, database=database, size=size)


def test_more_leads_than_are_held_in_memory_are_found_by_typing(
    demo_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discovery.tui.screens.leads.LIMIT", 5)
    database = database_on(demo_store)
    app, _ = leads_app(demo_store, database=database)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: len(listed(pilot)) == 5)
        assert "Hiroshi Tanaka" not in listed(pilot)
        await pilot.press(*"tanaka")
        await wait_until(pilot, lambda: listed(pilot) == ["Hiroshi Tanaka"])

    driven(app, script, database=database)


def test_one_click_goes_to_a_lead_and_the_next_one_opens_it(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.click(LineList, offset=(5, 4))
        await pilot.press("down", "up")
        await pilot.click(LineList, offset=(5, 4))
        await pilot.pause()
        assert isinstance(app.screen, LeadsScreen)
        await pilot.click(LineList, offset=(5, 4))
        screen = await wait_for(pilot, CallScreen)
        assert screen.live.call.lead.person.name == "Pieter van Dam"

    driven(app, script, database=database)


def test_a_reload_keeps_the_cursor_on_its_lead(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: app.screen.query_one("#status", Plain).text == "")
        await pilot.press("down", "down")
        before = app.screen.query_one(LineList).target
        with Store.open(demo_store) as store:
            store.write(leads.add, NewLead("New One", "Corp"), NOW)
        app.screen.reload()  # type: ignore[attr-defined]
        await wait_until(pilot, lambda: "New One" in listed(pilot))
        assert app.screen.query_one(LineList).target == before

    driven(app, script, database=database)


def test_the_first_rows_are_those_of_the_store(demo_store: Path, tmp_path: Path) -> None:
    with Store.open(demo_store) as store:
        assert first_rows(demo_store) == store.read(leads.list_leads)
    assert first_rows(tmp_path / "none.sqlite3") is None
    assert first_rows("postgresql+psycopg://somewhere/else") is None


def test_what_is_typed_behind_the_key_that_opens_a_call_is_for_the_call(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> list[str]:
        screen = await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: database.is_open and screen.found)
        await press(pilot, *"hiroshi", "enter", "enter", "space", *"they mentioned a merger", "enter")
        call = await wait_for(pilot, CallScreen)
        await wait_until(pilot, lambda: call.live.moment.state.notes and not call.unsaved)
        return [note.text for note in call.live.moment.state.notes]

    assert driven(app, script, database=database) == ["they mentioned a merger"]


def test_what_is_typed_behind_that_key_stays_in_the_list_where_no_call_comes(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        screen = await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: database.is_open and screen.found)
        await press(pilot, *"nobody", "enter", *"at all")
        await wait_until(pilot, lambda: screen.query_one(Input).value == "nobodyat all")

    driven(app, script, database=database)


@pytest.mark.parametrize("known", [True, False], ids=["painted", "read later"])
def test_what_is_typed_before_the_list_is_there_finds_a_lead(
    demo_store: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    gate: Future[None] = Future()

    def opening() -> Store:
        gate.result()
        return Store.open(demo_store)

    if not known:
        monkeypatch.setattr("tests.tui.pilot.first_rows", lambda _: None)
    database = Database(opening, lambda _: None)
    app, _ = leads_app(demo_store, database=database)

    async def script() -> str:
        async with app.run_test(size=NARROW) as pilot:
            assert isinstance(app.screen, LeadsScreen)
            if known:
                app.screen._held = deque()  # as before the first paint
            for key in (*"webb", "enter"):
                app.screen._forward_event(Key(key, key if len(key) == 1 else None))
            await pilot.pause()
            assert type(app.screen) is LeadsScreen
            if known:
                app.screen._release()
            gate.set_result(None)
            screen = await wait_for(pilot, CallScreen)
            return str(screen.live.call.lead.person.name)

    try:
        assert asyncio.run(script()) == "Marcus Webb"
    finally:
        database.close()


def test_a_call_on_which_nothing_was_recorded_leaves_no_trace_in_the_list(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        screen = await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: database.is_open and screen.found)
        before = {lead.id: (lead.verdict, lead.open_call) for lead in screen.found}
        for framework in ("bant", "meddic"):
            screen._framework = framework
            await press(pilot, *"tanaka", "enter")
            call = await wait_for(pilot, CallScreen)
            assert call.live.call.bank.id == framework
            await press(pilot, "escape")
            await wait_until(pilot, lambda: not busy(screen) and app.screen is screen)
            assert {lead.id: (lead.verdict, lead.open_call) for lead in screen.found} == before

    driven(app, script, database=database)
    with Store.open(demo_store) as store:
        assert len(store.read(calls.interrupted)) == 1


def test_after_a_brief_the_next_lead_is_under_the_cursor(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        screen = await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: database.is_open and screen.found)
        names = listed(pilot)
        following = names[names.index("Hiroshi Tanaka") + 1]
        await press(pilot, *"tanaka", "enter", "w", "6", "enter")
        await wait_for(pilot, BriefScreen)
        await press(pilot, "enter")
        await wait_until(pilot, lambda: not busy(screen) and app.screen is screen)
        await pilot.pause()
        assert screen.query_one(LineList).target.name == following
        assert next(lead.verdict for lead in screen.found if lead.name == "Hiroshi Tanaka") == "no_show"

    driven(app, script, database=database)
