from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from discovery import __version__
from tests.terminal.rep import Rep
from tests.terminal.terminal import Terminal

ROOT = Path(__file__).parents[1]
CSV = "Name,Company\nAna Ruiz,Nordwind\n"

pytestmark = [pytest.mark.terminal, pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True)
class Installed:
    """The program in an environment of its own, away from the checkout."""

    folder: Path
    environ: Mapping[str, str]

    @property
    def command(self) -> Path:
        return self.folder / "venv" / "bin" / "discovery"

    def run(self, *argv: str | Path, stdin: str = "") -> str:
        """What a command printed; fails where its exit status is not 0."""
        done = subprocess.run(
            argv, env=self.environ, cwd=self.folder, input=stdin, capture_output=True, encoding="utf-8", timeout=120
        )
        assert done.returncode == 0, f"{argv}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        capture_output=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an empty environment that sees what it depends on, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index",
         "--disable-pip-version-check", wheel],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "DISCOVERY_HOME": str(folder / "home"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }
    home = Installed(folder, environ)
    [packages] = (folder / "venv" / "lib").glob("python*/site-packages")
    # A plain line adds the packages of this environment behind the wheel's; its .pth files, and with them the editable
    # install of the checkout, are not read.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    found = home.run(python, "-c", "import discovery; print(discovery.__file__)").strip()
    assert Path(found) == packages / "discovery" / "__init__.py"
    return home


def test_the_wheel_carries_everything_that_is_read_at_run_time(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        carried = set(archive.namelist())
    package = {
        str(path.relative_to(ROOT / "src"))
        for path in (ROOT / "src" / "discovery").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    banks = {f"discovery/{path.relative_to(ROOT)}" for path in (ROOT / "question_banks").rglob("*") if path.is_file()}
    assert package | banks <= carried
    assert {Path(name).suffix for name in banks} == {".yaml", ".json", ".md"}
    assert {".tcss", ".j2", ".mako", ".typed"} <= {Path(name).suffix or Path(name).name for name in package}
    assert any("migrations/versions/0001" in name for name in carried)


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        others = {name for name in archive.namelist() if not name.startswith("discovery/")}
    assert {Path(name).parts[0].partition("-")[2] for name in others} == {f"{__version__}.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in others)


def test_the_installed_command_lists_the_banks_that_came_with_it(installed: Installed) -> None:
    banks = json.loads(installed.run(installed.command, "bank", "list", "--json"))
    assert "bant" in {bank["id"] for bank in banks}
    assert all(Path(bank["path"]).is_relative_to(installed.folder) for bank in banks)
    assert not any(bank["problem"] for bank in banks)


def test_a_call_is_held_with_the_installed_command(installed: Installed) -> None:
    installed.run(installed.command, "leads", "import", "-", stdin=CSV)
    with Terminal([installed.command], environ=installed.environ, cwd=installed.folder) as terminal:
        rep = Rep(terminal)
        rep.call("Ana Ruiz")
        rep.go_to("What was going on")
        rep.answer("The audit failed in May")
        rep.key("c")
        terminal.press("w")
        terminal.wait("Wrap up: Ana Ruiz", "● follow up")
        terminal.press("enter")
        terminal.wait("The audit failed in May", "s Save")
        assert rep.leave() == 0
    [call] = json.loads(installed.run(installed.command, "calls", "list", "--json"))
    assert call["verdict"] == "insufficient"
    assert "The audit failed in May" in installed.run(installed.command, "brief", str(call["id"]))
    assert "1 call" in installed.run(installed.command, "audit", "verify")
