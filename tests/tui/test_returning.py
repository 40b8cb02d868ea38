"""A call that is resumed, and one with a lead whom earlier calls know: what is in front, and what is proposed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from discovery.service import calls, changes
from discovery.service.banks import shipped
from discovery.tui.screens.call import CallScreen
from tests.service import material
from tests.service.material import MONEY, PAIN, said
from tests.tui.calling import AUTHOR, Place, press, saved, shown, started
from tests.tui.pilot import NOW, WIDE, wait_until


def bant(tmp_path: Path) -> Place:
    return started(tmp_path, shipped().bank("bant"))


def front(place: Place) -> tuple[str | None, str]:
    """The question that a screen of the call opens with."""

    async def script(pilot: Pilot[Any], screen: CallScreen) -> tuple[str | None, str]:
        return screen.place

    return place.drive(script)[0]


def test_a_new_call_opens_at_its_first_question(tmp_path: Path) -> None:
    assert front(bant(tmp_path)) == (None, "compliance.recording")


def test_a_call_that_is_resumed_goes_on_with_the_next_best(tmp_path: Path) -> None:
    place = bant(tmp_path)

    async def script(pilot: Pilot[Any], screen: CallScreen) -> tuple[str | None, str]:
        await press(pilot, "g", *"get paid for", "enter", "1", "c")
        await saved(pilot, screen)
        best = screen.live.look_ahead().next[0]
        return best.criterion, best.fact

    best, _ = place.drive(script)
    assert front(place) == best


def test_a_call_that_was_left_at_an_open_question_is_resumed_there(tmp_path: Path) -> None:
    place = bant(tmp_path)

    async def script(pilot: Pilot[Any], screen: CallScreen) -> tuple[str | None, str]:
        await press(pilot, "g", *"get paid for", "enter", "1", "u")
        await saved(pilot, screen)
        return screen.place

    left, _ = place.drive(script)
    assert left[1] == "money.route"
    assert front(place) == left


def test_a_date_is_asked_for_first_where_it_is_all_that_is_missing(tmp_path: Path) -> None:
    since = said("pain.since", "2026-01", quality=3)
    place = started(tmp_path, material.bank(), before=[MONEY, PAIN, since])

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await wait_until(pilot, lambda: "% What about date? (Next step)" in shown(screen, "#verdict"))
        await press(pilot, "f2")
        assert screen.place == (None, "next_step.date")
        await press(pilot, "enter", *"2026-12-01", "enter")
        assert screen.live.moment.assessment.verdict == "qualified"
        await saved(pilot, screen)

    place.drive(script, size=WIDE)


def test_a_lead_that_was_closed_for_now_comes_back_with_what_it_waits_for(tmp_path: Path) -> None:
    place = started(tmp_path, material.bank())
    store, lead = place.store, place.call.lead.id
    store.write(
        calls.record, place.call.header.id, [changes.answer(said("money.route", "none"), author=AUTHOR, now=NOW)]
    )
    closing = changes.closing(
        "disqualified", "NO-FUNDS-NOW", reopen_on=date(2027, 3, 1), trigger="a new CFO", author=AUTHOR, now=NOW
    )
    store.write(calls.close, place.call.header.id, closing)
    again = store.write(calls.start, lead, material.bank(), author=AUTHOR, now=NOW.replace(day=27))
    assert again.last is not None
    assert again.last.trigger == "a new CFO"
    place = Place(place.path, store, again, place.folder, place.library)

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await wait_until(pilot, lambda: "settled: nothing left" in shown(screen, "#verdict"))
        panel = shown(screen, "#verdict")
        assert "come back on: 2027-03-01" in panel
        assert "come back when: a new CFO" in panel
        assert "0 % What" not in panel

    place.drive(script, size=WIDE)
