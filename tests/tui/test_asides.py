from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from discovery.banks.library import Library
from discovery.engine.events import Kind
from discovery.service import calls, changes
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.prompts import PickPrompt
from tests.service.material import PAIN, said
from tests.tui.calling import AUTHOR, Place, headline_of, press, saved, shown, started, told
from tests.tui.pilot import NOW, SHIPPED, WIDE, screen_text, wait_for, wait_until


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return started(tmp_path, SHIPPED.bank("bant"))


def test_the_framework_is_switched_in_mid_call_and_the_answers_stay(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"put aside", "enter", "1")
        await saved(pilot, screen)
        await press(pilot, "f")
        await wait_for(pilot, PickPrompt)
        await press(pilot, *"champ", "enter")
        await wait_until(pilot, lambda: "CHAMP" in headline_of(screen))
        assert "Challenges" in shown(screen, "#agenda")
        assert screen.place[1] in screen.live.call.bank.facts
        await press(pilot, "t", *"after it", "enter")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    kept = place.kept()
    assert kept.header.framework == "champ"
    assert [event.kind for event in kept.events[-2:]] == [Kind.SWITCHED, Kind.NOTE]
    assert any(answer.known for answer in kept.state.sheet.answers.values())


def test_leaving_the_list_of_frameworks_changes_nothing(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "f")
        await wait_for(pilot, PickPrompt)
        await press(pilot, "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await press(pilot, "t", *"goes on", "enter")
        await saved(pilot, screen)

    place.drive(script)
    assert place.kept().header.framework == "bant"
    assert [note.text for note in place.kept().state.notes] == ["goes on"]


def test_a_key_and_two_letters_find_a_card_and_enter_notes_it_with_the_time(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "o", "p", "r")
        assert "expensive" in shown(screen, "#question")
        await press(pilot, "enter")
        await saved(pilot, screen)
        assert "expensive" in shown(screen, "#question")
        await press(pilot, "escape")
        assert "expensive" not in shown(screen, "#question")

    place.drive(script, size=WIDE)
    (raised,) = place.kept().state.objections
    assert (raised.card, raised.at) == ("OBJ-PRICE", NOW)


def test_several_cards_are_chosen_from_with_the_arrows_and_none_is_said(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "o", *"bu", "down", "enter")
        await saved(pilot, screen)
        await press(pilot, "o", *"qqqq", "enter")
        assert "no card has that in it" in screen_text(pilot.app)
        await press(pilot, "escape", "u")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    assert place.kept().state.objections == ()
    assert [(event.body or {}).get("card") for event in place.kept().events if event.kind is Kind.OBJECTION] == [
        "OBJ-BUILD"
    ]


@pytest.mark.parametrize("shows", [["o", "p", "r", "enter"], ["p"]], ids=["card", "people"])
def test_no_key_answers_the_question_behind_a_card(place: Place, shows: list[str]) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"get paid for", "enter", *shows)
        for key in ("1", "d", "x"):
            await press(pilot, key)
            assert "that was behind: press again" in told(screen)
            assert screen._board.over is None
            await press(pilot, *shows)
        await press(pilot, "enter")
        assert screen._board.over is None
        await press(pilot, *shows, "e")
        assert screen._board.over is None
        await press(pilot, "escape", *shows)
        await press(pilot, "1", "1")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    answered = [(event.body or {})["fact"] for event in place.kept().events if event.kind is Kind.ANSWER]
    assert len(answered) == 1


def test_an_objection_is_taken_back_from_its_card(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "o", *"pr", "enter", "u")
        assert screen._board.over is None
        assert "took back the objection" in told(screen)
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    assert place.kept().state.objections == ()


def test_everybody_named_is_listed_and_a_single_thread_is_flagged(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "p")
        assert "Ana Ruiz, Head of Operations (on the" in shown(screen, "#question")
        assert "single-threaded" in shown(screen, "#question")
        await press(pilot, "p", "g", *"whose budget", "enter", "enter", *"Bob Lee, CFO", "enter", "p")
        assert "Bob Lee, CFO" in shown(screen, "#question")
        assert "single-threaded" not in shown(screen, "#question")

    place.drive(script, size=WIDE)


def test_the_plan_of_the_call_is_changed_with_one_key(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        assert "/20 min opening" in headline_of(screen)
        await press(pilot, "m")
        assert "/30 min opening" in headline_of(screen)
        await press(pilot, "m")
        assert "/15 min" in headline_of(screen)

    place.drive(script, size=WIDE)


def test_an_objection_to_contact_ends_the_call_in_two_keys(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "X")
        await wait_for(pilot, PickPrompt)
        await press(pilot, "enter")
        await wait_until(pilot, lambda: not isinstance(pilot.app.screen, PickPrompt | CallScreen))

    _, host = place.drive(script)
    (closed,) = host.results
    assert isinstance(closed, calls.Call)
    assert (closed.header.disposition, closed.header.verdict) == ("do_not_contact", "do_not_contact")
    assert closed.state.sheet.answers["compliance.objection"].confirmed


def test_a_slip_of_that_key_is_left_with_escape(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "X")
        await wait_for(pilot, PickPrompt)
        await press(pilot, "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)

    place.drive(script)
    assert place.kept().header.ended_at is None
    assert "compliance.objection" not in place.kept().state.sheet.answers


def test_consent_is_the_first_question_of_a_call(place: Place) -> None:
    async def script(_: Pilot[Any], screen: CallScreen) -> None:
        assert screen.place == (None, "compliance.recording")

    place.drive(script)


def test_a_change_of_the_verdict_is_shown_with_its_cause(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"rather we", "enter", "y")
        assert "was insufficient: “Would you" in shown(screen, "#verdict")

    place.drive(script, size=WIDE)


# Another window on the same call


def test_what_another_window_writes_is_shown_within_a_second(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        other = changes.answer(said("compliance.recording", "refused"), author="Kim", now=NOW)
        place.store.write(calls.record, place.call.header.id, [other])
        await wait_until(pilot, lambda: "They refused" in shown(screen, "#question"))
        await wait_until(pilot, lambda: "somebody else changed this call" in screen_text(pilot.app))
        await press(pilot, "t", *"mine", "enter")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    kept = place.kept()
    assert [note.text for note in kept.state.notes] == ["mine"]
    assert kept.state.sheet.answers["compliance.recording"].value == "refused"


def test_another_window_that_switches_the_framework_is_followed(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        champ = SHIPPED.bank("champ")
        now = NOW + timedelta(minutes=1)
        place.store.write(calls.switch, place.call.header.id, champ, author="Kim", now=now)
        await wait_until(pilot, lambda: "CHAMP" in headline_of(screen))

    place.drive(script)


def test_a_line_that_is_being_typed_stays_while_another_window_writes(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "t", *"half a th")
        place.store.write(calls.record, place.call.header.id, [changes.answer(PAIN, author="Kim", now=NOW)])
        await wait_until(pilot, lambda: "pain.trigger" in screen.live.moment.sheet.answers)
        await press(pilot, *"ought", "enter")
        await saved(pilot, screen)

    place.drive(script)
    assert [note.text for note in place.kept().state.notes] == ["half a thought"]


def test_the_author_of_a_window_is_kept_with_its_events(place: Place) -> None:
    place.store.write(calls.record, place.call.header.id, [changes.note("heard", author="Kim", now=NOW)])
    assert [event.author for event in place.kept().events] == [AUTHOR, "Kim"]


def test_a_file_of_the_team_that_does_not_load_is_said_and_the_shipped_one_is_used(tmp_path: Path) -> None:
    team = tmp_path / "team" / "topics"
    team.mkdir(parents=True)
    (team / "money.yaml").write_text("topic: money\ntitle: [broken\n", "utf-8")
    library = Library([tmp_path / "team", *SHIPPED.folders])
    place = started(tmp_path, library.bank("bant"), library=library)

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await wait_until(pilot, lambda: bool(pilot.app._notifications))
        (notice,) = pilot.app._notifications
        assert "money.yaml:" in notice.message
        assert "the shipped one is used" in notice.message
        assert screen.live.call.bank.facts["money.route"].choices

    place.drive(script)


def test_letters_of_a_card_that_was_not_taken_are_gone(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> str:
        await press(pilot, "o", *"bu", "escape", "o", *"pr")
        return screen._board.entry.typed

    typed, _ = place.drive(script, size=WIDE)
    assert typed == "pr"


def test_a_rating_without_its_reason_is_not_dropped_unsaid(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"trigger", "enter", "r", "3", "enter", "enter")
        assert "a rating needs its reason" in screen_text(pilot.app)
        await press(pilot, *"they say so", "enter")
        assert [rating.quality for rating in screen.live.moment.sheet.ratings.values()] == [3]
        await press(pilot, "r", "2", "down")
        assert "not rated: r" in screen_text(pilot.app)

    place.drive(script, size=WIDE)
