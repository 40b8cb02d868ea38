from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from discovery.engine.answers import Evidence, State
from discovery.engine.assess import assess
from discovery.leads.lead import NewLead
from discovery.tui.screens.call import CallScreen
from tests.service import material
from tests.service.material import MONEY, PAIN
from tests.tui.calling import Place, headline_of, press, saved, shown, started
from tests.tui.pilot import NARROW, SHIPPED, WIDE, screen_text, wait_until

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return started(tmp_path)


async def go(pilot: Pilot[Any], words: str) -> None:
    """Goes to a question by its name."""
    await press(pilot, "g", *words, "enter")
    await pilot.pause()


# Answering


@SIZES
def test_a_choice_is_set_by_its_digit_and_saved(place: Place, size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "1", "c")
        await saved(pilot, screen)
        await wait_until(pilot, lambda: "saved 3" in screen_text(pilot.app))
        assert "1 ● Allocated" in screen_text(pilot.app)
        assert "●C*What about route?" in screen_text(pilot.app)

    place.drive(script, size=size)
    answer = place.kept().state.sheet.answers["money.route"]
    assert (answer.value, answer.evidence) == ("allocated", Evidence.CONFIRMED)


@pytest.mark.parametrize(
    ("question", "pressed", "value"),
    [
        ("route", ["2"], "none"),
        ("worries", ["1", "2"], ["cost", "time"]),
        ("worries", ["1", "2", "1"], ["time"]),
        ("decides", ["y"], "yes"),
        ("decides", ["y", "n"], "no"),
        ("trigger", ["enter", *"The audit failed, [/x] & all", "enter"], "The audit failed, [/x] & all"),
        ("users", ["enter", *"1.5k", "enter"], 1500),
        ("users", ["4", "0", "enter"], 40),
        ("amount", [*"50k EUR/y", "enter"], {"amount": 50000, "currency": "EUR", "per": "year"}),
        ("since", ["enter", *"2026-12", "enter"], "2026-12"),
        ("owner", ["enter", *"Ana Ruiz, CFO, decider", "enter"],
         {"name": "Ana Ruiz", "title": "CFO", "role": "decider", "email": ""}),
        ("others", ["enter", *"Ana, CFO; Bob, user", "enter"],
         [{"name": "Ana", "title": "CFO", "role": "unknown", "email": ""},
          {"name": "Bob", "title": "", "role": "user", "email": ""}]),
        ("route", ["enter", *"alloc", "enter"], "allocated"),
    ],
)  # fmt: skip
def test_every_type_is_answered_in_a_key_or_one_line(
    place: Place, question: str, pressed: list[str], value: Any
) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, question)
        assert question in screen.place[1]
        await press(pilot, *pressed)
        await saved(pilot, screen)

    place.drive(script)
    (answer,) = place.kept().state.sheet.answers.values()
    assert (answer.value, answer.evidence) == (value, Evidence.CLAIMED)


def test_quality_and_quote_follow_an_answer_in_words(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "trigger")
        await press(pilot, "enter", *"audit", "enter")
        await wait_until(pilot, lambda: "How good is it?" in screen_text(pilot.app))
        await press(pilot, "3", "q", *"It was a bad day", "enter", "c")
        await saved(pilot, screen)
        assert "“It was a bad day”" in screen_text(pilot.app)

    place.drive(script)
    answer = place.kept().state.sheet.answers["pain.trigger"]
    assert (answer.value, answer.quality, answer.quote) == ("audit", 3, "It was a bad day")
    assert answer.evidence is Evidence.CONFIRMED


@pytest.mark.parametrize(("key", "state"), [("d", State.UNKNOWN), ("x", State.DECLINED)])
def test_a_question_asked_in_vain_is_one_key(place: Place, key: str, state: State) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, key, key)
        await saved(pilot, screen)

    place.drive(script)
    kept = place.kept()
    assert kept.state.sheet.answers["money.route"].state is state
    assert len(kept.events) == 2


def test_an_answer_is_changed_with_what_was_known_in_the_line(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "amount")
        await press(pilot, *"50k", "enter", "e")
        await wait_until(pilot, lambda: "USD 50,000" in screen_text(pilot.app))
        await press(pilot, "enter")
        await press(pilot, "e", *" a year", "enter")
        await saved(pilot, screen)

    place.drive(script)
    kept = place.kept()
    assert kept.state.sheet.answers["money.amount"].value["per"] == "year"
    assert len(kept.state.history["money.amount"]) == 2


def test_enter_on_an_answered_question_goes_to_the_next_best(tmp_path: Path) -> None:
    place = started(tmp_path, SHIPPED.bank("bant"))

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        first = screen.place
        await press(pilot, "d")
        best = screen.live.look_ahead().next[0]
        await press(pilot, "enter")
        assert screen.place == (best.criterion, best.fact) != first
        await press(pilot, "f3")
        third = screen.live.look_ahead().next[1]
        assert screen.place == (third.criterion, third.fact)

    place.drive(script)


def test_enter_goes_on_in_ask_order_when_nothing_is_proposed(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "objection")
        await press(pilot, "y", "enter")  # they object: nothing more is proposed
        assert screen.place == ("budget", "money.route")
        await saved(pilot, screen)

    place.drive(script)


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        ("amount", "50k", "→ USD 50,000"),
        ("since", "2026-Q4", "→ 2026-Q4"),
        ("users", "many", "many"),
        ("owner", "Ana, CFO", "→ Ana, CFO"),
    ],
)
def test_what_is_typed_is_echoed_before_it_is_taken(place: Place, question: str, typed: str, says: str) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, question)
        await press(pilot, "enter", *typed)
        await wait_until(pilot, lambda: says in shown(screen, "#entry LineView"))

    place.drive(script)
    assert len(place.kept().events) == 1


def test_what_cannot_be_read_stays_in_the_line_with_what_to_type(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "amount")
        await press(pilot, "enter", *"lots", "enter")
        assert "lots" in shown(screen, "#entry LineView")
        await press(pilot, "backspace", "backspace", "backspace", "backspace", *"9k", "enter")
        await saved(pilot, screen)

    place.drive(script)
    assert place.kept().state.sheet.answers["money.amount"].value["amount"] == 9000


def test_escape_keeps_what_was_typed_for_the_next_time(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "trigger")
        await press(pilot, "enter", *"half a tho", "escape")
        assert pilot.app.focused is None
        await press(pilot, "down", "up", "enter", *"ught", "enter")
        await saved(pilot, screen)

    place.drive(script)
    assert place.kept().state.sheet.answers["pain.trigger"].value == "half a thought"


def test_moving_on_in_the_middle_of_a_word_loses_nothing(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "trigger")
        await press(pilot, "t", *"ring back", "down", "up", "t", "enter")
        await saved(pilot, screen)

    place.drive(script)
    assert [note.text for note in place.kept().state.notes] == ["ring back"]


def test_a_choice_beyond_the_tenth_shows_its_number_which_is_typed(tmp_path: Path) -> None:
    place = started(tmp_path, SHIPPED.bank("bant"))

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "behind")
        assert screen.place[1] == "timeline.driver"
        assert "11□ Nothing in particular" in shown(screen, "#question")
        assert "1–9 and 0 · e 11 · " in " ".join(screen._board.entry.told.split()) + " "
        await press(pilot, "0", "e", *", 11", "enter")
        await saved(pilot, screen)

    place.drive(script, size=WIDE)
    assert place.kept().state.sheet.answers["timeline.driver"].value == ["own_wish", "no_event"]


# Undo, rating, not applicable, notes


def test_undo_and_redo_walk_through_every_change(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "1", "c", "u")
        assert screen.live.moment.sheet.answers["money.route"].evidence is Evidence.CLAIMED
        await press(pilot, "u")
        assert "money.route" not in screen.live.moment.sheet.answers
        assert "took back the answer" in screen_text(pilot.app)
        await press(pilot, "U", "U")
        await saved(pilot, screen)
        await press(pilot, "U")
        assert "nothing to bring back" in screen_text(pilot.app)

    place.drive(script)
    assert place.kept().state.sheet.answers["money.route"].evidence is Evidence.CONFIRMED


def test_a_rating_takes_a_digit_the_evidence_and_a_reason(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "r", "enter")
        assert "first how good it is" in screen_text(pilot.app)
        await press(pilot, "2", "c")
        assert "Rate Budget as a whole" in screen_text(pilot.app)
        await press(pilot, "enter", *"The CFO said so", "enter")
        await saved(pilot, screen)
        assert "2.0 C" in screen_text(pilot.app)

    place.drive(script)
    rating = place.kept().state.sheet.ratings["budget"]
    assert (rating.quality, rating.evidence, rating.why) == (2, Evidence.CONFIRMED, "The CFO said so")


def test_a_rating_is_left_or_taken_back(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "r", "3", "escape")
        assert screen.live.moment.sheet.ratings == {}
        await press(pilot, "r", "3", "enter", *"why", "enter", "r", "x")
        await saved(pilot, screen)

    place.drive(script)
    assert place.kept().state.sheet.ratings == {}
    assert len(place.kept().events) == 3


def test_a_criterion_is_marked_not_applicable_and_back(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "a", "a")
        assert "n/a" in screen_text(pilot.app)
        await press(pilot, "a", "a")
        assert "n/a" not in screen_text(pilot.app)
        await press(pilot, "a", "a")
        await saved(pilot, screen)
        await go(pilot, "objection")
        await press(pilot, "a", "a", "r")
        assert "not rated" in screen_text(pilot.app)

    place.drive(script)
    assert place.kept().state.sheet.not_applicable == {"budget"}


def test_a_note_is_taken_at_any_moment(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "t", *"ask for the invoice", "enter")
        assert "ask for the invoice" in screen_text(pilot.app)
        await saved(pilot, screen)

    place.drive(script)
    (note,) = place.kept().state.notes
    assert (note.text, note.fact) == ("ask for the invoice", "money.route")


@pytest.mark.parametrize("key", ["c", "q", "y", "u", "U", "9"])
def test_a_key_that_means_nothing_here_says_so_and_changes_nothing(place: Place, key: str) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        idle = shown(screen, "#entry LineView")
        await press(pilot, key)
        assert shown(screen, "#entry LineView") != idle
        assert not screen.unsaved

    place.drive(script)
    assert len(place.kept().events) == 1


# Moving about


def test_a_question_is_found_by_typing(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await press(pilot, "g", *"date")
        assert "Enter goes there" in screen_text(pilot.app)
        await press(pilot, "enter")
        assert screen.place[1] == "next_step.date"
        await press(pilot, "g", *"money", "down", "enter")
        assert screen.place == ("budget", "money.amount")
        await press(pilot, "g", *"zzz", "enter", "g", "escape")
        assert screen.place[1] == "money.amount"

    place.drive(script)


def test_arrows_ends_and_criteria_move_through_the_agenda(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        seen = []
        for key in ("down", "]", "[", "end", "home", "up", "pagedown"):
            await press(pilot, key)
            seen.append(screen.place[1])
        assert seen[:6] == [
            "money.amount", "pain.trigger", "money.route", "compliance.objection", "money.route", "money.route",
        ]  # fmt: skip

    place.drive(script)


def test_a_click_on_the_agenda_goes_there(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await pilot.click("#agenda", offset=(5, 2))
        await wait_until(pilot, lambda: screen.place == ("budget", "money.amount"))
        assert "What about amount?" in shown(screen, "#question")

    place.drive(script)


def test_the_verdict_takes_the_questions_place_on_a_narrow_screen_and_no_key_answers_unseen(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        assert "coverage" not in screen_text(pilot.app)
        await press(pilot, "tab")
        await wait_until(pilot, lambda: "coverage" in screen_text(pilot.app))
        assert "1 ○ Allocated" not in screen_text(pilot.app)
        await press(pilot, "1")
        await wait_until(pilot, lambda: "1 ○ Allocated" in screen_text(pilot.app))
        assert screen.live.moment.sheet.answers == {}
        await press(pilot, "1")
        await wait_until(pilot, lambda: "1 ● Allocated" in screen_text(pilot.app))
        await saved(pilot, screen)

    place.drive(script)


@SIZES
def test_a_resize_keeps_everything_in_its_place(place: Place, size: tuple[int, int]) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "trigger")
        await press(pilot, "enter", *"half")
        for width, height in ((60, 15), (100, 30), (40, 8), (140, 50), size):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert all(len(line) <= width for line in screen_text(pilot.app).splitlines())
        assert "half" in screen_text(pilot.app)
        await press(pilot, *" done", "enter")
        await saved(pilot, screen)

    place.drive(script, size=size)
    assert place.kept().state.sheet.answers["pain.trigger"].value == "half done"


# The verdict


def test_the_verdict_moves_through_all_six_while_the_call_goes_on(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> list[str]:
        seen = []

        async def look() -> None:
            await pilot.pause()
            seen.append(shown(screen, "#verdict").splitlines()[0].split("  ")[0].strip())

        await look()
        await press(pilot, "1")
        await go(pilot, "trigger")
        await press(pilot, "enter", *"audit", "enter", "1", "c")
        await look()  # confirmed and weak
        await press(pilot, "3")
        await look()
        await go(pilot, "date")
        await press(pilot, "enter", *"2026-12-01", "enter")
        await look()
        await go(pilot, "route")
        await press(pilot, "2", "c")
        await look()
        await go(pilot, "objection")
        await press(pilot, "y")
        await look()
        await saved(pilot, screen)
        return seen

    seen, _ = place.drive(script, size=WIDE)
    assert seen == [
        "○ INSUFFICIENT", "△ NURTURE", "◇ DEVELOP", "◆ QUALIFIED B", "✕ DISQUALIFIED", "■ DO NOT CONTACT"
    ]  # fmt: skip


def test_the_screen_shows_the_verdict_of_what_is_on_the_disk(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> str:
        await press(pilot, "1", "c", "u", "2", "d", "U", "1")
        await saved(pilot, screen)
        assert screen.live.call.events == place.kept().events
        return screen.live.moment.assessment.verdict

    verdict, _ = place.drive(script)
    kept = place.kept()
    assert assess(kept.bank, kept.state.sheet).verdict == verdict


def test_the_outlook_follows_the_answer(place: Place) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await wait_until(pilot, lambda: "% to qualify" in shown(screen, "#verdict"))
        await go(pilot, "objection")
        await press(pilot, "y")
        await wait_until(pilot, lambda: "settled: nothing left" in shown(screen, "#verdict"))
        await saved(pilot, screen)

    place.drive(script, size=WIDE)


def test_a_mark_behind_an_answer_confirms_it(tmp_path: Path) -> None:
    place = started(tmp_path)

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "pain.trigger")
        await press(pilot, "enter", *"an audit failed !", "enter")
        await saved(pilot, screen)

    place.drive(script)
    answer = place.kept().state.sheet.answers["pain.trigger"]
    assert (answer.value, answer.confirmed) == ("an audit failed", True)


def test_what_an_earlier_call_knew_is_there_with_its_age(tmp_path: Path) -> None:
    place = started(tmp_path, before=[MONEY, PAIN])

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        assert screen.place == ("budget", "money.amount")
        assert "←61d" in shown(screen, "#agenda")
        assert "0 of 11–14" in headline_of(screen)
        await press(pilot, "up", "2")
        await saved(pilot, screen)
        assert "Before" in shown(screen, "#question")

    place.drive(script)


# Text that means harm, and paste


HOSTILE = "[@click=app.quit]x[/] \x1b]0;t\x07\x1b[2J\x9b31m \u202eevil {0} [/"


@SIZES
def test_hostile_text_is_shown_as_it_is_and_does_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    topics = {**material.TOPICS}
    topics["pain"] = {
        "title": HOSTILE,
        "facts": [
            {
                **topics["pain"]["facts"][0],
                "ask": HOSTILE,
                "hint": HOSTILE,
                "probes": [HOSTILE],
                "listen_for": [HOSTILE],
            },
            *topics["pain"]["facts"][1:],
        ],
    }
    place = started(tmp_path, material.bank(topics=topics), NewLead(HOSTILE, HOSTILE, HOSTILE))

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, "pain.trigger")
        pilot.app.screen.post_message(events.Paste(HOSTILE + "\n" + HOSTILE))
        await wait_until(pilot, lambda: pilot.app.focused is not None)
        await press(pilot, "enter", "q", *"[/b]", "enter", "t", *"[/", "enter")
        await saved(pilot, screen)
        text = screen_text(pilot.app)
        assert not any(character in text for character in "\x1b\x07\x9b\u202e")
        assert "[@click=app.quit]x[/]" in text
        assert pilot.app.is_running

    place.drive(script, size=size)


@pytest.mark.parametrize(
    ("question", "opened", "kept"),
    [
        ("trigger", False, "one / two n y 1"),
        ("trigger", True, "so: one / two n y 1"),
        ("others", True, "so: one; two n y 1"),
        ("route", False, None),
    ],
)
def test_a_paste_of_many_lines_is_taken_whole_and_presses_no_key(
    place: Place, question: str, opened: bool, kept: str | None
) -> None:
    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        await go(pilot, question)
        if opened:
            await press(pilot, "enter", *"so: ")
        pilot.app.post_message(events.Paste("one\r\ntwo n y 1\n"))
        await wait_until(pilot, lambda: "one" in screen_text(pilot.app))
        await press(pilot, "enter")
        await saved(pilot, screen)

    place.drive(script)
    state = place.kept().state
    if kept is None:
        assert [note.text for note in state.notes] == ["one / two n y 1"]
        assert not state.sheet.answers
    else:
        (answer,) = state.sheet.answers.values()
        said_ = answer.value if isinstance(answer.value, str) else "; ".join(person["name"] for person in answer.value)
        assert said_ == kept


@pytest.mark.parametrize("pause", [False, True], ids=["at once", "one by one"])
def test_no_key_is_lost_or_taken_for_another_however_fast_it_comes(place: Place, pause: bool) -> None:
    pressed = [*"tdave says no, 1 or 2", "enter", *"gtrigger", "enter", "enter", *"audit", "enter", *"3cqyes", "enter"]

    async def script(pilot: Pilot[Any], screen: CallScreen) -> None:
        for key in [[key] for key in pressed] if pause else [pressed]:
            await press(pilot, *key)
        await wait_until(pilot, lambda: "“yes”" in shown(screen, "#question"))
        await saved(pilot, screen)

    place.drive(script)
    state = place.kept().state
    (answer,) = state.sheet.answers.values()
    assert (answer.value, answer.quality, answer.evidence, answer.quote) == ("audit", 3, Evidence.CONFIRMED, "yes")
    assert [note.text for note in state.notes] == ["dave says no, 1 or 2"]
