"""One bank out of many: by its id, or by the path of its file, be it in force or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from discovery.banks.library import Library
from discovery.banks.load import kind_of
from discovery.banks.model import Bank, bank_from
from discovery.banks.resolve import resolve
from discovery.banks.yaml_reader import Source
from discovery.errors import BankError, NotFoundError, UsageError

_SUFFIXES = (".yaml", ".yml")
_FRAMEWORKS = "frameworks"


@dataclass(frozen=True, slots=True)
class Picked:
    """A bank, and the file of its framework."""

    bank: Bank
    source: Source


def pick(library: Library, text: str) -> Bank:
    """The bank in force with that id; that of a file where the text is a path. Raises NotFoundError and BankError."""
    return bank_of(library, Path(text)).bank if is_path(text) else library.bank(text)


def is_path(text: str) -> bool:
    """Whether a text names a file or a folder, and not an id."""
    return text.endswith(_SUFFIXES) or os.sep in text or "/" in text or text in (".", "..")


def bank_of(library: Library, path: Path) -> Picked:
    """The bank of a framework's file, with the topics around it before those of the library.

    Raises NotFoundError where there is no file, UsageError where it is no framework, BankError with every mistake.
    """
    if not path.is_file():
        raise NotFoundError(f"no file '{path}'; give the id of a bank, or the file of a framework")
    folder = path.parent
    around = Library((folder.parent if folder.name == _FRAMEWORKS else folder, *library.folders))
    return _read(around, path)


def in_force(library: Library, bank_id: str) -> Picked:
    """The bank in force with that id, and its file. Raises NotFoundError and BankError."""
    bank = library.bank(bank_id)
    sources = map(library.source, library.candidates("framework", bank_id))
    return Picked(bank, next(source for source in sources if not library.problems_of(source)))


def banks_in(library: Library, path: Path) -> Iterator[Picked]:
    """The banks of a file or of a folder of banks; without what does not load or is no framework.

    Raises NotFoundError where there is nothing.
    """
    if not path.exists():
        raise NotFoundError(f"no file or folder '{path}'; look at the name")
    for file in [path] if path.is_file() else _files(path):
        with suppress(BankError, UsageError):
            yield bank_of(library, file)


def _files(folder: Path) -> list[Path]:
    """The files of a folder that may be frameworks: loose ones, and those where frameworks lie."""
    return sorted(
        file for suffix in _SUFFIXES for place in ("", f"{_FRAMEWORKS}/") for file in folder.glob(f"{place}*{suffix}")
    )


def _read(around: Library, path: Path) -> Picked:
    source = around.source(path)
    if not source.fatal and kind_of(source) not in ("framework", None):
        raise UsageError(f"{path} is not a framework but of the kind {kind_of(source)}; give the file of a framework")
    problems = around.problems_of(source)
    if problems:
        raise BankError(problems)
    topics = (topic.data for topic in around.topics_of(source.data))
    return Picked(bank_from(resolve(source.data, topics)), source)
