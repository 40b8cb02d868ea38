"""Files that leave the program: there whole, or as they were before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from discovery.errors import StoreUnavailableError, UsageError


def write_whole(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write bytes, or a text as UTF-8, whole or in parts that come while it is written.

    The folder is made where it is missing. Raises StoreUnavailableError.
    """
    parts = [content] if isinstance(content, str | bytes) else content
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        beside = Path(name)
        try:
            with open(handle, "wb") as file:
                for part in parts:
                    file.write(part if isinstance(part, bytes) else part.encode())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreUnavailableError(
            f"{path} cannot be written: {error.strerror or error}; choose another place"
        ) from error
    except ValueError as error:  # a NUL in the name
        raise StoreUnavailableError(f"{str(path)!r} is no name for a file: {error}") from error


def write_new(path: Path, text: str) -> None:
    """Write a text as UTF-8 into a file that is not there yet. Raises UsageError where it is, else as `write_whole`."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.open("x").close()
    except OSError as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise UsageError(f"{path} is there already: nothing was written; change that file") from None
        raise StoreUnavailableError(f"{path} cannot be written: {error.strerror}; choose another place") from error
    try:
        write_whole(path, text)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
