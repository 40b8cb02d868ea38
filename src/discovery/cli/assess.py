"""`discovery assess`: the engine without a screen and without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from discovery.banks.model import Bank
from discovery.cli.common import print_json, talk
from discovery.errors import SheetError
from discovery.text import one_line


@click.command()
@click.option("--bank", "bank_id", required=True, metavar="ID", help="The question bank to assess with.")
@click.argument("files", nargs=-1, metavar="[FILE…]")
def assess(bank_id: str, files: tuple[str, ...]) -> int:
    """Assess answer sheets: one JSON sheet a FILE, or one a line from standard input with -.

    Prints one JSON assessment a line. A sheet that does not fit the bank is an error on standard error, and
    nothing is printed for it: the exit status is 2, or 1 for lines of standard input.
    """
    from discovery.service.banks import library

    bank = library().bank(bank_id)
    today = date.today()
    status = 0
    for name in files or ("-",):
        for where, data, on_failure in _sheets(name):
            try:
                document = _assessed(data, bank, today)
            except SheetError as error:
                talk(f"discovery: {where}: {one_line(str(error), 400)}")
                status = max(status, on_failure)
                continue
            print_json(document, indent=None)
            sys.stdout.flush()
    return status


def _sheets(name: str) -> Iterator[tuple[str, bytes, int]]:
    """Each sheet of a file or of standard input: where it stands, its text, and the exit status if it is bad."""
    if name != "-":
        yield name, _read(name), 2
        return
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            yield f"line {number}", line, 1


def _read(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return file.read()
    except OSError as error:
        raise SheetError(f"{name} cannot be read: {error.strerror}") from error


def _assessed(data: bytes, bank: Bank, today: date) -> dict[str, Any]:
    from discovery.service.sheets import assess_sheet, sheet_from

    return assess_sheet(bank, sheet_from(_parsed(data), bank, on=today))


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_unique)
    except UnicodeDecodeError as error:
        raise SheetError(f"byte {error.start + 1} is no UTF-8") from None
    except json.JSONDecodeError as error:
        raise SheetError(f"this is no JSON: {error}") from None
    except ValueError as error:
        raise SheetError(f"this is no JSON sheet: {error}") from None
    except RecursionError:
        raise SheetError("this JSON is nested too deeply") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:60]!r} stands twice in an object")
        found[key] = value
    return found
