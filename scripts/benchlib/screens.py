"""What is measured in a terminal: starting, keys, a held key, idling and quitting, in turn with the floor."""

from __future__ import annotations

import random
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchlib.report import Line, median, p95
from benchlib.terminal import Session

FLOOR = [sys.executable, str(Path(__file__).resolve().parents[1] / "bench_floor.py")]
OURS = [sys.executable, "-m", "discovery", "--store"]
BLOCK = 20
"""Keys that one program gets before it is the other one's turn."""
MOVES = ["down"] * (BLOCK // 2) + ["up"] * (BLOCK // 2)
_SHORT = 5.0  # seconds in which the clock hardly ever moves


@dataclass(frozen=True, slots=True)
class Place:
    """Where a benchmark works: a folder of its own, and a store with leads in it, which is copied for each run."""

    folder: Path
    store: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {"DISCOVERY_HOME": str(self.folder / "home"), "FLOOR_FILE": str(self.folder / "floor.sqlite3")}

    def ours(self) -> Session:
        fresh = self.folder / "run.sqlite3"
        for old in self.folder.glob("run.sqlite3*"):
            old.unlink()
        shutil.copy(self.store, fresh)
        return Session([*OURS, str(fresh)], self.environment)

    def floor(self) -> Session:
        return Session(FLOOR, self.environment)


def _worked(session: Session, key: str) -> float:
    """The time at which a key that was pressed at once had its effect on the screen."""
    session.screen.changed()
    at = time.perf_counter()
    painted, _ = session.press(key)
    return at + (painted or 1.0)


def starts(place: Place, rounds: int) -> list[Line]:
    """Starts in turn: the first text, a list that answers a key, and quitting after everything is loaded."""
    times: dict[str, list[float]] = {"floor": [], "first": [], "usable": [], "quit": [], "floor quit": []}
    for number in range(rounds + 1):
        for name in ("floor", "ours"):
            session = place.floor() if name == "floor" else place.ours()
            first = session.until("READY 0" if name == "floor" else r"Leads .*leads\b") - session.born
            if name == "ours":
                session.until("Ana Ruiz")
            usable = _worked(session, "down") - session.born
            session.settle(0.7 if name == "ours" else 0.3, 6.0)
            quit_after = session.quit()
            if number == 0:
                continue  # the first run of each fills the caches of files
            if name == "floor":
                times["floor"].append(first)
                times["floor quit"].append(quit_after)
            else:
                times["first"].append(first)
                times["usable"].append(usable)
                times["quit"].append(quit_after)
    ms = {name: median(values) * 1e3 for name, values in times.items()}
    return [
        Line("start to first text", "ms", ms["first"], ms["floor"], 1.15),
        Line("start to a list that answers a key", "ms", ms["usable"], ms["floor"], 1.4),
        Line("quit", "ms", ms["quit"], ms["floor quit"], 1.0),
    ]


@dataclass(slots=True)
class Keys:
    """Seconds to paint and bytes of the keys of one kind; `missed` changed nothing on the screen."""

    painted: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    missed: int = 0

    def press(self, session: Session, keys: Sequence[str], rng: random.Random) -> None:
        for key in keys:
            session.settle(0.02 + 0.03 * rng.random(), 1.0)
            painted, size = session.press(key)
            if painted is None:
                self.missed += 1
            else:
                self.painted.append(painted)
                self.size.append(size)

    def line(self, what: str, floor: Keys, limit: float) -> Line:
        return Line(what, "ms", p95(self.painted) * 1e3, p95(floor.painted) * 1e3, limit)


def in_turn(count: int, ours: Callable[[int], None], floor: Callable[[int], None]) -> None:
    """So many keys of each program, a block of one and then a block of the other."""
    for block in range(max(1, count // BLOCK)):
        ours(block)
        floor(block)


def keys(place: Place, count: int, seconds: float) -> list[Line]:
    """Keys on a call in turn with the floor's, then a held key, idling and memory."""
    rng = random.Random(7)
    ours, floor = place.ours(), place.floor()
    try:
        ours.until("Ana Ruiz")
        floor.until("READY 0")
        ours.settle(1.0, 8.0)
        floor.settle()
        lines = _typing_leads(ours, floor, count, rng)
        for key in "Emily Stone":  # who was never called
            ours.press(key)
        ours.settle()
        ours.send(b"\r")
        ours.until("asked 0 of")
        ours.settle(1.0, 8.0)
        lines += _on_call(ours, floor, count, rng)
        lines += _at_rest(ours, floor, seconds)
        lines += _typing_answer(ours, floor, count, rng)
    finally:
        for session in (ours, floor):
            if not session.ended:
                session.quit()
    return lines


def _typing_leads(ours: Session, floor: Session, count: int, rng: random.Random) -> list[Line]:
    mine = Keys()
    theirs = Keys()
    floor.press("tab")
    letters = ["a", "n", "backspace", "backspace"] * (BLOCK // 4)
    in_turn(count, lambda _: mine.press(ours, letters, rng), lambda _: theirs.press(floor, letters, rng))
    floor.press("tab")
    cursor, floor_cursor = Keys(), Keys()
    in_turn(count, lambda _: cursor.press(ours, MOVES, rng), lambda _: floor_cursor.press(floor, MOVES, rng))
    return [
        mine.line("typing: filter the leads, p95", theirs, 1.0),
        cursor.line("cursor in the leads to paint, p95", floor_cursor, 0.6),
        Line("bytes of a cursor move in the leads", "B", median(cursor.size), median(floor_cursor.size)),
    ]


def _on_call(ours: Session, floor: Session, count: int, rng: random.Random) -> list[Line]:
    cursor, floor_cursor = Keys(), Keys()
    in_turn(count, lambda _: cursor.press(ours, MOVES, rng), lambda _: floor_cursor.press(floor, MOVES, rng))
    answers, floor_answers = Keys(), Keys()
    find(ours, "purchase like this")  # a question with choices: a pick is assessed and committed
    picks, says = ["1", "2"] * (BLOCK // 2), ["y", "n"] * (BLOCK // 2)
    in_turn(count, lambda _: answers.press(ours, picks, rng), lambda _: floor_answers.press(floor, says, rng))
    held, floor_held = ours.hold(MOVES * 3, 30), floor.hold(MOVES * 3, 30)
    return [
        cursor.line("cursor on a call to paint, p95", floor_cursor, 0.6),
        Line("bytes of a cursor move on a call", "B", median(cursor.size), median(floor_cursor.size)),
        answers.line("answer to verdict on the screen, p95", floor_answers, 0.6),
        Line("bytes of an answer", "B", median(answers.size), median(floor_answers.size), 1536, ratio=False),
        Line("keys without effect", "", cursor.missed + answers.missed, limit=0, ratio=False),
        Line("a key held at 30/s: behind at the end", "ms", held[0] * 1e3, floor_held[0] * 1e3, 20, ratio=False),
        Line("a key held at 30/s: frames left out", "", len(MOVES) * 3 - held[1], limit=0, ratio=False),
    ]


def find(session: Session, words: str) -> None:
    """Goes to a question by typing some of it."""
    session.press("g")
    session.settle()
    session.press(words)
    session.settle()
    session.press("enter")
    session.settle()


def _typing_answer(ours: Session, floor: Session, count: int, rng: random.Random) -> list[Line]:
    letters = ["a", "b", "c", "d", "e"] * (BLOCK // 5)
    mine, theirs = Keys(), Keys()
    ours.press("t")
    ours.settle()
    floor.press("tab")

    def again(session: Session, kept: Keys) -> None:
        kept.press(session, letters, rng)
        for _ in letters:
            session.press("backspace")

    in_turn(count // 2, lambda _: again(ours, mine), lambda _: again(floor, theirs))
    return [mine.line("typing: a note on a call, p95", theirs, 1.0)]


def _at_rest(ours: Session, floor: Session, seconds: float) -> list[Line]:
    """Idling from one minute of the call's clock on, which the screen has to show, to before the next."""
    minute = re.search(r"(\d+)/\d+ min ", ours.screen.text)
    if seconds > _SHORT and minute:
        ours.until(rf" {int(minute[1]) + 1}/\d+ min ", 90.0)
    ours.settle(0.5)
    floor.settle(0.5)
    share, size = ours.idle(seconds)
    floor_share, _ = floor.idle(seconds)
    return [
        Line("idle", "% CPU", share, floor_share, 0.3, ratio=False),
        Line("idle", "B", size, limit=0, ratio=False),
        Line("memory on a call", "MiB", ours.memory(), floor.memory(), 90, ratio=False),
    ]
