from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import WorkerFailed

from discovery.errors import StoreUnavailableError
from discovery.storage.store import Store
from discovery.tui import app as app_module
from discovery.tui.app import DiscoveryApp
from discovery.tui.commands import SCREENS
from discovery.tui.database import Database
from discovery.tui.screens.brief import BriefScreen
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.help import HelpScreen
from discovery.tui.screens.leads import LeadsScreen
from discovery.tui.screens.prompts import TextPrompt
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.plain import Plain
from tests.tui.pilot import NARROW, WIDE, database_on, driven, leads_app, screen_text, wait_for, wait_until


def test_a_whole_call_goes_from_the_list_to_the_brief_by_keyboard(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*"tanaka", "enter")
        await wait_for(pilot, CallScreen)
        await pilot.press("w")
        await wait_until(pilot, lambda: "Enter closes the call" in screen_text(app))
        await pilot.press("enter")
        await wait_for(pilot, BriefScreen)
        assert "Tanaka Precision" in screen_text(app)
        await pilot.press("escape")
        await wait_for(pilot, LeadsScreen)
        await pilot.press("pageup", "pageup")
        await wait_until(pilot, lambda: "insufficient" in screen_text(app).splitlines()[2])
        assert "Hiroshi Tanaka" in screen_text(app).splitlines()[2]

    driven(app, script, database=database)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_help_has_every_command_of_the_screen_it_was_asked_on(demo_store: Path, size: tuple[int, int]) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f1")
        screen = await wait_for(pilot, HelpScreen)
        text = " ".join(screen.query_one(LineView).text.split())
        for command in (*SCREENS["Leads"], *SCREENS["Everywhere"]):
            assert " ".join(command.help.split()) in text
        await pilot.press("pagedown", "down", "up", "pageup")
        await pilot.press("f1")
        await wait_for(pilot, LeadsScreen)
        assert len(app.screen_stack) == 1

    driven(app, script, database=database, size=size)


def test_the_palette_offers_what_the_screen_can_do(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        found = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Call", "Framework", "Brief", "Import", "Help", "Quit", "Theme"} <= found
        assert not {"Up", "Down", "Commands"} & found
        await pilot.press("ctrl+p")
        await wait_until(pilot, lambda: isinstance(app.screen, CommandPalette))
        app.screen.query_one(Input).value = "Import"
        await wait_until(pilot, lambda: "Read leads" in screen_text(app))
        assert "🔎" not in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, TextPrompt)

    driven(app, script, database=database)


def test_every_theme_shows_every_text(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        for theme in app.available_themes:
            app.theme = theme
            await pilot.pause()
            shown = screen_text(app)
            assert "Ana Ruiz" in shown
            assert "^q" in shown

    driven(app, script, database=database)


def test_help_of_a_prompt_does_nothing(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f4")
        await wait_for(pilot, TextPrompt)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, TextPrompt)

    driven(app, script, database=database)


def test_the_collector_rests_until_the_store_is_open(demo_store: Path) -> None:
    frozen = gc.get_freeze_count()
    gc.disable()
    try:
        app, database = leads_app(demo_store)

        async def script(pilot: Pilot[Any]) -> None:
            await wait_until(pilot, gc.isenabled)
            assert database.is_open
            assert gc.get_freeze_count() > frozen

        driven(app, script, database=database)
    finally:
        gc.enable()
        gc.unfreeze()


class Holding(Screen[None]):
    """A screen with changes that are not on the disk."""

    unsaved = 2

    def compose(self) -> ComposeResult:
        yield Plain("held")


def test_quitting_with_changes_that_cannot_be_saved_asks_once_more(
    demo_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "SAVING_SECONDS", 0.01)
    app = DiscoveryApp(Holding, database := database_on(demo_store))

    async def script(pilot: Pilot[Any]) -> bool:
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: app._notifications)
        assert "2 unsaved" in next(iter(app._notifications)).message
        assert app.is_running
        await pilot.press("ctrl+q")
        return app._exit

    assert driven(app, script, database=database)


def test_quitting_with_everything_saved_is_at_once(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> bool:
        await pilot.press("ctrl+q")
        return app._exit

    assert driven(app, script, database=database)


def test_an_error_without_a_screen_is_told_and_a_mistake_of_ours_is_not_hidden(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        app.lost(StoreUnavailableError("the disk is full: \x1b[2J [/x]"))
        await pilot.pause()
        assert next(iter(app._notifications)).message == "the disk is full: [2J [/x]"
        with pytest.raises(ZeroDivisionError):
            app.lost(ZeroDivisionError())

    driven(app, script, database=database)


def test_a_crash_prints_no_local_variables(demo_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def opening() -> Store:
        secret = "Ana Ruiz, +49 30 5550101"
        raise ZeroDivisionError(len(secret))

    database = Database(opening, lambda _: None)
    app, _ = leads_app(demo_store, database=database)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: app._exit_renderables)

    with pytest.raises(WorkerFailed):
        driven(app, script, database=database)
    printed = capsys.readouterr().err
    assert "ZeroDivisionError: 24" in printed
    assert "5550101" not in printed.replace('secret = "Ana Ruiz, +49 30 5550101"', "")
