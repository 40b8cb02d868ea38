"""Keys that come faster than the screens they are meant for."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from discovery.engine.calls import CallHeader
from discovery.service import calls
from discovery.storage.driver import sqlite_module
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.prompts import PickPrompt, TextPrompt
from discovery.tui.screens.wrapup import WrapupScreen
from tests.tui.calling import Place, headline_of, press, saved, shown, started
from tests.tui.pilot import SHIPPED, screen_text, wait_for, wait_until

NOTE = ("t", *"so they say", "enter")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("discovery.storage.sqlite_file.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return started(tmp_path, SHIPPED.bank("bant"))


def notes(place: Place) -> list[str]:
    return [note.text for note in place.kept().state.notes]


@pytest.mark.parametrize(
    ("keys", "framework"),
    [
        (("f", *"champ", "enter"), "champ"),
        (("f", "escape"), "bant"),
        (("f", *"chmp", "left", "left", "a", "enter"), "champ"),
        (("f", *"no such one", "enter", "escape"), "bant"),
        (("f", *"champ", "enter", "f", *"bant", "enter"), "bant"),
    ],
    ids=["picked", "left", "edited", "none", "twice"],
)
def test_keys_behind_that_of_a_prompt_are_given_to_it_and_those_behind_it_to_the_call(
    place: Place, keys: tuple[str, ...], framework: str
) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, *NOTE, *keys, *NOTE)
        await wait_until(pilot, lambda: len(screen.live.moment.state.notes) == 2)
        await saved(pilot, screen)

    place.drive(script)
    assert place.kept().header.framework == framework
    assert notes(place) == ["so they say"] * 2
    assert not place.kept().state.sheet.answers
    assert not place.kept().state.sheet.not_applicable


@pytest.mark.parametrize(
    ("keys", "ended"),
    [
        (("w", "6", "enter"), ("no_show", None)),
        (("w", "2", "2", "r", *"no-now", "escape", "enter"), ("follow_up", None)),
        (("w", "d", *"in 6 weeks", "enter", "2", "t", *"new CFO", "enter", "enter"), ("follow_up", "new CFO")),
        (("w", "escape", "X", "enter"), ("do_not_contact", None)),
        (("X", "escape", "w", "6", "enter"), ("no_show", None)),
        (("X", *"stay", "enter", "w", "6", "enter"), ("no_show", None)),
        (("X", "enter", "enter", "enter"), ("do_not_contact", None)),
    ],
    ids=["wrapped up", "reason left", "texts", "back, then the end", "left", "stayed", "once"],
)
def test_a_call_is_ended_by_keys_in_one_go(place: Place, keys: tuple[str, ...], ended: tuple[str, str | None]) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, *NOTE, *keys)
        await wait_until(pilot, lambda: screen not in pilot.app.screen_stack)

    _, host = place.drive(script)
    (closed,) = host.results
    assert isinstance(closed, calls.Call)
    assert closed.state.closing is not None
    assert (closed.state.closing.disposition, closed.state.closing.trigger or None) == ended
    assert notes(place) == ["so they say"]
    assert sum(event.kind == "closed" for event in place.kept().events) == 1


def test_an_end_of_contact_is_not_confirmed_by_what_was_typed_before_its_key(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, *NOTE, "enter", "escape", "X")
        await wait_for(pilot, PickPrompt)

    place.drive(script)
    header: CallHeader = place.kept().header
    assert header.ended_at is None


def test_keys_for_a_prompt_that_does_not_come_do_nothing(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        with closing(sqlite_module().connect(place.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await press(pilot, "1")
            await wait_until(pilot, lambda: "NOT SAVED" in headline_of(screen))
            await press(pilot, "f", *"champ", "enter")
            await wait_until(pilot, lambda: "not everything is saved yet" in screen_text(pilot.app))
        await saved(pilot, screen)
        await press(pilot, *NOTE)
        await saved(pilot, screen)

    place.drive(script)
    assert [event.kind for event in place.kept().events] == ["started", "answer", "note"]


def test_a_paste_waits_for_its_prompt_as_well(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "w", "t")
        pilot.app.post_message(events.Paste("new\r\nCFO"))
        await wait_for(pilot, TextPrompt)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(Input).value == "new CFO")
        await press(pilot, "enter")
        await wait_for(pilot, WrapupScreen)

    place.drive(script)
    assert not notes(place)


def test_escape_with_a_letter_right_behind_it_is_two_keys(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "t", *"unfinished")
        pilot.app.post_message(events.Key("alt+t", "t"))  # so Textual reads them
        await press(pilot, "U")
        await wait_until(pilot, lambda: screen._board.entry.typed == "unfinishedU")
        pilot.app.post_message(events.Key("alt+g", "g"))
        await wait_until(pilot, lambda: "Go to: " in shown(screen, "#entry LineView"))

    place.drive(script)
    assert not notes(place)


def test_every_line_typed_at_once_is_a_note_with_the_last_one_shown(place: Place) -> None:
    lines = [f"Zeile {number}, 50k in Q3" if number % 5 == 0 else f"Zeile {number}" for number in range(60)]

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, *[key for line in lines for key in (*line, "enter")], *"Zei")
        await wait_until(pilot, lambda: screen._board.entry.typed == "Zei")
        await wait_until(pilot, lambda: "note Zei" in shown(screen, "#question"))
        await saved(pilot, screen)

    place.drive(script)
    assert "\n".join(notes(place)).count("Zeile") == len(lines)
