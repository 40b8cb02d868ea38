from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from discovery.__main__ import main

CSV = b"Name,Company,Title,E-mail\nAna Ruiz,Nordwind,CFO,ana@nordwind.example\nBen Cole,Beta,CEO,ben@beta.example\n"


@dataclass(frozen=True)
class Result:
    """What a verb did: its exit status and what it wrote."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place where the program keeps everything, away from the real one."""
    for name in list(os.environ):
        if name.startswith("DISCOVERY_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def demo_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo as the program makes it. Every test has a copy: a twentieth of the work."""
    home = tmp_path_factory.mktemp("demo") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISCOVERY_HOME", str(home))
        assert main(["--demo", "audit", "verify"]) == 0
    return home / "data" / "demo"


@pytest.fixture
def run(home: Path, demo_made_once: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program in this process on arguments and standard input."""
    capsys.readouterr()  # what the demo was made with

    def go(*args: str, stdin: bytes = b"") -> Result:
        demo = home / "data" / "demo"
        if "--demo" in args and not demo.exists():
            shutil.copytree(demo_made_once, demo)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = main(args)
        out, err = capsys.readouterr()
        return Result(status, out, err)

    return go


@pytest.fixture
def leads(run: Run) -> None:
    """Two leads in the store."""
    assert run("leads", "import", "-", stdin=CSV).status == 0
