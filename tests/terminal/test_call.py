from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.terminal.conftest import CSV, Discovery, Start
from tests.terminal.rep import Rep
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

NARROW, WIDE = (80, 24), (120, 40)
LEFT_BEHIND = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
"""What gives a terminal back: its own screen, its cursor, its mouse, and pastes as they are."""
TAKEN = (b"\x1b[?1049h", b"\x1b[?25l", b"\x1b[?1000h", b"\x1b[?1003h", b"\x1b[?2004h")


def is_clean(terminal: Terminal) -> bool:
    raw = bytes(terminal.raw)
    return all(raw.rfind(off) > raw.rfind(on) for off, on in zip(LEFT_BEHIND, TAKEN, strict=True))


def test_a_lead_is_imported_called_and_handed_off_by_keys_alone(
    start: Start, discovery: Discovery, tmp_path: Path
) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(CSV, "utf-8")
    discovery("leads", "import", str(file))
    terminal = start()
    rep = Rep(terminal)

    terminal.wait("Ana Ruiz", "Ben Cole", "3 leads")
    terminal.type("nord")
    terminal.wait("Ana Ruiz", "1 of 3 leads", gone="Ben Cole")
    terminal.press("backspace", "backspace", "backspace", "backspace")
    terminal.wait("Ben Cole", "3 leads")
    rep.call("Ana Ruiz")
    hold_a_good_call(rep)
    terminal.wait("QUALIFIED A")

    terminal.press("w")
    terminal.wait("Wrap up: Ana Ruiz, Nordwind", "QUALIFIED A", "● handed off", "Meeting with our specialist")
    terminal.press("enter")
    terminal.wait("✓ confirmed", "y Copy", "s Save")
    terminal.press("s")
    terminal.wait("Save the brief as")
    terminal.press("enter")
    terminal.wait("Saved")
    terminal.press("enter")
    terminal.wait("3 leads", "qualified")
    assert rep.leave() == 0

    check_what_was_kept(discovery, tmp_path)


def hold_a_good_call(rep: Rep) -> None:
    """Answers what makes a call qualified with the grade A."""
    rep.key("1")
    rep.go_to("going on when you agreed")
    rep.answer("The audit failed in May")
    rep.key("3")
    rep.key("c")
    rep.terminal.press("q")
    rep.terminal.wait("Quote: ")
    rep.terminal.type("We were told to fix it by Christmas.")
    rep.terminal.press("enter")
    rep.acknowledged(1)
    rep.go_to("last time happened")
    rep.answer("Forty invoices sent twice")
    rep.key("3")
    rep.key("c")
    for question, typed in (("have to be working", "in 6 weeks"), ("get approved", "Signed by the board in June")):
        rep.go_to(question)
        rep.answer(typed)
        rep.key("c")
    rep.key("3")
    for question in ("behind that date", "your part in a decision", "get paid for"):
        rep.go_to(question)
        rep.key("1")
        rep.key("c")
    rep.go_to("sensible next step")
    rep.key("1")
    rep.go_to("shall we do that")
    rep.answer("in 10 days")
    rep.go_to("be there from your side")
    rep.answer("Ana Ruiz, CFO, decides; Ida Holm, controller")


def check_what_was_kept(discovery: Discovery, tmp_path: Path) -> None:
    saved = {path.suffix: path.read_text("utf-8") for path in tmp_path.rglob("nordwind*") if path.is_file()}
    assert set(saved) == {".md", ".html"}
    assert all("The audit failed in May" in text and "Ida Holm" in text for text in saved.values())
    [call] = json.loads(discovery("calls", "list", "--json"))
    assert (call["lead_name"], call["verdict"], call["grade"]) == ("Ana Ruiz", "qualified", "A")
    shown = discovery("calls", "show", str(call["id"]))
    assert "We were told to fix it by Christmas." in shown
    assert "1 call" in discovery("audit", "verify")


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_each_verdict_is_reached_in_one_call_and_stands_beside_the_keys(
    size: tuple[int, int], start: Start, leads: None
) -> None:
    terminal = start(size=size)
    rep = Rep(terminal)

    def stands(verdict: str) -> None:
        terminal.wait(verdict, "Enter Answer", "F1 Help", "^q Quit")

    rep.call("Ben Cole")
    stands("○ INSUFFICIENT")
    rep.rate("going on when you agreed", "Need", 2, confirmed=False)
    rep.rate("your part in a decision", "Authority", 2, confirmed=False)
    stands("DEVELOP")
    rep.rate("going on when you agreed", "Need", 3, confirmed=True)
    rep.rate("your part in a decision", "Authority", 3, confirmed=True)
    rep.rate("have to be working", "Timeline", 2, confirmed=False)
    rep.go_to("shall we do that")
    rep.answer("in 10 days")
    stands("QUALIFIED B")
    rep.rate("have to be working", "Timeline", 1, confirmed=True)
    stands("NURTURE")
    rep.go_to("get paid for")
    rep.key("9")
    stands("NURTURE")
    rep.key("c")
    stands("DISQUALIFIED")
    rep.go_to("objection")
    rep.key("y")
    stands("DO NOT CONTACT")
    assert "settled" in terminal.text


def test_a_window_that_changes_its_size_keeps_verdict_and_keys_in_view(start: Start, leads: None) -> None:
    terminal = start(size=NARROW)
    rep = Rep(terminal)
    rep.call("Ben Cole")
    assert "score 0.0" not in terminal.text
    terminal.resize(WIDE)
    terminal.wait("score 0.0", "○ INSUFFICIENT", "w Wrap up", "^q Quit")
    terminal.resize(NARROW)
    terminal.wait("○ INSUFFICIENT", "Enter Answer", "^q Quit", gone="score 0.0")
    rep.go_to("get paid for")
    rep.key("2")
    terminal.wait("◐c")


@pytest.mark.parametrize("kind", ["xterm-256color", "screen-256color", "linux"])
def test_the_terminal_is_given_back_as_it_was(kind: str, start: Start, leads: None, environ: dict[str, str]) -> None:
    environ.update(TERM=kind)
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ben Cole")
    assert not is_clean(terminal)
    assert rep.leave() == 0
    assert is_clean(terminal)
    assert terminal.cursor_shown
    assert b"Traceback" not in terminal.raw


def test_a_lead_that_is_typed_before_the_program_has_the_terminal_is_called(start: Start, leads: None) -> None:
    terminal = start()
    terminal.type("Ben Cole")
    terminal.press("enter")  # which comes through as a line feed
    terminal.wait("Ben Cole · Beta", "Enter Answer", "saved 1")


def test_what_is_typed_before_the_line_has_opened_is_part_of_the_answer(start: Start, leads: None) -> None:
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ben Cole")
    rep.go_to("going on when you agreed")
    terminal.press("enter")
    terminal.type("The audit did it")
    terminal.press("enter")
    rep.acknowledged(1)
    terminal.wait("= The audit did it")
