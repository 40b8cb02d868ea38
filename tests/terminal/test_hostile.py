from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from tests.terminal.conftest import Discovery, Start
from tests.terminal.rep import Rep
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

MARKUP, CLICK = "[/x]", "[@click=app.quit]leave[/]"
TITLE, CLEAR, TURN = "\x1b]0;pwned\x07", "\x9b2J", "\u202e"
EVIL = f"{MARKUP}{TITLE}{CLEAR}{TURN}{CLICK}"
SHOWN = f"{MARKUP}]0;pwned2J{CLICK}"
"""What is left of it when what a terminal obeys is taken out: all of its text."""
PASTED = f"{MARKUP}{CLEAR}{TURN}{CLICK}"
"""A terminal passes no escape character on in a paste; the rest it does."""
PASTED_SHOWN = f"{MARKUP}2J{CLICK}"
CLIPBOARD = "\x1b]52;c;cHduZWQ=\x07"

TOPIC = r"""
topic: odd
title: "Odd [/x]\e]0;pwned\a"
definition: "What is [@click=app.quit]odd[/]."
quality: {0: "[/x]", 1: "\e[2J", 2: "\u202Eb", 3: c}
evidence: {none: n, claimed: c, confirmed: f}
facts:
  - id: what
    ask: "Odd [/x]\e]0;pwned\a\x9b2J\u202E[@click=app.quit]leave[/]?"
    type: choice
    phase: open
    core: true
    choices:
      - {id: one, label: "[/x]\e]0;pwned\a\x9b2J\u202Eone", quality: 3}
      - {id: two, label: "[red]two[/x]", quality: 0}
    hint: "[@click=app.quit]hint[/]\e]52;c;cHduZWQ=\a"
"""
FRAMEWORK = r"""
framework: odd
title: "ODD[/x]\e]0;pwned\a\u202E"
version: "1.0.0"
criteria:
  - id: odd
    title: "Crit[/x]\u202E"
    definition: d
    weight: 100
    ask: [odd.what, pain.trigger]
    core: [odd.what]
    wording: {pain.trigger: "Say [/x] it"}
"""

FOREIGN_CHARACTERS = re.compile(
    "[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)
OWN_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-9;]*[mH]"  # colours, and where to write
    r"|\[\?(?:1000|1003|1004|1006|1015|1016|1049|2004|2026|2048|25|7)[hl]|\[\?(?:2026|2048)\$p"  # modes, asked and set
    r"|\[[<>=][0-9;]*u"  # how keys are told
    r"|\]22;[a-z]*\x07)"  # the shape of the pointer
)


def foreign_output(raw: bytes) -> list[str]:
    """Everything in the output of the program that a terminal obeys and that is not the program's own."""
    text = raw.decode("utf-8")
    rest = OWN_SEQUENCE.sub("", text)
    return [repr(rest[at : at + 24]) for at in (m.start() for m in re.finditer("[\x1b\x07]", rest))] + [
        repr(found) for found in FOREIGN_CHARACTERS.findall(rest)
    ]


@pytest.fixture
def bank(tmp_path: Path, environ: dict[str, str]) -> None:
    """A team's bank that tries everything a file can."""
    for kind, text in (("topics", TOPIC), ("frameworks", FRAMEWORK)):
        folder = tmp_path / "banks" / kind
        folder.mkdir(parents=True)
        (folder / "odd.yaml").write_text(text, "utf-8")
    environ.update(DISCOVERY_BANKS=str(tmp_path / "banks"), DISCOVERY_FRAMEWORK="odd")


def test_what_others_wrote_is_shown_as_text_on_every_screen_and_is_obeyed_on_none(
    start: Start, discovery: Discovery, bank: None
) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["Name", "Company", "Title"], [f"Eve{EVIL}", f"Co{EVIL}", f"Boss{EVIL}"]])
    discovery("leads", "import", "-", stdin=file.getvalue())
    terminal = start(size=(260, 40))
    rep = Rep(terminal)

    terminal.wait(f"Eve{SHOWN}", f"Co{SHOWN}", f"Boss{SHOWN}")
    terminal.press("enter")
    rep.saved = 1
    rep.acknowledged()
    terminal.wait("% Odd", "Enter Answer")
    terminal.press("f2")
    terminal.wait(
        f"Eve{SHOWN}", "ODD[/x]", "Crit[/x]", f"Odd {SHOWN}?", "1 ○ [/x]]0;pwned2Jone", "[@click=app.quit]hint[/]"
    )
    click(terminal, "leave[/]?")
    rep.key("1")
    terminal.wait("1 ● [/x]]0;pwned2Jone")
    terminal.press("t")
    terminal.wait("Note: ")
    terminal.paste(f"note{PASTED}")
    terminal.wait(f"note{PASTED_SHOWN}")
    terminal.press("enter")
    rep.acknowledged(1)
    rep.go_to("say it")
    terminal.press("enter")
    terminal.wait("Answer: ")
    terminal.paste(f"said{PASTED}\nand more")
    terminal.wait("and more")
    terminal.press("enter")
    rep.acknowledged(1)
    terminal.wait(f"= said{PASTED_SHOWN}")
    rep.key("3")
    rep.key("c")
    terminal.press("w")
    terminal.wait(f"Wrap up: Eve{SHOWN}", "Crit[/x]")
    terminal.press("enter")
    terminal.wait("y Copy", f"said{PASTED_SHOWN}", f"Co{SHOWN}")
    terminal.press("enter")
    terminal.wait("F2 Framework", f"Eve{SHOWN}")
    assert rep.leave() == 0
    assert foreign_output(bytes(terminal.raw)) == []
    assert "1 call" in discovery("audit", "verify")


def click(terminal: Terminal, text: str) -> None:
    """Clicks on a text, and waits until a key is answered: the program is still there."""
    row = next(place for place, line in enumerate(terminal.lines) if text in line)
    terminal.click(terminal.lines[row].index(text) + 1, row)
    terminal.press("q")
    terminal.wait("there is no answer yet")


def test_the_eye_for_foreign_output_sees_each_of_them() -> None:
    for foreign in (TITLE, CLIPBOARD, CLEAR, TURN, "\x1b[2J", "\x1bc", "\x07", "\x1b[?1h"):
        assert foreign_output(f"before\x1b[1;2Hx{foreign}after".encode()), foreign
    assert foreign_output("\x1b[?1049h\x1b[1;38;2;1;2;3mÄrger – 日本\r\n\x1b[0m\x1b]22;default\x07".encode()) == []


def test_arguments_and_imports_print_no_foreign_sequence(program: Discovery, bank: None) -> None:
    out = program("leads", "import", "-", stdin=f"Name,Company\nEve{EVIL},Co{EVIL}\n")
    out += program("leads", "list") + program("bank", "list") + program("bank", "show", "odd")
    assert f"Eve{SHOWN}"[:30] in out
    assert "[@click=app.quit]" in out
    assert not FOREIGN_CHARACTERS.findall(out.replace("\n", ""))
    assert "\x1b" not in out
