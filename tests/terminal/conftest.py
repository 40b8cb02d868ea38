from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest

import discovery as discovery_package
from discovery.__main__ import main
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
def environ(tmp_path: Path) -> dict[str, str]:
    return environ_in(tmp_path)


def environ_in(folder: Path) -> dict[str, str]:
    """Everything that the program may find outside of its own folder lies in a temporary one."""
    for name in ("user", "tmp"):
        (folder / name).mkdir()
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(discovery_package.__file__).parents[1]),  # the program that is imported here
        "HOME": str(folder / "user"),
        "TMPDIR": str(folder / "tmp"),
        "DISCOVERY_HOME": str(folder / "home"),
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
def program(environ: dict[str, str]) -> Discovery:
    """Runs a verb in a process of its own; what it printed. Fails where it does not end with status 0."""
    return lambda *args, stdin="": run(environ, *args, stdin=stdin)


def run(environ: dict[str, str], *args: str, stdin: str = "") -> str:
    done = subprocess.run(
        [*PROGRAM, *args], env=environ, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, f"{args}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def discovery(environ: dict[str, str]) -> Discovery:
    """The same in this process, a tenth of the work: to prepare what the screens find, and to read what they kept."""

    def go(*args: str, stdin: str = "") -> str:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
        taken = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        with surroundings(environ), mock.patch("sys.stdin", taken), redirect_stdout(out), redirect_stderr(err):
            status = main(args)
        assert status == 0, f"{args}: {status}\n{told(out)}\n{told(err)}"
        return told(out)

    return go


def told(stream: io.TextIOWrapper) -> str:
    """What was written to it, and stands in memory."""
    stream.seek(0)
    return stream.read()


@contextmanager
def surroundings(environ: dict[str, str]) -> Iterator[None]:
    """Gives this process another environment, and takes it back."""
    with mock.patch.dict(os.environ, environ, clear=True):
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session")
def home_with_leads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a first import of three leads leaves."""
    folder = tmp_path_factory.mktemp("leads")
    run(environ_in(folder), "leads", "import", "-", stdin=CSV)
    return folder / "home"


@pytest.fixture
def leads(home_with_leads: Path, home: Path) -> None:
    """Three leads in the store."""
    shutil.copytree(home_with_leads, home)
