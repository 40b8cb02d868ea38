"""More at once than any hand can do: pastes, held keys and a window that is pulled about. Nothing may be lost."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.terminal.conftest import Discovery, Start
from tests.terminal.rep import Rep

pytestmark = [pytest.mark.terminal, pytest.mark.usefixtures("leads")]

OPEN = pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
SIZES = ((40, 10), (240, 70), (80, 24), (120, 40), (41, 60), (200, 11))
CHOICES = {"1": "not_recording", "2": "consent_given", "3": "not_applicable", "4": "refused"}


def events(discovery: Discovery) -> list[dict[str, Any]]:
    """The events of the only call, without its start."""
    [call] = json.loads(discovery("calls", "list", "--json"))
    found: list[dict[str, Any]] = json.loads(discovery("calls", "show", str(call["id"]), "--json"))["events"]
    assert [event["seq"] for event in found] == list(range(1, len(found) + 1))
    return found[1:]


def on_a_call(start: Start, is_open: bool = False) -> Rep:
    """A rep on a call, with the line of free text open or not."""
    rep = Rep(start())
    rep.call("Ana Ruiz")
    if is_open:
        rep.terminal.press("space")
        rep.terminal.wait("Type what you hear")
    return rep


@OPEN
def test_ten_thousand_lines_that_are_pasted_are_one_note(is_open: bool, start: Start, discovery: Discovery) -> None:
    lines = [f"line {number}" for number in range(10_000)]
    rep = on_a_call(start, is_open)
    rep.terminal.paste("\n".join(lines))
    rep.terminal.wait("line 0 / line 1")
    rep.terminal.press("enter")
    rep.acknowledged(1)
    rep.key("d")
    assert rep.leave() == 0
    assert events(discovery)[0]["body"]["text"].split(" / ") == lines


@OPEN
def test_lines_that_come_as_if_they_were_typed_are_a_note_each(
    is_open: bool, start: Start, discovery: Discovery
) -> None:
    lines = [f"Zeile {number}" for number in range(200)]
    rep = on_a_call(start, is_open)
    rep.terminal.type("".join(f"{line}\r" for line in lines))
    rep.acknowledged(len(lines))
    rep.key("d")
    assert rep.leave() == 0
    assert [event["body"]["text"] for event in events(discovery)[:-1]] == lines


@pytest.mark.parametrize("keys", ["f{}\r", "f\x1b[B\x1b[Azzz\x17{}\r"], ids=["typed", "edited"])
def test_keys_that_come_with_that_of_a_prompt_are_given_to_it(keys: str, start: Start, discovery: Discovery) -> None:
    rep = on_a_call(start)
    rep.terminal.type(f"tbefore\r{keys.format('champ')}tbehind\r")
    rep.terminal.wait("CHAMP")
    rep.acknowledged(3)
    assert rep.leave() == 0
    assert [told_text(event) for event in events(discovery)] == ["before", "champ", "behind"]


@pytest.mark.parametrize(
    ("keys", "disposition"), [("w6\r", "no_show"), ("X\r", "do_not_contact")], ids=["wrapped up", "end of contact"]
)
def test_a_call_is_ended_by_keys_in_one_go(keys: str, disposition: str, start: Start, discovery: Discovery) -> None:
    rep = on_a_call(start)
    rep.terminal.type(f"tbefore\r{keys}")
    rep.terminal.wait("✓ confirmed", "y Copy")
    assert rep.leave() == 0
    kept = events(discovery)
    assert told_text(kept[0]) == "before"
    assert [event["body"]["disposition"] for event in kept if event["kind"] == "closed"] == [disposition]


def test_escape_and_the_letter_that_follows_it_at_once_are_two_keys(start: Start, discovery: Discovery) -> None:
    rep = on_a_call(start)
    rep.terminal.type("tfor later")
    rep.terminal.wait("for later")
    rep.terminal.type("\x1bg")
    rep.terminal.wait("Go to: ")
    rep.terminal.type("\x1bt")
    rep.terminal.wait("Note: ", "for later")
    rep.terminal.press("enter")
    rep.acknowledged(1)
    assert rep.leave() == 0
    assert [told_text(event) for event in events(discovery)] == ["for later"]


def told_text(event: dict[str, Any]) -> str:
    """The text of a note, or the framework of a switch."""
    return str(event["body"].get("text") or event["body"].get("framework"))


def test_at_fifty_keys_a_second_each_acts_once(start: Start, discovery: Discovery) -> None:
    keys = list(storm(150))
    wanted = outcome(keys)
    rep = on_a_call(start)
    rep.terminal.keep_pressing(keys, 50)
    rep.acknowledged(len(wanted))
    assert rep.leave() == 0
    assert [told(event) for event in events(discovery)] == wanted


def storm(count: int) -> Iterator[str]:
    """Digits, evidence, undo, and arrows that come back; always the same."""
    chance = random.Random(count)
    for _ in range(count):
        key = chance.choice([*CHOICES, "c", "u", "down"])
        yield key
        if key == "down":
            yield "up"


def outcome(keys: list[str]) -> list[tuple[Any, ...]]:
    """The events that those keys make of one question: a second press of the same choice is none."""
    done: list[tuple[int, str, str]] = []
    made: list[tuple[Any, ...]] = []
    for key in keys:
        _, value, evidence = done[-1] if done else (0, "", "")
        if key == "u" and done:
            made.append(("undo", done.pop()[0]))
        elif key == "c" and done:
            made.append(("answer", value, "claimed" if evidence == "confirmed" else "confirmed"))
        elif key in CHOICES and CHOICES[key] != value:
            made.append(("answer", CHOICES[key], "claimed"))
        else:
            continue
        if made[-1][0] == "answer":
            done.append((len(made) + 1, *made[-1][1:]))
    return made


def told(event: dict[str, Any]) -> tuple[Any, ...]:
    body = event["body"]
    return ("undo", body["of"]) if event["kind"] == "undo" else ("answer", body["value"], body["evidence"])


def test_a_window_pulled_about_while_a_note_is_typed_loses_nothing(start: Start, discovery: Discovery) -> None:
    typed = " ".join(f"word{number:02}" for number in range(15))[:100]
    rep = on_a_call(start)
    terminal = rep.terminal
    terminal.press("t")
    terminal.wait("Note: ")
    for place, character in enumerate(typed):
        terminal.type(character)
        terminal.resize(SIZES[place % len(SIZES)])
    terminal.resize((80, 24))
    terminal.press("enter")
    rep.acknowledged(1)
    rep.key("2")
    terminal.wait("2 ● Recording, and they agreed", "Enter Answer", "^q Quit")
    before = terminal.lines
    terminal.wipe()
    terminal.resize((81, 24))
    terminal.wait("Enter Answer", "^q Quit")
    terminal.resize((80, 24))
    terminal.wait_until(lambda: terminal.lines == before, "the same, drawn afresh:\n" + "\n".join(before))
    assert rep.leave() == 0
    assert [event["body"].get("text") for event in events(discovery)] == [typed, None]
    assert b"Traceback" not in terminal.raw
