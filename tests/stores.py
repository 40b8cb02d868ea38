"""Stores for tests of what is in one: copies of an empty file, because making one anew is seven times the work.

What makes, migrates or refuses a file opens it by itself; those tests take no copy.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from discovery.storage.store import Store


def prepared(path: Path) -> Path:
    """That path, with an empty and up to date store in it, open to nobody else."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(_empty(os.environ.get("DISCOVERY_JOURNAL", "")))
    return path


@cache
def _empty(_journal: str) -> bytes:
    """The content of a new store that uses the journal of the environment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        Store.open(path).close()
        return path.read_bytes()
