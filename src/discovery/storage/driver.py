"""Which SQLite to use, and how it may write.

SQLite's WAL has a data race from 3.7.0 to 3.51.2 that can lose a transaction, so it is used only where it is
fixed, and never on a network file system. One process uses one SQLite library for one file: two would drop
each other's locks.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

from discovery.errors import UsageError

BUSY_SECONDS = 5.0
"""How long a writer waits for another one."""

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre"})


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether that SQLite's WAL is free of the data race: 3.51.3 and 3.53.0 on, and the back-ports."""
    if version[:2] in {(3, 44), (3, 50), (3, 51)}:
        return version >= {44: (3, 44, 6), 50: (3, 50, 7), 51: (3, 51, 3)}[version[1]]
    return version >= (3, 53, 0)


def sqlite_module() -> ModuleType:
    """The DB-API module to use: `pysqlite3` where it is there and safe, else the standard library's `sqlite3`."""
    try:
        module = importlib.import_module("pysqlite3")
    except ImportError:
        return importlib.import_module("sqlite3")
    return module if wal_is_safe(module.sqlite_version_info) else importlib.import_module("sqlite3")


def choose_journal(path: Path, version: tuple[int, ...], wish: str = "") -> str:
    """`wal` or `truncate` for that file. `wish` forces one; UsageError where it is neither, or WAL would be unsafe."""
    wish = wish.strip().lower()
    if wish not in {"", "wal", "truncate"}:
        raise UsageError(f"DISCOVERY_JOURNAL is {wish!r}: set it to wal or truncate, or leave it out")
    safe = wal_is_safe(version)
    if wish == "wal" and not safe:
        number = ".".join(map(str, version))
        raise UsageError(f"DISCOVERY_JOURNAL=wal: SQLite {number} can lose data in WAL; use truncate")
    if wish:
        return wish
    return "wal" if safe and not on_network(path) else "truncate"


def on_network(path: Path) -> bool:
    """Whether that file lies on a network file system, as far as the system tells."""
    if sys.platform == "win32":
        return str(path.resolve()).startswith("\\\\")
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return False
    return network_mount(mounts, path.resolve())


def network_mount(mounts: str, path: Path) -> bool:
    """Whether the file system that has that path is one of a network, by the lines of Linux' `mountinfo`."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        point = Path(fields.split(" ")[4].replace("\\040", " ")) if fields.count(" ") >= 4 else None
        if point and path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), rest.split(" ")[0]
    return kind in _NETWORK or kind.startswith("fuse.ssh")
