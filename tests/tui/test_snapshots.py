"""Pictures of the screens. `scripts/test tests/tui/test_snapshots.py --snapshot-update` draws them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from discovery.tui.app import DiscoveryApp
from discovery.tui.screens.brief import BriefScreen
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.wrapup import WrapupScreen
from tests.tui.pilot import NARROW, WIDE, leads_app, screen_text, wait_for, wait_until

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
Compare = Callable[..., bool]


@pytest.fixture
def app(demo_store: Path) -> Iterator[DiscoveryApp]:
    app, database = leads_app(demo_store, demo=True)
    yield app
    database.close()


async def opened(pilot: Pilot[Any]) -> None:
    await wait_until(pilot, lambda: pilot.app.focused is not None and "Opening" not in screen_text(pilot.app))


async def called(pilot: Pilot[Any]) -> None:
    await pilot.press(*"marcus", "enter")
    await wait_for(pilot, CallScreen)


async def wrapped_up(pilot: Pilot[Any]) -> None:
    await called(pilot)
    await pilot.press("w")
    await wait_for(pilot, WrapupScreen)


async def briefed(pilot: Pilot[Any]) -> None:
    await pilot.press("f3")
    await wait_for(pilot, BriefScreen)


async def empty(pilot: Pilot[Any]) -> None:
    await pilot.press(*"nobody")
    await pilot.pause()


async def helped(pilot: Pilot[Any]) -> None:
    await pilot.press("f1")
    await pilot.pause()


@SIZES
@pytest.mark.parametrize("before", [opened, empty, called, wrapped_up, briefed, helped], ids=lambda step: step.__name__)
def test_a_screen_looks_as_it_did(
    snap_compare: Compare,
    app: App[None],
    size: tuple[int, int],
    before: Callable[[Pilot[Any]], Any],
) -> None:
    assert snap_compare(app, terminal_size=size, run_before=before)
