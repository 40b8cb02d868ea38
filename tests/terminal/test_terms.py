"""Terminals that can do less: few colours, none, or one inside of another, as over ssh and in tmux."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.terminal.conftest import PROGRAM, Discovery, Start
from tests.terminal.rep import Rep
from tests.terminal.terminal import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.usefixtures("leads")]

SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}
"""The parameters of SGR that set a colour."""


def colours(raw: bytes) -> set[int]:
    """The parameters that set a colour, of all that a program wrote; those behind 38 and 48 are not looked at."""
    found = set()
    for sequence in SGR.findall(raw):
        parameters = [int(part or 0) for part in re.split(rb"[;:]", sequence)]
        found |= {part for part in parameters if part in COLOURS}
    return found


@pytest.mark.parametrize("term", ["screen-256color", "tmux-256color", "xterm", "vt100", "linux"])
def test_a_call_is_held_whatever_the_terminal_is(start: Start, environ: dict[str, str], term: str) -> None:
    environ["TERM"] = term
    del environ["COLORTERM"]
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ana Ruiz")
    rep.key("d")
    rep.key("u")
    assert rep.leave() == 0
    assert b"\x1b[?1049l" in terminal.raw
    assert b"\x1b[38;2;" not in terminal.raw


def test_no_color_leaves_no_colour_on_the_screens(start: Start, environ: dict[str, str]) -> None:
    coloured = start()
    coloured.wait("Ana Ruiz", "F1 Help")
    assert colours(bytes(coloured.raw))
    coloured.close()
    environ["NO_COLOR"] = "1"
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ana Ruiz")
    rep.key("d")
    terminal.press("f1")
    terminal.wait("Keys of this screen")
    assert rep.leave() == 0
    assert colours(bytes(terminal.raw)) == set()
    assert b"\x1b[1m" in terminal.raw or b"\x1b[1;7m" in terminal.raw


@pytest.mark.parametrize(
    "args",
    [("--help",), ("leads", "list"), ("bank", "check"), ("doctor",), ("bank", "shwo"), ("leads", "import", "no")],
)
def test_no_color_leaves_no_colour_on_the_command_line(environ: dict[str, str], args: tuple[str, ...]) -> None:
    environ["NO_COLOR"] = "1"
    with Terminal((*PROGRAM, *args), environ=environ) as terminal:
        terminal.ended()
        assert terminal.text.strip()
        assert colours(bytes(terminal.raw)) == set()


def test_the_command_line_writes_no_escape_sequence_into_a_file(environ: dict[str, str], program: Discovery) -> None:
    environ["FORCE_COLOR"] = environ["CLICOLOR_FORCE"] = "1"
    assert "\x1b" not in program("leads", "list")
    failed = subprocess.run([sys.executable, "-m", "discovery", "x"], env=environ, capture_output=True, timeout=60)
    assert b"\x1b" not in failed.stderr
