from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from discovery.engine.events import Kind
from discovery.engine.handoffs import Attention, HandOff, HandOffRow, State
from discovery.leads.lead import NewLead
from discovery.service import calls, changes, demo, handoffs, leads
from discovery.service.banks import shipped
from discovery.storage.store import Store
from discovery.text import clean
from discovery.tui.desk import Desk
from discovery.tui.handing import Handing
from discovery.tui.handoff_rows import BACK, DONE, INBOX, SENT, TEAM, detail_rows, hand_off_rows, notice, part_of
from discovery.tui.screens.brief import BriefScreen
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.handoffs import HandOffsScreen
from discovery.tui.screens.leads import LeadsScreen
from discovery.tui.screens.prompts import PickPrompt, TextPrompt
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.widgets.lines import LineList, LineView
from discovery.tui.widgets.plain import Plain
from tests.tui.calling import press, told
from tests.tui.pilot import (
    NARROW,
    NOW,
    WIDE,
    Host,
    clock,
    database_on,
    driven,
    leads_app,
    screen_text,
    wait_for,
    wait_until,
)
from tests.tui.test_plain import HOSTILE

T = TypeVar("T")
AE, REP = "Robin Hale", demo.AUTHOR
Script = Callable[[Pilot[Any], HandOffsScreen], Awaitable[T]]


def drive(store: Path, script: Script[T], *, me: str = AE, size: tuple[int, int] = NARROW) -> T:
    """What the script returns, run against the screen of hand-offs of that person."""
    database = database_on(store)
    desk = Desk(database, shipped(), author=me, now=clock)
    with Store.open(store) as opened:
        rows = opened.read(handoffs.list_)
    screen = HandOffsScreen(Handing(database, author=me, now=clock), desk, rows)
    host = Host(screen)

    async def run(pilot: Pilot[Any]) -> T:
        await wait_until(pilot, lambda: pilot.app.screen is screen and screen.is_mounted)
        await pilot.pause()
        return await script(pilot, screen)

    return driven(host, run, size=size, database=database)


def kept(store: Path) -> dict[str, HandOff]:
    """The hand-offs on the disk, by company."""
    with Store.open(store) as opened:
        return {row.company: row.hand_off for row in opened.read(handoffs.list_)}


def write(store: Path, use_case: Callable[..., Any], *args: Any, author: str = REP, **more: Any) -> Any:
    with Store.open(store) as opened:
        return opened.write(use_case, *args, author=author, now=NOW, **more)


def call_of(store: Path, words: str) -> UUID:
    """The newest call with a lead."""
    with Store.open(store) as opened:
        return opened.read(calls.list_calls, words)[0].header.id


def toasts(pilot: Pilot[Any]) -> list[str]:
    return [note.message for note in pilot.app._notifications]


def listed(screen: HandOffsScreen) -> str:
    return screen.query_one(LineList).text


def detail(screen: HandOffsScreen) -> str:
    return screen.query_one("#detail", LineView).text


async def on(pilot: Pilot[Any], screen: HandOffsScreen, company: str) -> None:
    """Moves the cursor to the hand-off of that company."""
    await pilot.press(*["up"] * 6)
    for _ in range(6):
        if screen.target is not None and screen.target.company == company:
            return
        await pilot.press("down")
    raise AssertionError(company)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_an_executive_sees_what_waits_for_an_answer_first(demo_store: Path, size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        lines = [line.split("  ")[0] for line in listed(screen).splitlines() if line.strip()]
        assert lines == [
            *(f"{INBOX} (2)", "! OVERDUE", "○ waiting"),
            *(f"{TEAM} (1)", "< returned"),
            *(f"{DONE} (2)", "✓ accepted", "✗ rejected"),
        ]
        shown = screen_text(pilot.app)
        assert "2 waiting · ! 1 overdue · < 1 returned" in shown
        assert "5 days late" in shown
        assert "Dana Kowalski, Parcelio · qualified · BANT" in detail(screen)
        assert "“She compares two others; the sooner the better.”" in " ".join(detail(screen).split())

    drive(demo_store, script, size=size)


def test_a_rep_sees_what_came_back_first(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        lines = [line.split("  ")[0] for line in listed(screen).splitlines() if line.strip()]
        assert lines[:5] == [f"{BACK} (1)", "< returned", f"{SENT} (2)", "! OVERDUE", "○ waiting"]
        assert "returned by Robin Hale: Budget; What does a late lorry cost them?" in detail(screen)

    drive(demo_store, script, me=REP.upper())


def test_a_hand_off_is_accepted_in_two_keys_and_rated_in_two(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await pilot.press("a")
        await wait_for(pilot, PickPrompt)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Dana Kowalski, Parcelio: accepted" in toasts(pilot))
        assert screen.target is not None
        assert (screen.target.company, screen.target.hand_off.state) == ("Parcelio", State.ACCEPTED)
        await pilot.press("4")
        await wait_for(pilot, TextPrompt)
        await pilot.press(*"nothing", "enter")
        await wait_until(pilot, lambda: "4 of 5: nothing" in detail(screen))

    drive(demo_store, script)
    found = kept(demo_store)["Parcelio"]
    assert (found.state, found.answered_by) == (State.ACCEPTED, AE)
    assert found.rating is not None
    assert (found.rating.stars, found.rating.different) == (4, "nothing")


def test_a_hand_off_is_returned_in_two_keys_for_what_the_call_left_open(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await pilot.press("r")
        await wait_for(pilot, PickPrompt)
        assert "Something else…" in screen_text(pilot.app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: any("returned" in text for text in toasts(pilot)))

    drive(demo_store, script)
    found = kept(demo_store)["Parcelio"]
    assert (found.state, found.missing) == (State.RETURNED, ("Budget",))


def test_a_hand_off_is_returned_for_something_else_in_ones_own_words(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await pilot.press("r")
        await wait_for(pilot, PickPrompt)
        await pilot.press(*"else", "enter")
        await wait_for(pilot, TextPrompt)
        await pilot.press(*"who signs; a price", "enter")
        await wait_until(pilot, lambda: any("returned" in text for text in toasts(pilot)))

    drive(demo_store, script)
    assert kept(demo_store)["Parcelio"].missing == ("who signs", "a price")


@pytest.mark.parametrize(
    ("me", "told"), [(AE, "Larkspur Analytics: returned"), ("Kim Vale", "only they can return it")]
)
def test_what_was_accepted_is_returned_by_whoever_accepted_it(demo_store: Path, me: str, told: str) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await on(pilot, screen, "Larkspur Analytics")
        await pilot.press("r")
        if me == AE:
            await wait_for(pilot, PickPrompt)
            await pilot.press("enter")
        await wait_until(pilot, lambda: any(text.endswith(told) for text in toasts(pilot)))

    drive(demo_store, script, me=me)
    found = kept(demo_store)["Larkspur Analytics"]
    assert found.state is (State.RETURNED if me == AE else State.ACCEPTED)


def test_a_hand_off_is_rejected_with_a_code_in_two_keys(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await pilot.press("x")
        await wait_for(pilot, PickPrompt)
        assert "NO-STATED-PAIN" in screen_text(pilot.app)
        await pilot.press(*"act now", "enter")
        await wait_until(pilot, lambda: any("rejected" in text for text in toasts(pilot)))

    drive(demo_store, script)
    found = kept(demo_store)["Parcelio"]
    assert (found.state, found.code, found.back_to) == (State.REJECTED, "NO-REASON-NOW", "nurture")


@pytest.mark.parametrize("key", ["a", "r", "x", "3"])
def test_a_question_that_is_cancelled_changes_nothing(demo_store: Path, key: str) -> None:
    before = kept(demo_store)

    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        if key == "3":
            await on(pilot, screen, "Larkspur Analytics")
        await pilot.press(key)
        await wait_for(pilot, TextPrompt if key == "3" else PickPrompt)
        await pilot.press("escape")
        await wait_for(pilot, HandOffsScreen)

    drive(demo_store, script)
    assert kept(demo_store) == before


@pytest.mark.parametrize(("company", "key"), [("Larkspur Analytics", "a"), ("Waterland Bulbs", "x"), ("Parcelio", "5")])
def test_a_move_out_of_turn_is_told_at_once(demo_store: Path, company: str, key: str) -> None:
    before = kept(demo_store)

    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await on(pilot, screen, company)
        await pilot.press(key)
        await wait_until(pilot, lambda: any("this hand-off on" in text for text in toasts(pilot)))
        assert pilot.app.screen is screen

    drive(demo_store, script)
    assert kept(demo_store) == before


def test_whoever_is_second_is_told_who_was_first_and_sees_it(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await pilot.press("a")
        await wait_for(pilot, PickPrompt)
        assert screen._rows[1].company == "Parcelio"
        write(demo_store, handoffs.accept, screen._rows[1].call_id, author="Kim Vale")
        await pilot.press("enter")
        await wait_until(pilot, lambda: any("Kim Vale accepted this hand-off" in text for text in toasts(pilot)))
        assert "accepted by Kim Vale" in detail(screen)

    drive(demo_store, script)


def test_the_list_is_read_again_with_a_key(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await on(pilot, screen, "Waterland Bulbs")
        write(demo_store, handoffs.submit, call_of(demo_store, "ruiz"))
        await pilot.press("f5")
        await wait_until(pilot, lambda: "Nordwind" in listed(screen))
        assert screen.target is not None
        assert screen.target.company == "Waterland Bulbs"
        assert "3 waiting" in screen_text(pilot.app)

    drive(demo_store, script)


def test_a_returned_call_is_reopened_completed_and_handed_over_again(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await pilot.press("o")
        await wait_for(pilot, PickPrompt)
        assert "to add what is missing" in screen_text(pilot.app)
        await pilot.press("enter")
        await wait_for(pilot, CallScreen)
        await pilot.press("w")
        await wait_for(pilot, WrapupScreen)
        await pilot.press("1", "enter")
        brief = await wait_for(pilot, BriefScreen)
        assert "< returned by Robin Hale: Budget" in brief.query_one("#hand-off", Plain).text
        await pilot.press("h")
        await wait_for(pilot, TextPrompt)
        await pilot.press(*"seen on Friday", "enter")
        await wait_until(pilot, lambda: "waiting" in brief.query_one("#hand-off", Plain).text)
        await pilot.press("escape")
        await wait_until(pilot, lambda: f"{SENT} (3)" in listed(screen))

    drive(demo_store, script, me=REP)
    found = kept(demo_store)["Waterland Bulbs"]
    assert (found.state, found.rounds, found.to, found.note) == (State.SUBMITTED, 2, AE, "seen on Friday")


def test_reopening_what_waits_says_that_it_is_taken_back(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await on(pilot, screen, "Parcelio")
        await pilot.press("o")
        await wait_for(pilot, PickPrompt)
        assert "this takes the hand-off back" in screen_text(pilot.app)
        await pilot.press("enter")
        await wait_for(pilot, CallScreen)
        await pilot.press("escape")
        await wait_until(pilot, lambda: "– withdrawn" in listed(screen))

    drive(demo_store, script, me=REP)
    assert kept(demo_store)["Parcelio"].state is State.WITHDRAWN


def test_the_brief_of_one_opens_with_where_it_stands(demo_store: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        await pilot.press("enter")
        brief = await wait_for(pilot, BriefScreen)
        assert (
            "! overdue: was to be answered by Robin Hale until 16 Nov 13:00" in brief.query_one("#hand-off", Plain).text
        )
        await pilot.press("h")
        await wait_until(pilot, lambda: any("Handed over already, overdue" in text for text in toasts(pilot)))
        await pilot.press("escape")
        await wait_for(pilot, HandOffsScreen)
        await pilot.press("escape")
        await wait_until(pilot, lambda: pilot.app.screen is not screen)

    drive(demo_store, script)


def test_no_hand_offs_say_how_to_make_one(tmp_path: Path) -> None:
    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        assert "h on its brief hands it over" in listed(screen)
        await pilot.press("a", "r", "x", "1", "o", "enter", "down", "pagedown")
        await pilot.pause()
        assert pilot.app.screen is screen

    Store.open(tmp_path / "new.sqlite3").close()
    drive(tmp_path / "new.sqlite3", script)


def test_foreign_text_stays_text(tmp_path: Path) -> None:
    store = tmp_path / "hostile.sqlite3"
    with Store.open(store) as opened:
        for text in HOSTILE:
            lead = opened.write(leads.add, NewLead(text, text, source=text), NOW)
            call = opened.write(calls.start, lead.id, shipped().bank("bant"), author=text, now=NOW)
            opened.write(calls.close, call.header.id, changes.closing("handed_off", author=text, now=NOW))
            opened.write(handoffs.submit, call.header.id, to=text, note=text, author=text, now=NOW)
            opened.write(handoffs.return_, call.header.id, [text, "x"], text, author=text, now=NOW)

    async def script(pilot: Pilot[Any], screen: HandOffsScreen) -> None:
        for _ in HOSTILE:
            shown = screen_text(pilot.app)
            assert clean(shown) == shown
            await pilot.click(LineList, offset=(20, 2))
            await pilot.press("down")
        assert pilot.app.is_running

    drive(store, script)


def hand_off(state: State = State.SUBMITTED, by: str = "Sam", to: str = "", late: int = -60) -> HandOff:
    return HandOff(state, by, NOW - timedelta(hours=5), NOW - timedelta(minutes=late), to)


def a_row(found: HandOff) -> HandOffRow:
    return HandOffRow(UUID(int=1), UUID(int=2), "bant", "do_not_contact", "Ana", "Nordwind", "fair", found)


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (hand_off(to="me"), INBOX),
        (hand_off(by="me", to="ME "), INBOX),
        (hand_off(), INBOX),
        (hand_off(by="me"), SENT),
        (hand_off(by="Me", to="Ben"), SENT),
        (hand_off(to="Ben"), TEAM),
        (hand_off(State.RETURNED, "me"), BACK),
        (hand_off(State.RETURNED, to="me"), TEAM),
        (hand_off(State.ACCEPTED, "me"), DONE),
        (hand_off(State.REJECTED, "me"), DONE),
        (hand_off(State.WITHDRAWN, "me"), DONE),
    ],
)
def test_a_hand_off_stands_where_somebody_has_to_act(found: HandOff, part: str) -> None:
    assert part_of(found, "me") == part


@pytest.mark.parametrize(
    ("late", "told"), [(-60, "due 10:30"), (1, "1 min late"), (150, "2 h late"), (4 * 1440, "4 days late")]
)
@pytest.mark.parametrize("width", [79, 119])
def test_how_late_it_is_stands_in_words(late: int, told: str, width: int) -> None:
    rows = hand_off_rows([a_row(hand_off(late=late))], "Sam", width, NOW)
    assert rows[1].text.rstrip().endswith(told)
    assert ("! OVERDUE" in rows[1].text) is (late > 0)
    assert rows[1].cells == width


def test_what_is_due_first_comes_first_and_an_erased_one_is_shown() -> None:
    erased = replace(a_row(replace(hand_off(), due=None)), company="Erased")
    late, early = a_row(hand_off(late=9)), replace(a_row(hand_off(late=-500)), company="Early")
    rows = hand_off_rows([early, erased, late], "Sam", 99, NOW)
    assert [row.target for row in rows if row.target] == [erased, late, early]
    assert "waiting: to be answered" in "\n".join(row.text for row in detail_rows(erased, 99, NOW))
    assert detail_rows(None, 99, NOW) == ()


def test_a_second_round_is_said() -> None:
    told = "\n".join(row.text for row in detail_rows(a_row(replace(hand_off(), rounds=2)), 99, NOW))
    assert "handed it over 04:30, for the second time" in told


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Attention(), ""),
        (Attention(returned=2, overdue=1), "! 1 overdue · < 2 returned"),
        (Attention(others=3), "team 3"),
    ],
)
def test_the_list_of_leads_is_told_what_needs_somebody(found: Attention, told: str) -> None:
    assert notice(found) == told


def test_the_leads_say_what_came_back_and_lead_to_it(demo_store: Path) -> None:
    with Store.open(demo_store) as opened:
        for row in opened.read(handoffs.list_, undecided=True):
            if row.company == "Parcelio":
                opened.write(handoffs.return_, row.call_id, ["Money"], author=AE, now=NOW)
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "team 2: F5" in screen_text(app))
        await pilot.press("f5")
        screen = await wait_for(pilot, HandOffsScreen)
        await on(pilot, screen, "Bursztyn Energia")
        await pilot.press("a")
        await wait_for(pilot, PickPrompt)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "accepted by Sam Okafor" in detail(screen))
        await pilot.press("escape")
        await wait_for(pilot, LeadsScreen)

    driven(app, script, database=database)
    assert kept(demo_store)["Bursztyn Energia"].answered_by == "Sam Okafor"


def test_the_leads_say_nothing_where_nothing_needs_anybody(tmp_path: Path) -> None:
    app, database = leads_app(tmp_path / "new.sqlite3")

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "No leads yet" in screen_text(app))
        await app.workers.wait_for_complete()
        assert ": F5" not in screen_text(app)

    driven(app, script, database=database)


def test_a_call_that_ends_as_handed_off_is_handed_over_with_one_key(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*"grace", "enter")
        await wait_for(pilot, CallScreen)
        await pilot.press("w")
        await wait_for(pilot, WrapupScreen)
        await pilot.press("1", "enter")
        brief = await wait_for(pilot, BriefScreen)
        assert "Not handed over yet: h does that." in brief.query_one("#hand-off", Plain).text
        await pilot.press("h")
        await wait_until(pilot, lambda: "○ waiting" in brief.query_one("#hand-off", Plain).text)

    driven(app, script, database=database)
    assert kept(demo_store)["Savanna Health Trust"].by == "Sam Okafor"


def test_a_call_is_handed_over_to_somebody_with_a_word(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f3")
        brief = await wait_for(pilot, BriefScreen)
        await pilot.press("H")
        await wait_for(pilot, TextPrompt)
        await pilot.press(*"Ben", "enter")
        await wait_until(pilot, lambda: "A word to them?" in screen_text(app))
        await pilot.press(*"soon", "enter")
        await wait_until(pilot, lambda: "answered by Ben" in brief.query_one("#hand-off", Plain).text)

    driven(app, script, database=database)
    found = kept(demo_store)["Nordwind Logistics"]
    assert (found.to, found.note, found.history[0].kind) == ("Ben", "soon", Kind.SUBMITTED)


def test_a_call_that_ended_otherwise_is_not_handed_over(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*"webb", "f3")
        brief = await wait_for(pilot, BriefScreen)
        assert not brief.query_one("#hand-off", Plain).display
        await pilot.press("h")
        await wait_until(pilot, lambda: any("ended as follow up" in text for text in toasts(pilot)))

    driven(app, script, database=database)


def test_a_closed_call_is_reopened_from_its_brief_and_stands_first_in_the_list(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        leads_screen = await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: database.is_open and leads_screen.found)
        done = next(lead for lead in leads_screen.found if lead.verdict and not lead.open_call)
        await pilot.press(*done.company.split()[0].lower(), "f3")
        await wait_for(pilot, BriefScreen)
        await press(pilot, "o", "enter", "o", "down", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is leads_screen)
        assert "Reopened: Enter on the lead goes on with the call" in toasts(pilot)
        await wait_until(pilot, lambda: leads_screen.found[0].open_call and leads_screen.found[0].id == done.id)

    driven(app, script, database=database)


def test_what_is_typed_behind_the_key_of_a_name_is_the_name_however_fast(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f3")
        brief = await wait_for(pilot, BriefScreen)
        await press(pilot, "H", *"Otto dos", "enter", *"soon", "enter")
        await wait_until(pilot, lambda: "answered by Otto dos" in brief.query_one("#hand-off", Plain).text)

    driven(app, script, database=database)
    assert kept(demo_store)["Nordwind Logistics"].note == "soon"


def test_a_name_for_what_is_handed_over_already_is_no_command(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f3")
        brief = await wait_for(pilot, BriefScreen)
        await press(pilot, "h", "H", *"otto", "enter")
        prompt = await wait_for(pilot, PickPrompt)
        await wait_until(pilot, lambda: prompt.query_one(Input).value == "otto")
        assert "Handed over already, waiting" in screen_text(app)
        await press(pilot, "escape")
        await wait_until(pilot, lambda: app.screen is brief)

    driven(app, script, database=database)
    assert kept(demo_store)["Nordwind Logistics"].state is State.SUBMITTED


def test_reopening_from_the_brief_says_what_it_takes_back_and_starts_on_leaving_it(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f3")
        brief = await wait_for(pilot, BriefScreen)
        await press(pilot, "h", "o")
        prompt = await wait_for(pilot, PickPrompt)
        said = prompt.query_one(".title", Plain).text
        assert "It is handed over, waiting: to be answered" in said
        assert "Reopening takes that back." in said
        await press(pilot, "enter")
        await wait_until(pilot, lambda: app.screen is brief)

    driven(app, script, database=database)
    assert kept(demo_store)["Nordwind Logistics"].state is State.SUBMITTED


def test_reopening_says_that_who_asked_not_to_be_contacted_stays_on_that_list(demo_store: Path) -> None:
    with Store.open(demo_store) as store:
        lead = store.read(leads.find, "Hiroshi Tanaka")
        call = store.write(calls.start, lead.id, shipped().bank("bant"), author=REP, now=NOW)
        store.write(calls.close, call.header.id, changes.closing("do_not_contact", author=REP, now=NOW))
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*"tanaka", "f3")
        await wait_for(pilot, BriefScreen)
        await press(pilot, "o")
        await wait_for(pilot, PickPrompt)
        assert "They asked not to be contacted, and stay on that list" in screen_text(app)
        await press(pilot, "down", "enter")
        screen = await wait_for(pilot, LeadsScreen)
        await wait_until(pilot, lambda: screen.found[0].open_call and "do not contact" in screen_text(app))
        await press(pilot, "enter")
        reopened = await wait_for(pilot, CallScreen)
        await wait_until(pilot, lambda: "asked not to be contacted" in told(reopened))

    driven(app, script, database=database, size=WIDE)
