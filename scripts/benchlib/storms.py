"""The screens under more than any hand can do, in a pseudo-terminal: held keys, huge pastes, many calls in a row."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

from benchlib.terminal import KEYS, Session
from discovery.leads.lead import NewLead
from discovery.service import calls, leads
from discovery.storage.store import Store

PASTES = ("bracketed", "as typed")
SAID = (
    "trigger: the audit failed in May !",
    "cost: 60k EUR a year, amount: 50k EUR",
    "owner: Ann Hall, CFO; fiscal year: 1 July 2027",
    "goal: see it on their own data; homework: sends samples",
    "their dog is called Rex",
)
"""Lines of free text: some eight answers and a note."""
_ROUND = (("1", "not_recording"), ("c", "not_recording"), ("2", "consent_given"), ("c", "consent_given"),
          ("3", "not_applicable"), ("u", None), ("4", "refused"), ("u", None))  # fmt: skip
"""Keys on one question, each of which makes one event, and the value in it; None: an undo."""


def leads_in(folder: Path, count: int) -> Path:
    """A store with so many leads, `Lead 0001` and so on."""
    path = folder / "screens.sqlite3"
    with Store.open(path) as store:
        for number in range(1, count + 1):
            store.write(leads.add, NewLead(f"Lead {number:04}", f"Account {number}"), datetime.now().astimezone())
    return path


def started(store: Path, folder: Path) -> Session:
    session = Session(
        [sys.executable, "-m", "discovery", "--store", str(store)], {"DISCOVERY_HOME": str(folder / "home")}
    )
    session.until("F2 Framework")
    return session


def call(session: Session, number: int) -> None:
    """Opens the call of that lead."""
    session.send(f"Lead {number:04}".encode())
    session.until(r"\b1 of \d+ leads")
    session.send(KEYS["enter"])
    session.until("Enter Answer")


def kept(store: Path) -> list[tuple[str, Any]]:
    """The kinds of the events of the newest call, each with its value or its text, without its start."""
    with Store.open(store) as opened:
        newest = opened.read(calls.list_calls)[0].header
        events = opened.read(calls.load, newest.id).events
    bodies = [(event.kind.value, event.body or {}) for event in events[1:]]
    return [(kind, body.get("value", body.get("text"))) for kind, body in bodies]


# storm


def storm(arguments: Namespace, folder: Path) -> int:
    """Keys at a rate, then pastes of many lines in both ways; each event has to be there once, and in order."""
    store = leads_in(folder, 3)
    bad = _keys(arguments, store, folder)
    for number, way in enumerate(PASTES, 2):
        lines = arguments.lines if way == "bracketed" else min(arguments.lines, arguments.typed_lines)
        bad += _paste(way, lines, number, arguments.patience, store, folder)
    return 1 if bad else 0


def _keys(arguments: Namespace, store: Path, folder: Path) -> int:
    wanted = [_ROUND[place % len(_ROUND)] for place in range(int(arguments.seconds * arguments.rate))]
    session = started(store, folder)
    call(session, 1)
    behind, frames = session.hold(list(_with_arrows(wanted)), arguments.rate)
    if f"saved {len(wanted) + 1} " not in session.screen.text:
        session.until(rf"saved {len(wanted) + 1}\b", 30)
    session.quit()
    return _report(
        f"{len(wanted)} keys at {arguments.rate:g} a second, an arrow after every eighth",
        [("undo" if value is None else "answer", value) for _, value in wanted],
        kept(store),
        (("behind ms", behind * 1000), ("frames", frames)),
    )


def _with_arrows(wanted: Sequence[tuple[str, object]]) -> Iterator[str]:
    for place, (key, _) in enumerate(wanted, 1):
        yield key
        if place % 8 == 0:
            yield from ("down", "up")


def _paste(way: str, count: int, number: int, patience: float, store: Path, folder: Path) -> int:
    lines = [f"Zeile {place}" for place in range(count)]
    typed = "".join(f"{line}\r" for line in lines)
    data = f"\x1b[200~{chr(10).join(lines)}\x1b[201~" if way == "bracketed" else typed
    session = started(store, folder)
    call(session, number)
    at = time.perf_counter()
    sending = Thread(target=session.pour, args=(data.encode(),), daemon=True)  # a terminal takes no more than is read
    sending.start()
    if way == "bracketed":
        session.until("Zeile 0 / Zeile 1", 60)
        session.send(KEYS["enter"])
        wanted = [("note", " / ".join(lines))]
    else:
        wanted = [("note", line) for line in lines]
    try:
        session.until(rf"saved {len(wanted) + 1}\b", patience)
        seconds = time.perf_counter() - at
        key, _ = session.press("d", 10)
    except TimeoutError as error:
        print(error)
        seconds, key = float("inf"), None
    session.quit()
    found = [event for event in kept(store) if event[0] == "note"]
    figures = (("seconds", seconds), ("next key ms", (key or float("inf")) * 1000))
    return _report(f"{count} lines pasted, {way}", wanted, found, figures)


def _report(what: str, wanted: Sequence[Any], found: Sequence[Any], figures: Sequence[tuple[str, float]]) -> int:
    """Prints what was wanted and found; 1 where that is not the same, in the same order."""
    print(what)
    for name, figure in (("events wanted", len(wanted)), ("events kept", len(found)), *figures):
        print(f"  {name:<14}{figure:,.0f}" if figure >= 100 else f"  {name:<14}{figure:.2f}")
    same = list(wanted) == list(found)
    print("  each once, in order" if same else "  LOST OR DOUBLED", flush=True)
    return 0 if same else 1


# memory


def memory(arguments: Namespace, folder: Path) -> int:
    """Holds call after call in one process, each answered, wrapped up and its brief shown; compares resident memory."""
    store = leads_in(folder, arguments.calls)
    session = started(store, folder)
    taken: list[float] = []
    for number in range(1, arguments.calls + 1):
        hold(session, number)
        taken.append(session.memory())
        if number in {1, 2, 5, 10, 20, 50} or number % 50 == 0:
            print(f"  after {number:>4} calls  {taken[-1]:.1f} MiB", flush=True)
    session.quit()
    with Store.open(store) as opened:
        rows = opened.read(calls.list_calls, "", arguments.calls + 1)
        least = min(len(opened.read(calls.load, row.header.id).events) for row in rows)
    ratio = taken[-1] / taken[0]
    print(f"{len(rows)} calls of at least {least} events: {ratio:.2f} times, goal {arguments.most:g}")
    return 0 if ratio <= arguments.most and len(rows) == arguments.calls and least >= 20 else 1


def hold(session: Session, number: int) -> None:
    """One call: lines of free text, questions answered in vain, the wrap-up, the brief, and back to the list."""
    call(session, number)
    session.send(b"1")
    for line in SAID:
        session.send(b" ")
        session.until("Type what you hear")
        session.send(line.encode() + KEYS["enter"])
        session.until("took [0-9a]")
    for _ in range(12):
        session.send(KEYS["f2"] + b"d")
    session.settle(0.2)
    session.send(b"w")
    session.until("Wrap up: ")
    session.send(b"2")
    session.until("Enter closes the call")
    session.send(KEYS["enter"])
    session.until("y Copy")
    session.send(KEYS["enter"])
    session.until("F2 Framework")
    session.settle(0.2)  # the list empties its line once more when it has read what is new
