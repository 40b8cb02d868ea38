"""The briefs of many calls as files in one folder, with an index that names every one of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from discovery.errors import DiscoveryError
from discovery.files import write_whole
from discovery.service.briefs import Audience, Composed, Kind, Press, Words, composed, segment_of
from discovery.storage import finished
from discovery.text import one_line, slug

INDEX = "index.csv"
COLUMNS = ("call", "started", "account", "contact", "files")

_PAGE = 200
"""Calls that are looked up at a time."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would compute."""


T = TypeVar("T")


class Reads(Protocol):
    """What is needed of a store: a piece of work, done in one transaction of its own."""

    def read(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted: of calls that began at `since` or later, in which formats, for whom, by whose templates."""

    since: datetime
    kinds: Sequence[Kind]
    words: Words
    now: datetime
    audience: Audience = "ae"
    executive: str = ""
    templates: Path | None = None


class Step(NamedTuple):
    """How far it is: so many of all calls are done. `failed` says what went wrong with this one, or is empty."""

    done: int
    of: int
    failed: str


def write_briefs(store: Reads, folder: Path, order: Order, report: Callable[[Step], None]) -> None:
    """Write the briefs of all calls that ended, and the index, each file whole or not at all.

    A call whose brief fails is reported and the others go on. Raises StoreUnavailableError where the folder cannot be
    written at all.
    """
    with Press(order.templates) as press:
        write_whole(folder / INDEX, _index(store, folder, order, press, report))


def file_name(account: str, call_id: UUID, kind: str) -> str:
    """A name that every system takes and that no other call has: letters, digits and hyphens, then the call's id."""
    return f"{slug(account)}-{call_id.hex}.{kind}"


def _index(store: Reads, folder: Path, order: Order, press: Press, report: Callable[[Step], None]) -> Iterator[str]:
    """The lines of the index, each one once the files that it names are written."""
    yield _line(COLUMNS)
    of = store.read(finished.count_since, order.since)
    for done, (started_at, call_id) in enumerate(_calls(store, order.since), 1):
        failed = ""
        try:
            made = store.read(composed, call_id, order.now, order.words, order.audience, order.executive)
            names = _write(folder, call_id, made, order, press)
            yield _line((str(call_id), started_at.isoformat(), *_who(made), " ".join(names)))
        except DiscoveryError as error:
            failed = f"{call_id}: {error}"
        report(Step(done, of, failed))


def _calls(store: Reads, since: datetime) -> Iterator[finished.Place]:
    after: finished.Place | None = None
    while page := store.read(finished.page_since, since, after, _PAGE):
        yield from page
        after = page[-1]


def _write(folder: Path, call_id: UUID, made: Composed, order: Order, press: Press) -> list[str]:
    account = made.lead.company or made.lead.person.name
    names, segment = {kind: file_name(account, call_id, kind) for kind in order.kinds}, segment_of(made.lead)
    for kind, name in names.items():
        write_whole(folder / name, press.put(made.page, kind, order.now, segment))
    return list(names.values())


def _who(made: Composed) -> tuple[str, str]:
    return one_line(made.lead.company, 200), one_line(made.lead.person.name, 200)


def _line(cells: Sequence[str]) -> str:
    """One line of CSV in which no cell is a formula."""
    line = io.StringIO()
    guarded = [f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell for cell in cells]
    csv.writer(line, lineterminator="\r\n").writerow(guarded)
    return line.getvalue()
