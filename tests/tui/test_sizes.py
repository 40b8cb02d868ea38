"""Every screen at the sizes that terminals have: nothing is wider than its place, and the footer names every key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from discovery.tui.commands import GLOBAL, HELP, SCREENS, Keyed, footer
from discovery.tui.screens.brief import BriefScreen
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.help import HelpScreen
from discovery.tui.screens.prompts import PickPrompt, TextPrompt
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.tour import Tour
from discovery.tui.widgets.keybar import Keybar, fitting
from discovery.tui.widgets.lines import LineView
from tests.tui.pilot import driven, leads_app, screen_text, wait_for, wait_until

SIZES = [(80, 24), (100, 30), (120, 40), (200, 50)]


def test_a_large_window_has_room_for_longer_questions_on_the_agenda(demo_store: Path) -> None:
    widths = {}
    for size in SIZES:
        app, database = leads_app(demo_store)

        async def script(pilot: Pilot[Any]) -> int:
            await call(pilot)
            return pilot.app.screen.query_one("#agenda").size.width

        widths[size[0]] = driven(app, script, size=size, database=database)
    assert widths[200] == 60
    assert widths[200] > widths[120] > widths[100] == widths[80]


async def leads(pilot: Pilot[Any]) -> None:
    await wait_until(pilot, lambda: "Ana Ruiz" in screen_text(pilot.app))


async def nobody(pilot: Pilot[Any]) -> None:
    await pilot.press(*"nobody")


async def call(pilot: Pilot[Any]) -> None:
    await pilot.press(*"marcus", "enter")
    await wait_for(pilot, CallScreen)


async def verdict(pilot: Pilot[Any]) -> None:
    await call(pilot)
    await pilot.press("tab")


async def rating(pilot: Pilot[Any]) -> None:
    await call(pilot)
    await pilot.press("down", "down", "down", "down", "r")


async def typing(pilot: Pilot[Any]) -> None:
    await call(pilot)
    await pilot.press("t", *("a long note about everything " * 5))


async def finding(pilot: Pilot[Any]) -> None:
    await call(pilot)
    await pilot.press("g", "w")


async def wrap_up(pilot: Pilot[Any]) -> None:
    await call(pilot)
    await pilot.press("w")
    await wait_for(pilot, WrapupScreen)


async def reason(pilot: Pilot[Any]) -> None:
    await wrap_up(pilot)
    await pilot.press("r")
    await wait_for(pilot, PickPrompt)


async def brief(pilot: Pilot[Any]) -> None:
    await pilot.press("f3")
    await wait_for(pilot, BriefScreen)


async def help_of_call(pilot: Pilot[Any]) -> None:
    await call(pilot)
    await pilot.press("f1")
    await wait_for(pilot, HelpScreen)


async def frameworks(pilot: Pilot[Any]) -> None:
    await pilot.press("f2")
    await wait_for(pilot, PickPrompt)


async def import_file(pilot: Pilot[Any]) -> None:
    await pilot.press("f4")
    await wait_for(pilot, TextPrompt)


async def hand_offs(pilot: Pilot[Any]) -> None:
    await pilot.press("f5")
    await wait_until(pilot, lambda: getattr(pilot.app.screen, "KEYS", ()) is SCREENS["Hand-offs"])
    await pilot.pause()


async def tour(pilot: Pilot[Any]) -> None:
    await pilot.press("f6")
    await call(pilot)


STEPS = [leads, nobody, call, verdict, rating, typing, finding, wrap_up, reason, brief, help_of_call, frameworks]
STEPS += [import_file, hand_offs, tour]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_nothing_is_wider_than_its_place(
    demo_store: Path, step: Callable[[Pilot[Any]], Awaitable[None]], size: tuple[int, int]
) -> None:
    app, database = leads_app(demo_store, tour=Tour(), demo=True)

    async def script(pilot: Pilot[Any]) -> None:
        await step(pilot)
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        assert [strip.cell_length for strip in strips] == [size[0]] * size[1]
        assert too_wide(app.screen) == []
        assert outside(app.screen, size) == []
        for keybar in app.screen.query(Keybar):
            shown = keybar.render_line(0).text.split()
            commands = app.screen.KEYS if isinstance(app.screen, Keyed) else HELP
            assert [key for key, _ in footer((*commands, *GLOBAL)) if key not in shown] == []

    driven(app, script, database=database, size=size)


def too_wide(screen: Screen[Any]) -> list[str]:
    """The rows that are cut off because they were made wider than there is room for."""
    views = [view for view in screen.query(LineView) if view.region.area]
    return [f"{view!r}: {row.text}" for view in views for row in view.rows if row.cells > view.room]


def outside(screen: Screen[Any], size: tuple[int, int]) -> list[str]:
    """The widgets that do not lie in the window."""
    return [repr(each) for each in screen.query("*") if each.region.right > size[0] or each.region.bottom > size[1]]


ITEMS = (("Enter", "Answer"), ("c", "Confirmed"), ("F2-F4", "Next best"), ("w", "Wrap up"))


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "Enter Answer c Confirmed F2-F4 Next best w Wrap up"),
        (50, "Enter Answer c Confirmed F2-F4 Next w Wrap"),
        (40, "Enter Answer c Confi… F2-F4 Next w Wrap"),
        (36, "Enter Answer c Confi… F2-F4 Next w"),
        (23, "Enter Answer c F2-F4 w"),
        (14, "Enter c F2-F4"),
        (3, ""),
    ],
)
def test_a_footer_that_does_not_fit_says_less(width: int, shown: str) -> None:
    items, _ = fitting(ITEMS, width)
    assert " ".join(f"{key} {label}".strip() for key, label in items) == shown
