from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from discovery.errors import UsageError
from discovery.storage import driver

SAFE = [(3, 44, 6), (3, 44, 7), (3, 50, 7), (3, 51, 3), (3, 51, 9), (3, 53, 0), (3, 53, 4), (3, 60, 0), (4, 0, 0)]
UNSAFE = [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 49, 9), (3, 50, 6), (3, 51, 2), (3, 52, 0), (3, 52, 9)]


@pytest.mark.parametrize("version", SAFE)
def test_wal_is_used_where_its_race_is_fixed(tmp_path: Path, version: tuple[int, ...]) -> None:
    assert driver.wal_is_safe(version)
    assert driver.choose_journal(tmp_path / "x.db", version) == "wal"
    assert driver.choose_journal(tmp_path / "x.db", version, " WAL ") == "wal"
    assert driver.choose_journal(tmp_path / "x.db", version, "truncate") == "truncate"


@pytest.mark.parametrize("version", UNSAFE)
def test_wal_is_refused_where_it_can_lose_data(tmp_path: Path, version: tuple[int, ...]) -> None:
    assert not driver.wal_is_safe(version)
    assert driver.choose_journal(tmp_path / "x.db", version) == "truncate"
    with pytest.raises(UsageError, match=r"can lose data"):
        driver.choose_journal(tmp_path / "x.db", version, "wal")


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:45 / /home rw - nfs4 server:/home rw,vers=4.2
31 30 8:2 / /home/rita/local rw shared:2 - ext4 /dev/sdb1 rw
32 22 0:50 / /media/team\\040share rw - cifs //server/share rw
33 22 0:51 / /mnt/ssh rw - fuse.sshfs server:/ rw
34 22 0:52 / /ho rw - tmpfs tmpfs rw
a line that is none
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/var/lib/x.db", False),
        ("/home/rita/x.db", True),
        ("/home/rita/local/x.db", False),
        ("/media/team share/x.db", True),
        ("/mnt/ssh/x.db", True),
        ("/ho/x.db", False),
    ],
)
def test_a_network_file_system_is_known_by_its_mount(path: str, network: bool) -> None:
    assert driver.network_mount(MOUNTS, Path(path)) is network


def test_the_standard_library_is_used_where_the_other_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    assert driver.sqlite_module() is sqlite3


def test_a_folder_of_this_machine_is_no_network(tmp_path: Path) -> None:
    assert driver.on_network(tmp_path) is False
