"""Helpers of the tests of a call: a call on a store of its own, and keys as a rep presses them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from discovery.banks.library import Library
from discovery.banks.model import Bank
from discovery.engine.answers import Answer, Sheet
from discovery.engine.events import Event, Kind, answer_body
from discovery.ids import new_id
from discovery.leads.lead import NewLead
from discovery.service import calls, changes, leads
from discovery.service.calls import Call
from discovery.storage.store import Store
from discovery.tui.database import Database
from discovery.tui.handbook import Handbook
from discovery.tui.moment import Moment, moment
from discovery.tui.screens.call import CallScreen
from discovery.tui.widgets.lines import LineView
from tests.service import material
from tests.stores import prepared
from tests.tui.pilot import NARROW, NOW, SHIPPED, Host, clock, driven, wait_until

T = TypeVar("T")
AUTHOR = "Sam Okafor"
ANA = NewLead("Ana Ruiz", "Nordwind", "Head of Operations", "ana@nordwind.example")


@dataclass(frozen=True)
class Place:
    """A store with one call that was just started."""

    path: Path
    store: Store
    call: Call
    folder: Path
    library: Library

    def kept(self) -> Call:
        """The call as it is on the disk."""
        return self.store.read(calls.load, self.call.header.id)

    def screen(self) -> CallScreen:
        """A screen of the call as it is on the disk."""
        database = Database(lambda: self.store, _fail)
        reasons, cards = tuple(self.library.reasons().values()), self.library.objections()
        handbook = Handbook(self.library, reasons, cards)
        return CallScreen(
            database, self.kept(), handbook, author=AUTHOR, now=clock, folder=self.folder, retry=0.05
        )  # fmt: skip

    def drive(
        self, script: Callable[[Pilot[Any], CallScreen], Awaitable[T]], *, size: tuple[int, int] = NARROW
    ) -> tuple[T, Host]:
        """What the script returns, run against a screen of the call, and the application it ran in."""
        screen = self.screen()
        host = Host(screen)

        async def run(pilot: Pilot[Any]) -> T:
            await wait_until(pilot, lambda: pilot.app.screen is screen and screen.is_mounted)
            return await script(pilot, screen)

        return driven(host, run, size=size), host


def _fail(error: BaseException) -> None:
    raise error


def started(
    tmp_path: Path,
    bank: Bank | None = None,
    lead: NewLead = ANA,
    before: Sequence[Answer] = (),
    library: Library | None = None,
) -> Place:
    """A call with a lead; `before` was answered on an earlier call."""
    path = tmp_path / "calls.sqlite3"
    store = Store.open(prepared(path))
    bank = bank or material.bank()
    known = store.write(leads.add, lead, NOW)
    if before:
        earlier = store.write(calls.start, known.id, bank, author=AUTHOR, now=NOW.replace(month=9))
        events = [changes.answer(answer, author=AUTHOR, now=NOW.replace(month=9)) for answer in before]
        store.write(calls.record, earlier.header.id, events)
    call = store.write(calls.start, known.id, bank, author=AUTHOR, now=NOW)
    return Place(path, store, call, tmp_path / "unsaved", library or SHIPPED)


def event(seq: int, kind: Kind, body: Mapping[str, Any]) -> Event:
    """An event of the fixed time."""
    return Event(seq, new_id(), kind, AUTHOR, NOW, body)


def moment_of(*answers: Answer, bank: Bank | None = None, known: Mapping[str, Answer] | None = None) -> Moment:
    """The moment after those answers, with what earlier calls knew."""
    events = tuple(event(seq, Kind.ANSWER, answer_body(answer)) for seq, answer in enumerate(answers, 1))
    return moment(bank or material.bank(), events, Sheet(NOW.date(), answers=known or {}))


async def press(pilot: Pilot[Any], *pressed: str) -> None:
    """Presses keys as fast as a terminal can send them: each is a character, or the name of a key."""
    for key in pressed:
        named = _character_to_key(key) if len(key) == 1 else key
        pilot.app.post_message(Key(named, key if len(key) == 1 else None))
    await pilot.pause()
    await pilot.pause()


async def saved(pilot: Pilot[Any], screen: CallScreen) -> None:
    """Waits until everything is on the disk and said to be."""
    await wait_until(pilot, lambda: not screen.unsaved and "saved" in headline_of(screen))


def headline_of(screen: CallScreen) -> str:
    """The line at the top."""
    return shown(screen, "#headline")


def shown(screen: CallScreen, selector: str) -> str:
    """The rows of one of the widgets."""
    return screen.query_one(selector, LineView).text


def told(screen: CallScreen) -> str:
    """What stands below the line of text, without its breaks."""
    return " ".join(screen._board.entry.told.split())
