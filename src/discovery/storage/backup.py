"""Backups of a SQLite store: verified copies, of which a few are kept a day, a week and a month."""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from discovery.errors import StoreUnavailableError
from discovery.storage.driver import BUSY_SECONDS

DAILY, WEEKLY, MONTHLY = 12, 10, 9
"""How many of the last days, weeks and months that have a backup keep their newest one."""

_ABANDONED_SECONDS = 24 * 3600
_NAME = re.compile(r"^(?P<stem>.+)-(?P<at>\d{8}T\d{12}Z)\.db$")
_AT = "%Y%m%dT%H%M%S%fZ"


def private_folder(folder: Path) -> None:
    """Create a folder and those above it that are missing, open to nobody else."""
    for missing in reversed([folder, *folder.parents]):
        if not missing.is_dir():
            missing.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Create an empty file, open to nobody else; FileExistsError where there is one."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def back_up(module: ModuleType, path: Path, folder: Path, now: datetime) -> Path:
    """Copy the store at `path` into the folder, check the copy, and drop the backups that have had their time.

    Returns the copy. StoreUnavailableError where no copy could be made or the copy is not sound; then nothing
    that was there before is touched.
    """
    target = folder / f"{path.stem}-{now.astimezone(UTC).strftime(_AT)}.db"
    partial = folder / f".{target.name}.{uuid.uuid4().hex}"
    try:
        private_folder(folder)
        private_file(partial)
        _copy(module, path, partial)
        _flush(partial)
        os.replace(partial, target)
        _flush(folder)
    except (OSError, module.Error) as error:
        raise StoreUnavailableError(
            f"no backup of {path} could be made in {folder}: {error}; see that there is room and try again"
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink()
    rotate(folder, path.stem)
    return target


def _copy(module: ModuleType, path: Path, partial: Path) -> None:
    source = module.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        source.execute("VACUUM INTO ?", (str(partial),))
    finally:
        source.close()
    copy = module.connect(f"{partial.as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    finally:
        copy.close()
    if found != "ok":
        raise OSError(f"the copy is not sound ({found.splitlines()[0]})")


def _flush(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def backups(folder: Path, stem: str) -> dict[Path, datetime]:
    """The backups of that store in a folder, with the times when they were made, newest first."""
    found = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        match = _NAME.match(path.name)
        if match and match["stem"] == stem:
            found[path] = datetime.strptime(match["at"], _AT).replace(tzinfo=UTC)
    return dict(sorted(found.items(), key=lambda item: item[1], reverse=True))


def rotate(folder: Path, stem: str) -> None:
    """Delete the backups that no day, week or month keeps, and what a backup that was cut off left behind."""
    found = backups(folder, stem)
    kept = keep(found.values())
    for path, at in found.items():
        if at not in kept:
            path.unlink(missing_ok=True)
    for path in folder.iterdir():
        if path.name.startswith(f".{stem}-") and time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
            path.unlink(missing_ok=True)


def keep(times: Iterable[datetime]) -> frozenset[datetime]:
    """Which of those times are kept: the newest of each of the last 12 days, 10 weeks and 9 months that have one."""
    newest_first = sorted(times, reverse=True)
    return frozenset(
        kept
        for period, count in ((_day, DAILY), (_week, WEEKLY), (_month, MONTHLY))
        for kept in _newest(newest_first, period, count)
    )


def _newest(times: list[datetime], period: Callable[[datetime], tuple[int, ...]], count: int) -> list[datetime]:
    found: dict[tuple[int, ...], datetime] = {}
    for at in times:
        found.setdefault(period(at), at)
    return list(found.values())[:count]


def _day(at: datetime) -> tuple[int, ...]:
    return at.year, at.month, at.day


def _week(at: datetime) -> tuple[int, ...]:
    return tuple(at.isocalendar()[:2])


def _month(at: datetime) -> tuple[int, ...]:
    return at.year, at.month
