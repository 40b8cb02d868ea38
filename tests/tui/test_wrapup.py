from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from discovery.engine.answers import Answer
from discovery.service import calls, changes, leads
from discovery.service.banks import shipped
from discovery.service.calls import Call
from discovery.storage.store import Store
from discovery.tui.database import Database
from discovery.tui.screens.prompts import PickPrompt, TextPrompt
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.widgets.plain import Plain
from tests.tui.calling import press
from tests.tui.pilot import NARROW, NOW, WIDE, Host, clock, database_on, driven, screen_text, wait_for, wait_until

AUTHOR = "Sam Okafor"


def started(store: Path, *answers: Answer, lead: str = "Hiroshi Tanaka") -> Call:
    with Store.open(store) as opened:
        found = opened.read(leads.find, lead)
        call = opened.write(calls.start, found.id, shipped().bank("bant"), author=AUTHOR, now=NOW)
        events = [changes.answer(answer, author=AUTHOR, now=NOW) for answer in answers]
        opened.write(calls.record, call.header.id, events)
        return opened.read(calls.load, call.header.id)


def kept(store: Path, call_id: UUID) -> Call:
    with Store.open(store) as opened:
        return opened.read(calls.load, call_id)


def wrapup(store: Path, call: Call) -> tuple[Host, Database]:
    database = database_on(store)
    reasons = tuple(shipped().reasons().values())
    return Host(WrapupScreen(database, call, reasons, author=AUTHOR, now=clock)), database


def results(host: Host) -> Sequence[Any]:
    return host.results


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_everything_that_closing_needs_is_in_view(demo_store: Path, size: tuple[int, int]) -> None:
    host, database = wrapup(demo_store, started(demo_store))

    async def script(pilot: Pilot[Any]) -> None:
        shown = screen_text(host)
        for text in ("INSUFFICIENT", "2 ● follow up", "7 ○ other", "Reason", "Reopen on", "Next step", "none agreed"):
            assert text in shown
        assert "Enter closes the call as follow up." in shown

    driven(host, script, size=size, database=database)


def test_enter_closes_the_call_once_and_hands_it_back(demo_store: Path) -> None:
    call = started(demo_store)
    host, database = wrapup(demo_store, call)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("6", "enter", "enter")
        await wait_until(pilot, lambda: host.results)
        (closed,) = results(host)
        assert closed.header.ended_at == NOW
        assert closed.header.disposition == "no_show"

    driven(host, script, database=database)
    assert kept(demo_store, call.header.id).header.verdict == "insufficient"


def test_escape_goes_back_to_the_call_as_it_is(demo_store: Path) -> None:
    call = started(demo_store)
    host, database = wrapup(demo_store, call)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("escape")
        await pilot.pause()
        assert host.results == [call]

    driven(host, script, database=database)
    assert kept(demo_store, call.header.id).header.ended_at is None


def test_an_override_needs_a_reason_and_brings_its_own_demands(demo_store: Path) -> None:
    call = started(demo_store)
    host, database = wrapup(demo_store, call)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("o")
        await wait_for(pilot, PickPrompt)
        await pilot.press(*"nurture", "enter")
        await wait_for(pilot, TextPrompt)
        await pilot.press("enter")
        await pilot.pause()
        assert "needs a reason" in screen_text(host)
        await pilot.press(*"[/x] budget in spring", "enter")
        await wait_for(pilot, WrapupScreen)
        await wait_until(pilot, lambda: "Your verdict: NURTURE" in screen_text(host))
        assert "[/x] budget in spring" in screen_text(host)
        assert "3 ● nurture" in screen_text(host)
        assert "Still needed: a reason code (r); a day (d) or an event (t) to come back" in screen_text(host)
        await pilot.press("enter")
        await pilot.pause()
        assert host.results == []
        await pilot.press("r")
        await wait_for(pilot, PickPrompt)
        assert "disqualif" not in screen_text(host)
        await pilot.press(*"bad-timing", "enter")
        await wait_for(pilot, WrapupScreen)
        await wait_until(pilot, lambda: "BAD-TIMING" in screen_text(host))
        await pilot.press("d")
        await wait_for(pilot, TextPrompt)
        await pilot.press(*"30 February", "enter")
        await pilot.pause()
        assert "30 February" in screen_text(host)
        assert isinstance(host.screen, TextPrompt)
        host.screen.query_one(Input).value = "Q2"
        await pilot.press("enter")
        await wait_for(pilot, WrapupScreen)
        await wait_until(pilot, lambda: "2027-04-01" in screen_text(host))
        await pilot.press("t")
        await wait_for(pilot, TextPrompt)
        host.screen.query_one(Input).value = "new CFO"
        await pilot.press("enter")
        await wait_for(pilot, WrapupScreen)
        await wait_until(pilot, lambda: "Enter closes the call as nurture." in screen_text(host))
        await pilot.press("enter")
        await wait_until(pilot, lambda: host.results)

    driven(host, script, database=database)
    closing = kept(demo_store, call.header.id).state.closing
    assert closing is not None
    assert (closing.disposition, closing.reason, closing.trigger) == ("nurture", "BAD-TIMING", "new CFO")
    assert closing.reopen_on is not None
    assert closing.reopen_on.isoformat() == "2027-04-01"
    header = kept(demo_store, call.header.id).header
    assert (header.verdict, header.override) == ("insufficient", "nurture")


def test_an_override_can_be_taken_back(demo_store: Path) -> None:
    host, database = wrapup(demo_store, started(demo_store))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("u", "o")
        await wait_for(pilot, PickPrompt)
        await pilot.press(*"disq", "enter")
        await wait_for(pilot, TextPrompt)
        await pilot.press(*"no", "enter")
        await wait_for(pilot, WrapupScreen)
        await wait_until(pilot, lambda: "Your verdict" in screen_text(host))
        await pilot.press("u")
        await wait_until(pilot, lambda: "Your verdict" not in screen_text(host))
        assert "2 ● follow up" in screen_text(host)
        await pilot.press("escape")
        await pilot.pause()
        (call,) = results(host)
        assert [event.kind.value for event in call.events][-2:] == ["override", "override"]

    driven(host, script, database=database)


@pytest.mark.parametrize("key", ["o", "r", "d", "t"])
def test_two_quick_keys_open_one_prompt(demo_store: Path, key: str) -> None:
    host, database = wrapup(demo_store, started(demo_store))

    async def script(pilot: Pilot[Any]) -> int:
        await pilot.press(key)
        await pilot.press(key)
        await pilot.pause()
        return len(host.screen_stack)

    assert driven(host, script, database=database) == 3


def test_a_call_that_was_closed_meanwhile_is_told_and_stays(demo_store: Path) -> None:
    call = started(demo_store)
    host, database = wrapup(demo_store, call)
    with Store.open(demo_store) as store:
        store.write(calls.close, call.header.id, changes.closing("no_show", author=AUTHOR, now=NOW))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await wait_until(pilot, lambda: host._notifications)
        assert host.results == []
        await pilot.press("escape")
        await pilot.pause()
        assert host.results == [call]

    driven(host, script, database=database)


@pytest.mark.parametrize(("keys", "ended"), [(["enter"], False), (["down", "enter"], True)])
def test_contact_is_ended_for_good_only_by_those_who_mean_it(demo_store: Path, keys: list[str], ended: bool) -> None:
    call = started(demo_store)
    host, database = wrapup(demo_store, call)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("5", "enter")
        await wait_for(pilot, PickPrompt)
        await pilot.press(*keys)
        await wait_until(pilot, lambda: host.results if ended else isinstance(pilot.app.screen, WrapupScreen))

    driven(host, script, database=database)
    found = kept(demo_store, call.header.id).header
    assert (found.ended_at is not None, found.disposition) == (ended, "do_not_contact" if ended else None)


def test_who_asked_not_to_be_contacted_is_called_again_only_for_a_written_reason(demo_store: Path) -> None:
    call = started(demo_store)
    with Store.open(demo_store) as store:
        store.write(calls.close, call.header.id, changes.closing("do_not_contact", author=AUTHOR, now=NOW))
        store.write(calls.record, call.header.id, [changes.reopened(author=AUTHOR, now=NOW)])
    host, database = wrapup(demo_store, kept(demo_store, call.header.id))

    async def script(pilot: Pilot[Any]) -> None:
        await press(pilot, "7", "enter")
        prompt = await wait_for(pilot, TextPrompt)
        assert "asked not to be contacted. Why may they be called again?" in prompt.query_one(".title", Plain).text
        await press(pilot, "enter")
        assert pilot.app.screen is prompt
        await press(pilot, "escape")
        await wait_for(pilot, WrapupScreen)
        assert host.results == []
        await press(pilot, "enter", *"a slip", "enter")
        await wait_until(pilot, lambda: host.results)

    driven(host, script, database=database)
    state = kept(demo_store, call.header.id).state
    assert state.closing is not None
    assert (state.closing.disposition, state.notes[-1].text) == ("other", "may be contacted again: a slip")


def test_a_text_that_is_typed_here_does_not_close_the_call(demo_store: Path) -> None:
    host, database = wrapup(demo_store, started(demo_store))

    async def script(pilot: Pilot[Any]) -> None:
        status = host.screen.query_one("#status", Plain)
        await press(pilot, *"e call back", "enter")
        await wait_until(pilot, lambda: "Enter again closes the call" in status.text)
        assert host.results == []
        await press(pilot, "enter")
        await wait_until(pilot, lambda: host.results)

    driven(host, script, database=database)
