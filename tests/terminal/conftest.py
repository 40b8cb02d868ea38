from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminal.terminal import Terminal

CSV = (
    "Name,Company,Title,E-mail\n"
    "Ana Ruiz,Nordwind,CFO,ana@nordwind.example\n"
    "Ben Cole,Beta,CEO,ben@beta.example\n"
    "Cleo Danso,Gamma,COO,cleo@gamma.example\n"
)

PROGRAM = (sys.executable, "-m", "discovery")
Start = Callable[..., Terminal]
Discovery = Callable[..., str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def environ(tmp_path: Path, home: Path) -> dict[str, str]:
    """Everything that the program may find outside of its own folder lies in a temporary one."""
    for folder in ("user", "tmp"):
        (tmp_path / folder).mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "user"),
        "TMPDIR": str(tmp_path / "tmp"),
        "DISCOVERY_HOME": str(home),
        "DISCOVERY_AUTHOR": "Sam Okafor",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Starts the screens in a terminal, which is closed when the test ends."""
    with ExitStack() as opened:

        def go(*args: str, size: tuple[int, int] = (80, 24), fewer_rights: bool = False) -> Terminal:
            terminal = Terminal((*PROGRAM, *args), environ=environ, size=size, fewer_rights=fewer_rights)
            return opened.enter_context(terminal)

        yield go


@pytest.fixture
def discovery(environ: dict[str, str]) -> Discovery:
    """Runs a verb; what it printed. Fails where it does not end with status 0."""

    def go(*args: str, stdin: str = "") -> str:
        done = subprocess.run(
            [*PROGRAM, *args], env=environ, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60
        )
        assert done.returncode == 0, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    return go


@pytest.fixture
def leads(discovery: Discovery) -> None:
    """Three leads in the store."""
    discovery("leads", "import", "-", stdin=CSV)
