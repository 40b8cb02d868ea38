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
from discovery.tui.screens.prompts import PickPrompt
from discovery.tui.screens.wrapup import WrapupScreen
from tests.tui.calling import press, saved
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


async def answered(pilot: Pilot[Any]) -> None:
    """A confirmed answer that changes the verdict."""
    await on_a_new_call(pilot, "g", *"rather we", "enter", "y", "c")


async def captured(pilot: Pilot[Any]) -> None:
    """A line of free text with its proposals, one of them left out."""
    await on_a_new_call(pilot, "space", *"50k EUR approved, CFO Ana Ruiz signs, dog is called Rex", "f3")


async def objected(pilot: Pilot[Any]) -> None:
    await on_a_new_call(pilot, "o", *"pr")


async def peopled(pilot: Pilot[Any]) -> None:
    more = "; Bob Lee, CFO, economic buyer; Kim Wu, clerk"
    await on_a_new_call(pilot, "g", *"gets involved", "enter", "e", *more, "enter", "p")


async def rated(pilot: Pilot[Any]) -> None:
    await on_a_new_call(pilot, "g", *"get paid for", "enter", "1", "r", "2", "c")


async def switched(pilot: Pilot[Any]) -> None:
    """An answer, and another framework from then on."""
    screen = await on_a_new_call(pilot, "g", *"get paid for", "enter", "1")
    await press(pilot, "f")
    await wait_for(pilot, PickPrompt)
    await press(pilot, *"champ", "enter")
    await wait_until(pilot, lambda: "CHAMP from now on" in screen_text(pilot.app))
    await saved(pilot, screen)


async def on_a_new_call(pilot: Pilot[Any], *keys: str) -> CallScreen:
    """Opens a call that nothing is known of, presses the keys, and waits for the disk."""
    await pilot.press(*"marcus", "enter")
    screen: CallScreen = await wait_for(pilot, CallScreen)
    await press(pilot, *keys)
    await saved(pilot, screen)
    return screen


@SIZES
@pytest.mark.parametrize(
    "before", [answered, captured, objected, peopled, rated, switched], ids=lambda step: step.__name__
)
def test_a_call_looks_as_it_did(
    snap_compare: Compare,
    app: App[None],
    size: tuple[int, int],
    before: Callable[[Pilot[Any]], Any],
) -> None:
    assert snap_compare(app, terminal_size=size, run_before=before)


@SIZES
@pytest.mark.parametrize("before", [opened, empty, called, wrapped_up, briefed, helped], ids=lambda step: step.__name__)
def test_a_screen_looks_as_it_did(
    snap_compare: Compare,
    app: App[None],
    size: tuple[int, int],
    before: Callable[[Pilot[Any]], Any],
) -> None:
    assert snap_compare(app, terminal_size=size, run_before=before)
