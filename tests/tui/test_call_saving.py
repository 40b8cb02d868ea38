from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from discovery.service import calls, changes
from discovery.storage.driver import sqlite_module
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.prompts import PickPrompt
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.widgets.board import Board
from tests.service.material import MONEY
from tests.tui import pilot as fixed
from tests.tui.calling import AUTHOR, Place, headline_of, press, saved, shown, started
from tests.tui.pilot import NARROW, NOW, WIDE, screen_text, wait_for, wait_until

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("discovery.storage.sqlite_file.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return started(tmp_path)


@contextmanager
def locked(place: Place) -> Iterator[Any]:
    """Somebody else holds the store, so that nothing can be written to it."""
    with closing(sqlite_module().connect(place.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


async def failed(pilot: Pilot[Any], screen: CallScreen) -> None:
    await wait_until(pilot, lambda: "NOT SAVED" in headline_of(screen))


def unsaved_file(place: Place) -> Path:
    return place.folder / f"unsaved-{place.call.header.id}.jsonl"


@SIZES
def test_a_store_that_cannot_be_written_stops_no_call_and_gets_everything_once_later(
    place: Place, size: tuple[int, int]
) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        with locked(place) as other:
            await press(pilot, "1")
            await failed(pilot, screen)
            await press(pilot, "c", "down", *"50k", "enter", "down", "t", *"ring back", "enter")
            await wait_until(pilot, lambda: "NOT SAVED 4" in headline_of(screen))
            text = " ".join(shown(screen, "#alarm").split())
            assert "NOT SAVED: 4 changes held" in text
            assert "another program is writing" in text
            assert "4 changes held" in text
            assert "NOT SAVED: 4 changes held" in screen_text(pilot.app)
            assert unsaved_file(place).name in text.replace(" ", "")
            await wait_until(pilot, lambda: unsaved_file(place).read_text().count("\n") == 4)
            assert "saved" not in headline_of(screen).casefold().replace("not saved", "")
            other.execute("ROLLBACK")
        await saved(pilot, screen)
        await wait_until(pilot, lambda: "NOT SAVED" not in screen_text(pilot.app))
        assert "saved 5" in headline_of(screen)

    place.drive(script, size=size)
    kept = place.kept()
    assert [event.kind for event in kept.events] == ["started", "answer", "answer", "answer", "note"]
    assert kept.state.sheet.answers["money.amount"].value["amount"] == 50000
    assert not unsaved_file(place).exists()


def test_leaving_with_unsaved_changes_asks_first_and_the_next_time_takes_them_up(place: Place) -> None:
    async def leaving(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "1", "t", *"ring back", "enter")
        await failed(pilot, screen)
        await press(pilot, "escape")
        await wait_for(pilot, PickPrompt)
        assert "Not saved yet: 2 changes" in screen_text(pilot.app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await press(pilot, "escape")
        await wait_for(pilot, PickPrompt)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is not screen and not isinstance(pilot.app.screen, PickPrompt))

    async def resuming(pilot: Pilot[Any], screen: CallScreen) -> None:
        assert "◐c*What about route?" in shown(screen, "#agenda")
        await saved(pilot, screen)

    with locked(place):
        _, host = place.drive(leaving)
    assert host.results == [None]
    assert len(place.kept().events) == 1
    assert unsaved_file(place).exists()
    place.drive(resuming)
    assert place.kept().state.sheet.answers["money.route"].value == "allocated"
    assert [note.text for note in place.kept().state.notes] == ["ring back"]
    assert not unsaved_file(place).exists()


def test_leaving_right_after_a_key_waits_for_the_disk(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "1", "escape", "2", "d")
        await wait_until(pilot, lambda: pilot.app.screen is not screen)

    _, host = place.drive(script)
    assert host.results == [None]
    assert [event.kind for event in place.kept().events] == ["started", "answer"]


def test_escape_first_closes_what_is_open(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        for pressed in ("g", "t", "r"):
            await press(pilot, pressed, "escape")
            assert pilot.app.screen is screen
        await press(pilot, "escape")
        await wait_until(pilot, lambda: pilot.app.screen is not screen)

    place.drive(script)


def test_nothing_is_asked_before_the_store_knows_what_was_said(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        with locked(place):
            await press(pilot, "1", "w")
            await failed(pilot, screen)
            await wait_until(pilot, lambda: "not everything is saved yet" in screen_text(pilot.app))
            assert pilot.app.screen is screen
        await saved(pilot, screen)
        await press(pilot, "w", "2")
        await wait_for(pilot, WrapupScreen)

    place.drive(script)
    assert place.kept().state.sheet.answers["money.route"].value == "allocated"


def test_the_wrap_up_closes_the_call_and_the_screen_with_it(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "1", "c", "w")
        await wait_for(pilot, WrapupScreen)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await press(pilot, "u", "w")
        await wait_for(pilot, WrapupScreen)
        await pilot.press("enter")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, WrapupScreen | CallScreen))

    _, host = place.drive(script)
    (closed,) = host.results
    assert isinstance(closed, calls.Call)
    assert closed.header.ended_at is not None
    assert closed.events == place.kept().events


def test_a_call_that_somebody_else_changes_too_is_loaded_again(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        other = changes.answer(MONEY, author="Kim", now=NOW)
        place.store.write(calls.record, place.call.header.id, [other])
        await press(pilot, "t", *"mine", "enter")
        await wait_until(pilot, lambda: "somebody else changed this call" in screen_text(pilot.app))
        assert "1 ● Allocated" in screen_text(pilot.app)
        await press(pilot, "u")
        await saved(pilot, screen)

    place.drive(script)
    state = place.kept().state
    assert state.notes == ()
    assert state.sheet.answers["money.route"].confirmed


def test_every_key_of_a_long_burst_is_kept_in_its_order(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, *["1", "2"] * 40)
        await saved(pilot, screen)
        assert "saved 81" in headline_of(screen)
        assert screen.live.call.events == place.kept().events

    place.drive(script)
    values = [answer.value for answer in place.kept().state.history["money.route"]]
    assert values == ["allocated", "none"] * 40


def test_the_minutes_go_on_while_nobody_presses_a_key(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[timedelta] = [timedelta()]

    def clock() -> datetime:
        return fixed.NOW + later[0]

    monkeypatch.setattr("tests.tui.calling.clock", clock)

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        assert "0 min" in headline_of(screen)
        later[0] = timedelta(minutes=7, seconds=5)
        screen.query_one(Board).paint_headline()
        assert "7/20 min" in headline_of(screen)

    place.drive(script)


def test_who_answered_and_when_is_kept_with_each_answer(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "1")
        await saved(pilot, screen)

    place.drive(script)
    event = place.kept().events[-1]
    assert (event.author, event.at) == (AUTHOR, NOW)
