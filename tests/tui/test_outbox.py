from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import pytest

from discovery.engine.calls import NewEvent
from discovery.engine.events import Event
from discovery.errors import StoreUnavailableError, UsageError
from discovery.service import changes
from discovery.tui import outbox
from discovery.tui.outbox import Outbox
from tests.tui.pilot import NOW

T = TypeVar("T")
CALL = uuid4()
FULL = StoreUnavailableError("the store cannot be used: the disk is full; free some space and try again")


class Kept:
    """A store for events that can be full: each key is written once, as the real one does."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.trouble: Exception | None = None
        self.batches: list[tuple[UUID, ...]] = []

    async def keep(self, batch: Sequence[NewEvent]) -> tuple[Event, ...]:
        self.batches.append(tuple(event.key for event in batch))
        if self.trouble is not None:
            raise self.trouble
        for new in batch:
            if new.key not in self.keys:
                body = new.body
                self.events.append(Event(len(self.events) + 1, new.key, new.kind, new.author, new.at, body))
        keys = {new.key for new in batch}
        return tuple(event for event in self.events if event.key in keys)

    @property
    def keys(self) -> list[UUID]:
        return [event.key for event in self.events]


@pytest.fixture(autouse=True)
def spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return outbox.spare_folder()


def note(text: str = "a note") -> NewEvent:
    return changes.note(text, "money.route", author="Sam", now=NOW)


def box(kept: Kept, folder: Path | None, told: Callable[[tuple[Event, ...]], None] = lambda _: None) -> Outbox:
    return Outbox(kept.keep, CALL, folder, told, retry=0.02)


def within(script: Callable[[], Awaitable[T]]) -> T:
    async def limited() -> T:
        async with asyncio.timeout(10):
            return await script()

    return asyncio.run(limited())


async def until(holds: Callable[[], object]) -> None:
    while not holds():
        await asyncio.sleep(0)


def test_events_are_kept_in_their_order_and_leave_no_file(tmp_path: Path) -> None:
    kept, told = Kept(), list[tuple[Event, ...]]()

    async def script() -> None:
        held = box(kept, tmp_path / "here", told.append)
        events = [note(str(n)) for n in range(5)]
        for event in events:
            held.put(event)
        assert held.held == tuple(events)
        await held.run()
        assert held.held == ()
        assert kept.keys == [event.key for event in events]
        assert [event.seq for batch in told for event in batch] == [1, 2, 3, 4, 5]
        assert await held.settled()

    within(script)
    assert not (tmp_path / "here").exists()


def test_what_comes_in_while_a_batch_is_written_is_kept_after_it(tmp_path: Path) -> None:
    kept = Kept()

    async def script() -> None:
        held = box(kept, tmp_path, lambda _: held.put(note()) if len(kept.events) < 3 else None)
        held.put(note())
        await held.run()
        assert len(kept.events) == 3

    within(script)


def test_a_full_disk_holds_everything_beside_and_writes_it_once_when_there_is_room(tmp_path: Path) -> None:
    kept = Kept()
    kept.trouble = FULL
    file = tmp_path / "here" / f"unsaved-{CALL}.jsonl"

    async def script() -> None:
        held = box(kept, tmp_path / "here")
        events = [note("one"), note("two")]
        held.put(events[0])
        running = asyncio.create_task(held.run())
        await until(lambda: held.beside)
        assert "disk is full" in held.trouble
        assert not await held.settled()
        held.put(events[1])
        await until(lambda: file.read_text().count("\n") == 2)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        await until(lambda: len(kept.batches) >= 3)
        kept.trouble = None
        await running
        assert kept.keys == [event.key for event in events]
        assert (held.trouble, held.beside, held.held) == ("", None, ())
        assert await held.settled()

    within(script)
    assert list(file.parent.iterdir()) == []


def test_a_batch_that_was_written_although_it_failed_is_not_written_twice(tmp_path: Path) -> None:
    kept, held_events = Kept(), [note(), note()]

    async def unsure(batch: Sequence[NewEvent]) -> tuple[Event, ...]:
        done = await kept.keep(batch)
        if len(kept.batches) == 1:
            raise StoreUnavailableError("the connection broke after the commit")
        return done

    async def script() -> None:
        held = Outbox(unsure, CALL, tmp_path, lambda _: None, retry=0.01)
        for event in held_events:
            held.put(event)
        await held.run()

    within(script)
    assert kept.keys == [event.key for event in held_events]


def test_a_folder_that_cannot_be_written_gives_way_to_the_temporary_one(tmp_path: Path, spare: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = Kept()
    kept.trouble = FULL

    async def script() -> None:
        held = box(kept, tmp_path / "file")
        held.put(note())
        running = asyncio.create_task(held.run())
        await until(lambda: held.beside)
        assert held.beside == spare / f"unsaved-{CALL}.jsonl"
        kept.trouble = None
        await running

    within(script)
    assert list(spare.iterdir()) == []


@pytest.mark.parametrize("error", [UsageError("the call is closed"), OSError(28, "No space left on device")])
def test_whatever_refuses_them_the_events_are_held(tmp_path: Path, error: Exception) -> None:
    kept = Kept()
    kept.trouble = error

    async def script() -> None:
        held = box(kept, tmp_path)
        held.put(note())
        running = asyncio.create_task(held.run())
        await until(lambda: held.trouble)
        assert len(held.held) == 1
        running.cancel()

    within(script)


def test_a_bug_is_no_reason_to_lose_what_was_said(tmp_path: Path) -> None:
    kept = Kept()
    kept.trouble = RuntimeError("a bug")

    async def script() -> None:
        held = box(kept, tmp_path)
        held.put(note())
        with pytest.raises(RuntimeError, match="a bug"):
            await held.run()

    within(script)
    assert (tmp_path / f"unsaved-{CALL}.jsonl").read_text().count("\n") == 1


def test_the_next_run_takes_up_what_could_not_be_kept_but_not_what_was(tmp_path: Path) -> None:
    kept, events = Kept(), [note("été 日本 \x85"), note("two"), note("three")]
    kept.trouble = FULL

    async def first() -> None:
        held = box(kept, tmp_path)
        for event in events:
            held.put(event)
        running = asyncio.create_task(held.run())
        await until(lambda: held.beside)
        running.cancel()

    async def second() -> None:
        held = box(kept, tmp_path)
        assert held.recover({events[0].key}) == tuple(events[1:])
        await held.run()

    within(first)
    kept.trouble = None
    within(second)
    assert kept.keys == [event.key for event in events[1:]]
    assert [event.body for event in kept.events] == [event.body for event in events[1:]]
    assert list(tmp_path.glob("*.jsonl")) == []


@pytest.mark.parametrize("text", ["not json\n", '{"key": 1}\n', "[]\n", '{"key": "x"}\n{"', "\xff"])
def test_a_file_that_cannot_be_read_is_put_aside_and_not_lost(tmp_path: Path, text: str) -> None:
    path = tmp_path / f"unsaved-{CALL}.jsonl"
    path.write_text(text, "latin-1")

    async def script() -> None:
        assert box(Kept(), tmp_path).recover(()) == ()

    within(script)
    assert not path.exists()
    assert path.with_suffix(".unreadable").read_text("latin-1") == text


def test_nothing_to_take_up_is_no_trouble(tmp_path: Path) -> None:
    async def script() -> None:
        assert box(Kept(), tmp_path / "never made").recover(()) == ()
        assert box(Kept(), None).recover(()) == ()

    within(script)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_not_taken_up(tmp_path: Path) -> None:
    path = tmp_path / f"unsaved-{CALL}.jsonl"
    path.write_text("")
    os.chown(path, 65534, 65534)

    async def script() -> None:
        assert box(Kept(), tmp_path).recover(()) == ()

    within(script)
    assert path.exists()


def test_an_event_is_the_same_after_it_was_written_beside(tmp_path: Path) -> None:
    event = note("[/ \x9b“quoted”")
    kept = Kept()
    kept.trouble = FULL

    async def script() -> tuple[NewEvent, ...]:
        held = box(kept, tmp_path)
        held.put(event)
        running = asyncio.create_task(held.run())
        await until(lambda: held.beside)
        running.cancel()
        return box(kept, tmp_path).recover(())

    assert within(script) == (event,)


def test_a_file_of_what_was_kept_after_all_goes(tmp_path: Path) -> None:
    event, kept = note(), Kept()
    kept.trouble = FULL

    async def script() -> None:
        held = box(kept, tmp_path)
        held.put(event)
        running = asyncio.create_task(held.run())
        await until(lambda: held.beside)
        running.cancel()
        assert box(kept, tmp_path).recover({event.key}) == ()

    within(script)
    assert list(tmp_path.glob("*.jsonl")) == []
