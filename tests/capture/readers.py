"""The readers of the shipped banks: frozen, and made once, because that costs more than hundreds of readings."""

from __future__ import annotations

from functools import cache

from discovery import paths
from discovery.banks.library import Library
from discovery.capture.line import LineReader

LIBRARY = Library([paths.shipped_banks()])


@cache
def reader(bank: str) -> LineReader:
    """The reader of that bank, with its own currency."""
    found = LIBRARY.bank(bank)
    return LineReader(found, found.currency)
