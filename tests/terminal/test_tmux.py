"""A call inside tmux: a terminal inside a terminal, with fewer colours and other keys."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.conftest import PROGRAM, Discovery
from tests.terminal.rep import Rep
from tests.terminal.terminal import Terminal

TMUX = shutil.which("tmux")
CONFIGURATION = """set -g default-terminal screen-256color
set -g status off
set -s escape-time 0
set -g exit-empty on
"""

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.usefixtures("leads"),
    pytest.mark.skipif(TMUX is None, reason="tmux is not installed"),
]


@pytest.fixture
def terminal(environ: dict[str, str], tmp_path: Path) -> Iterator[Terminal]:
    """The screens in a window of a tmux of its own."""
    settings = tmp_path / "tmux.conf"
    settings.write_text(CONFIGURATION, "utf-8")
    tmux = [TMUX or "tmux", "-S", str(tmp_path / "socket"), "-f", str(settings)]
    try:
        with Terminal([*tmux, "new-session", *PROGRAM], environ=environ) as opened:
            yield opened
    finally:
        subprocess.run([*tmux, "kill-server"], env=environ, capture_output=True, timeout=60)


def test_a_conversation_is_held_inside_tmux(terminal: Terminal, discovery: Discovery) -> None:
    rep = Rep(terminal)
    rep.call("Ana Ruiz")
    rep.key("1")
    rep.go_to("going on when you agreed")
    rep.answer("The audit failed in May – «nicht im Griff»")
    rep.key("3")
    rep.key("c")
    rep.go_to("get paid for")
    rep.key("2")
    rep.key("u")
    terminal.press("o")
    terminal.wait("Objection: ")
    terminal.type("pr")
    terminal.wait("“That's too expensive.”")
    terminal.press("enter")
    rep.acknowledged(1)
    terminal.wait("noted with the time")
    terminal.press("escape")
    terminal.wait("How does a purchase like this get paid for", gone="noted with the time")
    terminal.press("space")
    terminal.wait("Type what you hear")
    terminal.paste("their roof leaks\nand the dog is called Rex")
    terminal.wait("their roof leaks / and the dog is called Rex")
    terminal.press("enter")
    rep.acknowledged(1)
    terminal.press("f2")
    terminal.wait("1 ○ Makes the decision")
    terminal.resize((120, 40))
    terminal.wait("score ", "60 needed", "^q Quit")
    terminal.resize((80, 24))
    terminal.wait("Enter Answer", gone="60 needed")
    rep.leave()
    assert b"Traceback" not in terminal.raw
    [call] = json.loads(discovery("calls", "list", "--json"))
    kept = json.loads(discovery("calls", "show", str(call["id"]), "--json"))
    answers = {answer["fact"]: (answer["value"], answer["evidence"]) for answer in kept["answers"]}
    assert answers == {
        "compliance.recording": ("not_recording", "claimed"),
        "pain.trigger": ("The audit failed in May – «nicht im Griff»", "confirmed"),
    }
    assert [note["text"] for note in kept["notes"]] == ["their roof leaks / and the dog is called Rex"]
    assert [raised["card"] for raised in kept["objections"]] == ["OBJ-PRICE"]
