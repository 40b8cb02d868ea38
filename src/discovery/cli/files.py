"""Files that leave the program."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from discovery.errors import StoreUnavailableError


def write_whole(path: Path, text: str) -> None:
    """Write a text as UTF-8: the file is there whole or as it was before. Raises StoreUnavailableError."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        try:
            with open(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreUnavailableError(f"{path} cannot be written: {error.strerror}") from error
