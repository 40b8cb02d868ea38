from __future__ import annotations

import json
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.conftest import Discovery, Start
from tests.terminal.rep import Rep
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.terminal

NO_ROOM = 2048
"""Bytes that a file may have on the full disk: too few for the store's, enough for some events beside."""
NO_ROOM_AT_ALL = 16

ENDS: dict[str, Callable[[Terminal], int]] = {
    "killed": lambda terminal: terminal.kill(signal.SIGKILL),
    "terminated": lambda terminal: terminal.kill(signal.SIGTERM),
    "terminal closed": Terminal.hang_up,
}


def asked(discovery: Discovery) -> dict[str, object]:
    """The answers of the only call, by fact."""
    [call] = json.loads(discovery("calls", "list", "--json"))
    document = json.loads(discovery("calls", "show", str(call["id"]), "--json"))
    return {answer["fact"]: answer["value"] for answer in document["answers"]}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_a_call_that_was_cut_off_is_offered_first_with_every_answer(
    end: Callable[[Terminal], int], start: Start, discovery: Discovery, leads: None
) -> None:
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ana Ruiz")
    rep.go_to("going on when you agreed")
    rep.answer("The audit failed in May")
    rep.key("3")
    rep.key("c")
    rep.go_to("get paid for")
    rep.key("2")
    rep.go_to("shall we do that")
    terminal.press("enter")
    terminal.wait("Answer: ")
    terminal.type("in 10 d")
    terminal.wait("in 10 d")
    assert end(terminal) != 0

    again = start()
    again.wait("Ana Ruiz", "▸ resume", "3 leads")
    assert "Ana Ruiz" in again.lines[2], "the first line of the list"
    again.press("enter")
    resumed = Rep(again)
    resumed.saved = rep.saved
    resumed.acknowledged()
    resumed.go_to("going on when you agreed")
    again.wait("= The audit failed in May", "●C confirmed", "quality 3 (yours)")
    resumed.go_to("get paid for")
    again.wait("● A funded project", "◐c claimed")
    assert resumed.leave() == 0
    assert asked(discovery) == {"pain.trigger": "The audit failed in May", "money.route": "project"}
    assert "1 call" in discovery("audit", "verify")


@contextmanager
def full_disk(terminal: Terminal, room: int) -> Iterator[None]:
    """Lets the program write no file beyond `room` bytes."""
    limits = resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        yield
    finally:
        if terminal.process.poll() is None:
            resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, limits)


linux = pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="no limits for a running program on this system")


@linux
def test_on_a_full_disk_the_call_goes_on_and_what_was_held_is_written_when_there_is_room(
    start: Start, discovery: Discovery, leads: None, tmp_path: Path
) -> None:
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ana Ruiz")
    rep.go_to("get paid for")
    with full_disk(terminal, NO_ROOM_AT_ALL):
        terminal.press("2")
        terminal.wait("NOT SAVED 1", "NOT SAVED: ", "● A funded project")
        assert not list(tmp_path.rglob("unsaved-*")), "there was room for it"
        terminal.press("c")
        terminal.wait("NOT SAVED 2", "●C*")
    rep.acknowledged(2)
    terminal.wait("●C*", gone="NOT SAVED")
    assert rep.leave() == 0
    assert b"Traceback" not in terminal.raw
    assert asked(discovery) == {"money.route": "project"}
    assert "1 call" in discovery("audit", "verify")


@linux
def test_what_could_not_be_saved_lies_beside_and_is_taken_up_by_the_next_start(
    start: Start, discovery: Discovery, leads: None, tmp_path: Path
) -> None:
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ana Ruiz")
    rep.go_to("get paid for")
    with full_disk(terminal, NO_ROOM):
        terminal.press("2")
        terminal.wait("NOT SAVED 1", "NOT SAVED: ")
        terminal.press("c")
        terminal.wait("NOT SAVED 2")
        [beside] = tmp_path.rglob("unsaved-*.jsonl")
        terminal.wait_until(lambda: len(beside.read_text("utf-8").splitlines()) == 2, f"both in {beside}")
        assert beside.stat().st_mode & 0o077 == 0
        terminal.kill()

    again = start()
    again.wait("Ana Ruiz", "▸ resume")
    again.press("enter")
    resumed = Rep(again)
    resumed.saved = rep.saved
    resumed.acknowledged(2)
    again.wait("taken up again")
    assert resumed.leave() == 0
    assert not list(tmp_path.rglob("unsaved-*"))
    assert asked(discovery) == {"money.route": "project"}


@linux
def test_quitting_with_unsaved_answers_is_asked_twice(start: Start, leads: None) -> None:
    terminal = start()
    rep = Rep(terminal)
    rep.call("Ana Ruiz")
    rep.go_to("get paid for")
    with full_disk(terminal, NO_ROOM):
        terminal.press("2")
        terminal.wait("NOT SAVED 1")
        terminal.press("ctrl+q")
        terminal.wait("1 unsaved", "Quit again")
        assert rep.leave() == 0
    assert b"Traceback" not in terminal.raw


@pytest.mark.skipif(sys.platform != "linux", reason="what a read-only folder is to root can be changed on Linux only")
def test_in_a_read_only_folder_it_is_said_that_nothing_can_be_kept(
    start: Start, discovery: Discovery, leads: None, home: Path
) -> None:
    data = home / "data"
    files = {path: path.stat().st_mode for path in data.rglob("*") if path.is_file()}
    for path in files:
        path.chmod(0o400)
    data.chmod(0o500)
    try:
        terminal = start(fewer_rights=True)
        terminal.wait("othing can be kept", "read-only", "Enter Call")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
        assert b"Traceback" not in terminal.raw
    finally:
        data.chmod(0o700)
        for path, mode in files.items():
            path.chmod(mode)
    assert "Ana Ruiz" in discovery("leads", "list")
