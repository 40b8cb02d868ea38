from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from discovery.tui.start import open_store

BEFORE_THE_FIRST_PAINT = """
import sys
from discovery.tui import start
from discovery.tui.app import DiscoveryApp
from discovery.tui.screens.leads import LeadsScreen
start.first_rows(sys.argv[1])
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "jinja2", "yaml", "click", "dateutil"}))
"""


def test_nothing_heavy_is_loaded_before_the_first_list(demo_store: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", BEFORE_THE_FIRST_PAINT, str(demo_store)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == ""


@pytest.mark.parametrize("name", ["store.sqlite3", "not there yet.sqlite3"])
def test_opening_leaves_the_interpreter_as_it_was(demo_store: Path, name: str) -> None:
    before = sys.getswitchinterval()
    open_store(demo_store.parent / name).close()
    assert sys.getswitchinterval() == before


_ARENAS = """
import ctypes, threading
from discovery.tui.start import share_memory

share_memory()
barrier = threading.Barrier(8)
threads = [threading.Thread(target=lambda: (bytearray(9_999), barrier.wait())) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, file)
libc.fflush(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="a property of glibc")
def test_threads_share_their_memory() -> None:
    done = subprocess.run([sys.executable, "-c", _ARENAS], capture_output=True, text=True, check=True)
    assert done.stdout.count("<heap ") == 2
