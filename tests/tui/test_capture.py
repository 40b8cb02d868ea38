"""One line of free text on a call: what is heard becomes answers, and the rest of it a note."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from discovery.engine.answers import Evidence
from discovery.engine.events import Kind
from discovery.service import calls, changes
from discovery.tui.screens.call import CallScreen
from tests.tui.calling import AUTHOR, Place, press, saved, shown, started, told
from tests.tui.pilot import NARROW, NOW, SHIPPED, WIDE, screen_text, wait_until

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


QUARTER = "must be live by end of Q1 !, it costs them 200k a year, demo on 3 Dec"


def test_a_change_that_a_line_of_several_answers_made_is_told_by_the_one_that_it_hangs_on(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *QUARTER, "enter")
        answers = screen.live.moment.sheet.answers
        assert {"timeline.needed_by", "impact.cost", "next_step.date"} <= answers.keys()
        assert screen.live.moment.assessment.verdict == "develop"
        told = shown(screen, "#verdict").partition("▸ was insufficient: ")[2].partition("\n")[0]
        assert told.startswith(f"“{screen.live.call.bank.wording('impact.cost')}"[: len(told) - 1])

    place.drive(script, size=WIDE)


def test_a_line_is_taken_back_at_once_also_after_the_call_was_resumed(place: Place) -> None:
    async def types(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "t", *"before", "enter", "space", *"amount: 50k EUR, CFO Ana Ruiz signs, their roof leaks")
        await press(pilot, "enter")
        await saved(pilot, screen)

    async def takes_back(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "u")
        await saved(pilot, screen)

    place.drive(types, size=WIDE)
    assert len(place.kept().state.sheet.answers) > 1
    place.drive(takes_back, size=WIDE)
    state = place.kept().state
    assert (dict(state.sheet.answers), [note.text for note in state.notes]) == ({}, ["before"])


def test_the_keys_of_more_proposals_than_keys_are_said(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"amount: 50k EUR, CFO Ana Ruiz signs")
        assert "↑↓ the others" not in shown(screen, "#question")
        await press(pilot, *", deadline: 2027-03-01, need it live by March, approved budget, problem: late trucks")
        assert len(screen._board.over.reading.proposals) > 3  # type: ignore[union-attr]
        assert "F2–F4 leave one out · ↑↓ the others" in shown(screen, "#question")

    place.drive(script, size=NARROW)


# What is left unfinished


def test_a_line_that_is_left_is_shown_as_kept_and_what_follows_is_apart_from_it(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        line = screen.query_one(Input)
        await press(pilot, "space", *"they retype orders", "escape")
        assert "kept unfinished: Space or its key opens it again, ^u discards it" in told(screen)
        assert line.placeholder == "Heard, unfinished: they retype orders"
        await press(pilot, "down", "space")
        assert (line.value, line.cursor_position) == ("they retype orders", 18)
        await press(pilot, *"by hand", "escape", *"hourly", "escape", "space", "backspace", *"y!")
        assert line.value == "they retype orders by hand hourly!"

    place.drive(script, size=WIDE)


def test_a_line_that_is_taken_back_is_told_as_a_whole(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *f"{QUARTER}, their roof leaks", "enter", "u")
        assert screen.live.cause == "took back the line (4 answers, a note)"
        assert screen.live.cause in " ".join(screen._board.entry.told.split())
        assert "was develop: took back the line" in shown(screen, "#verdict")
        await press(pilot, "U")
        assert screen.live.cause == "brought back the line (4 answers, a note)"
        await saved(pilot, screen)

    place.drive(script, size=WIDE)


def test_one_answer_that_is_taken_back_is_told_by_its_question(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"rather we", "enter", "y", "u")
        assert screen.live.cause.startswith("took back “")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)


def test_what_is_left_unfinished_can_be_discarded(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        line = screen.query_one(Input)
        await press(pilot, "space", *"a wrong paste", "escape", "ctrl+u")
        assert told(screen) == "discarded: “a wrong paste”"
        assert not line.placeholder
        await press(pilot, "ctrl+u")
        assert told(screen) == "nothing was left unfinished here"
        await press(pilot, "space")
        assert "^u empties it" in told(screen)
        await press(pilot, *"another one", "ctrl+u", "escape", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is not screen)

    place.drive(script, size=WIDE)
    assert [event.kind for event in place.kept().events] == [Kind.STARTED]


def test_the_unfinished_note_of_another_question_is_neither_shown_nor_discarded(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        def reminded() -> str:
            return screen.query_one(Input).placeholder

        await press(pilot, "t", *"of this one", "escape", "down", "ctrl+u")
        assert reminded() == ""
        await press(pilot, "up")
        assert reminded() == "Note, unfinished: of this one"

    place.drive(script, size=WIDE)


@pytest.mark.parametrize("keys", [["enter"], ["escape", "escape"]], ids=["taken", "left"])
def test_what_is_typed_while_another_window_closes_the_call_is_kept_as_a_note(place: Place, keys: list[str]) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"he said call in May")
        place.store.write(calls.close, place.call.header.id, changes.closing("other", author=AUTHOR, now=NOW))
        await wait_until(pilot, lambda: screen.live.moment.state.closing is not None)
        await press(pilot, *keys)
        if keys == ["enter"]:
            assert "closed elsewhere: what you typed is kept as a note" in told(screen)
            await saved(pilot, screen)
        else:
            await wait_until(pilot, lambda: pilot.app.screen is not screen)

    place.drive(script, size=WIDE)
    (note,) = place.kept().state.notes
    assert note.text.endswith("he said call in May")


# Typing without opening the line


@pytest.mark.parametrize("typed", ["call back in march", "climate", "can we talk", "and so on", "usual"])
def test_a_text_that_begins_with_commands_is_taken_as_text_and_changes_nothing(place: Place, typed: str) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"trigger", "enter", "enter", *"the audit", "enter")
        before = screen.live.moment
        await press(pilot, *typed)
        assert screen.query_one(Input).value == typed
        assert screen.live.moment.sheet.answers == before.sheet.answers
        assert screen.live.moment.sheet.not_applicable == before.sheet.not_applicable
        await press(pilot, "enter")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    assert place.kept().state.sheet.answers["pain.trigger"].value == "the audit"


def test_keys_and_a_line_after_a_moment_are_keys_and_a_line(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"trigger", "enter", "enter", *"the audit", "enter", "c")
        later = events.Key("l", "l")
        later.time += 1
        pilot.app.post_message(later)
        await wait_until(pilot, lambda: screen.query_one(Input).value == "l")

    place.drive(script, size=WIDE)
    assert place.kept().state.sheet.answers["pain.trigger"].confirmed


@pytest.mark.parametrize("key", ["d", "x", "a"])
def test_a_key_that_takes_something_away_asks_to_be_pressed_again(place: Place, key: str) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"trigger", "enter", "enter", *"the audit", "enter")
        before = len(screen.live.call.events)
        await press(pilot, key)
        assert f"press {key} again" in told(screen)
        await press(pilot, "m", key)
        assert len(screen.live.call.events) == before
        await press(pilot, key)
        assert len(screen.live.call.events) == before + 1
        assert "u takes it back" in told(screen)

    place.drive(script, size=WIDE)


def test_what_a_key_did_to_an_answer_is_said(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"get paid for", "enter", "1", "c")
        assert "confirmed · u takes it back" in told(screen)
        await press(pilot, "2")
        assert "no more “" in told(screen)

    place.drive(script, size=WIDE)


def test_an_answer_to_what_the_framework_does_not_ask_is_shown_as_such(tmp_path: Path) -> None:
    place = started(tmp_path, SHIPPED.bank("neat"))

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "space", *"has to be live by end of Q1, hurts 8 out of 10")
        assert "not asked by NEAT" in shown(screen, "#question")

    place.drive(script, size=WIDE)
