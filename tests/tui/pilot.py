"""Helpers of the tests of the screens: applications of their own, and waiting for what is to come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from discovery.service.banks import shipped
from discovery.storage.store import Store
from discovery.tui.app import DiscoveryApp
from discovery.tui.database import Database
from discovery.tui.desk import Desk
from discovery.tui.keymap import Keymap
from discovery.tui.screens.leads import LeadsScreen
from discovery.tui.start import first_rows
from discovery.tui.tour import Tour

T = TypeVar("T")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=1)))
NARROW, WIDE = (80, 24), (120, 40)
SHIPPED = shipped()
"""The shipped banks, read once for all tests."""
PATIENCE = 10.0
"""Seconds after which something that does not come is a failure."""


def clock() -> datetime:
    return NOW


async def wait_until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Lets the application work until the predicate holds. Fails with what is on the screen."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while not holds():
        assert loop.time() < end, screen_text(pilot.app)
        await pilot.pause()


async def wait_for(pilot: Pilot[Any], screen: type[Screen[Any]]) -> Any:
    """The screen of that type, once it is in front and mounted."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, screen) and pilot.app.screen.is_mounted)
    await pilot.pause()
    return pilot.app.screen


def screen_text(app: App[Any]) -> str:
    """What is on the screen, line by line."""
    return "\n".join("".join(segment.text for segment in line) for line in app.screen._compositor.render_strips())


def driven(
    app: App[Any],
    script: Callable[[Pilot[Any]], Awaitable[T]],
    *,
    size: tuple[int, int] = NARROW,
    database: Database | None = None,
) -> T:
    """What the script returns, run against the application in a window of that size; closes the database."""

    async def run() -> T:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            return await script(pilot)

    try:
        return asyncio.run(run())
    finally:
        if database is not None:
            database.close()


class Host(App[None]):
    """An empty application with one screen in front, whose result it keeps."""

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self.front = screen
        self.results: list[object] = []

    def on_mount(self) -> None:
        self.push_screen(self.front, self.results.append)


def database_on(store: Path) -> Database:
    """A database on a store of its own."""
    return Database(lambda: Store.open(store), _fail)


def _fail(error: BaseException) -> None:
    raise error


def leads_app(
    store: Path,
    *,
    database: Database | None = None,
    keymap: Keymap | None = None,
    theme: str = "dark",
    tour: Tour | None = None,
    **settings: Any,
) -> tuple[DiscoveryApp, Database]:
    """The whole application on a store, at a fixed time."""
    database = database or database_on(store)

    def desk() -> Desk:
        return Desk(database, SHIPPED, author="Sam Okafor", now=clock)

    def first() -> LeadsScreen:
        return LeadsScreen(database, first_rows(store), desk, framework="bant", now=clock, **settings)

    return DiscoveryApp(first, database, keymap=keymap, theme=theme, tour=tour), database
