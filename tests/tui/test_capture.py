"""One line of free text on a call: what is heard becomes answers, and the rest of it a note."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from discovery.engine.answers import Evidence
from discovery.engine.events import Kind
from discovery.tui.screens.call import CallScreen
from tests.tui.calling import Place, press, saved, shown, started
from tests.tui.pilot import NARROW, SHIPPED, WIDE, screen_text, wait_until

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return started(tmp_path, SHIPPED.bank("bant"))


@SIZES
def test_a_line_becomes_answers_and_a_note_with_one_enter(place: Place, size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"amount: 50k EUR !, their dog is called Rex")
        assert "EUR 50,000" in shown(screen, "#question")
        assert "note" in shown(screen, "#question")
        await press(pilot, "enter")
        await saved(pilot, screen)
        assert "took 1 answer and a note" in screen_text(pilot.app)

    place.drive(script, size=size)
    state = place.kept().state
    amount = state.sheet.answers["money.amount"]
    assert (amount.value["amount"], amount.evidence) == (50_000, Evidence.CONFIRMED)
    assert ["Rex" in note.text for note in state.notes] == [True]


def test_a_key_leaves_a_proposal_out_and_its_words_go_to_the_note(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"amount: 50k EUR", "f2")
        assert "left out" in shown(screen, "#question")
        await press(pilot, "enter")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    state = place.kept().state
    assert "money.amount" not in state.sheet.answers
    assert ["50k" in note.text for note in state.notes] == [True]


def test_typing_lands_on_the_line_when_nothing_else_wants_it(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, *"Hm, their roof leaks", "enter")
        await saved(pilot, screen)

    place.drive(script)
    assert [note.text for note in place.kept().state.notes] == ["Hm, their roof leaks"]


def test_a_line_that_is_left_is_there_again_and_an_empty_one_changes_nothing(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"half a", "escape", "space", *" thought", "enter")
        await saved(pilot, screen)
        await press(pilot, "space", "enter")
        assert screen.live.saving.held == 0

    place.drive(script)
    events = place.kept().events
    assert [(event.body or {}).get("text") for event in events if event.kind is Kind.NOTE] == ["half a thought"]


def test_what_is_known_already_is_said_and_a_change_shows_what_was(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"amount: 50k EUR", "enter", "space", *"amount: 60k EUR")
        assert "was EUR 50,000" in shown(screen, "#question")
        await press(pilot, "escape")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    assert place.kept().state.sheet.answers["money.amount"].value["amount"] == 50_000


def test_all_that_a_line_made_is_taken_back_and_brought_back_at_once(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> list[tuple[int, bool]]:
        seen = []
        await press(pilot, "n", *"before", "enter", "space", *"amount: 50k EUR, their roof leaks", "enter")
        for key in ("u", "U", "u", "u"):
            await press(pilot, key)
            state = screen.live.moment.state
            seen.append((len(state.notes), "money.amount" in state.sheet.answers))
        await saved(pilot, screen)
        return seen

    seen, _ = place.drive(script, size=WIDE)
    assert seen == [(1, False), (2, True), (1, False), (0, False)]


def test_free_text_is_proposed_for_the_text_question_in_front_and_a_key_makes_it_a_note(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"trigger", "enter", "space", *"the driver waited three hours", "enter")
        assert screen.live.moment.sheet.answers["pain.trigger"].value == "the driver waited three hours"
        await press(pilot, "u", "space", *"the driver waited four hours", "f2", "enter")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    state = place.kept().state
    assert "pain.trigger" not in state.sheet.answers
    assert [note.text for note in state.notes] == ["the driver waited four hours"]


def test_what_a_question_refuses_is_taken_as_free_text_with_one_more_enter(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "enter", *"amount: 50k EUR", "enter")
        assert "Enter again takes it as free text" in screen_text(pilot.app)
        await press(pilot, "enter", "enter")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    assert place.kept().state.sheet.answers["money.amount"].value["amount"] == 50000


@pytest.mark.parametrize("leaves", [["escape", "escape"], ["escape", "w"]])
def test_a_line_that_was_never_taken_is_a_note_once_the_call_is_left(place: Place, leaves: list[str]) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"they mentioned a merger", *leaves)
        await wait_until(pilot, lambda: pilot.app.screen is not screen)

    place.drive(script, size=WIDE)
    assert [note.text for note in place.kept().state.notes] == ["they mentioned a merger"]


def test_a_change_that_a_line_with_a_rest_made_is_told_by_its_answer(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"take us off the list !, they were rude about it", "enter")
        assert screen.live.moment.assessment.verdict == "do_not_contact"
        assert "the note" not in shown(screen, "#verdict")
        assert "was insufficient: “" in shown(screen, "#verdict")

    place.drive(script, size=WIDE)
