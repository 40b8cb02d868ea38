"""What the verbs share: the options before the verb, the store, and how data and talk are printed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import click

from discovery.text import one_line

T = TypeVar("T")


class Transactions(Protocol):
    """What a verb needs of a store, so that naming the type does not import the store."""

    def read(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T: ...

    def write(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T: ...


@dataclass(frozen=True, slots=True)
class Options:
    """The options before the verb."""

    store: str | None = None
    demo: bool = False

    @property
    def location(self) -> str:
        """The path or URL of the store that the verb works on."""
        from discovery.cli.places import store_location

        return store_location(self.store, demo=self.demo)


@contextmanager
def open_store(options: Options) -> Iterator[Transactions]:
    """The store, open for as long as the verb works."""
    location = options.location
    from discovery.storage.store import Store

    with Store.open(location) as store:
        yield store


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """A JSON document on standard output."""
    click.echo(json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def talk(text: str) -> None:
    """A line for the person, on standard error."""
    click.echo(text, err=True)


def moment(at: datetime | None) -> str:
    """A time as a person reads it, in the zone of this machine."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}" if at else ""


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], limit: int = 40) -> None:
    """Rows in columns on standard output; a cell is one line of at most `limit` characters."""
    cells = [[one_line(cell, limit) for cell in row] for row in (titles, *rows)]
    widths = [max(_width(cell) for cell in column) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def _width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)
