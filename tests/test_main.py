from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from discovery.__main__ import screens_only

HEAVY = ("sqlmodel", "sqlalchemy", "textual", "alembic", "rich", "jinja2")


def python(home: Path, code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DISCOVERY_HOME": str(home), **environ}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)


@pytest.mark.parametrize(
    ("args", "place"),
    [
        ([], (None, False)),
        (["--demo"], (None, True)),
        (["--store", "x"], ("x", False)),
        (["--store=x"], ("x", False)),
        (["--demo", "--store=x"], ("x", True)),
        (["--store"], None),
        (["--help"], None),
        (["leads"], None),
        (["--demo", "leads", "list"], None),
    ],
)
def test_the_screens_are_opened_only_where_nothing_else_is_asked(
    args: list[str], place: tuple[str | None, bool] | None
) -> None:
    assert screens_only(args) == place


@pytest.mark.parametrize(
    ("args", "unwanted"),
    [
        (["--help"], (*HEAVY, "pydantic", "yaml", "platformdirs", "importlib.metadata")),
        (["--version"], (*HEAVY, "pydantic", "yaml", "platformdirs", "importlib.metadata")),
        (["leads", "import", "--help"], (*HEAVY, "pydantic", "yaml")),
        (["calls", "show", "--help"], (*HEAVY, "pydantic", "yaml")),
        (["assess", "--bank", "bant", os.devnull], HEAVY),
        (["assess", "--bank", "bant", "-"], HEAVY),
        (["bank", "list"], HEAVY),
    ],
)
def test_a_verb_imports_nothing_that_it_does_not_need(
    args: list[str], unwanted: tuple[str, ...], tmp_path: Path
) -> None:
    code = f"""
import io, sys
sys.stdin = io.TextIOWrapper(io.BytesIO(b"{{}}"))
from discovery.__main__ import main
main({args!r})
print([name for name in {unwanted!r} if name in sys.modules], file=sys.stderr)
"""
    done = python(tmp_path, code)
    assert done.stderr.splitlines()[-1] == "[]", done.stderr


def test_the_way_to_the_screens_imports_no_verb_and_no_click(tmp_path: Path) -> None:
    code = """
import sys, discovery.__main__, discovery.cli.screens
from discovery.cli.places import store_location
print(store_location(None, demo=False))
print([name for name in ("click", "sqlalchemy", "pydantic", "discovery.cli.app") if name in sys.modules])
"""
    done = python(tmp_path, code)
    assert done.stdout.splitlines() == [str(tmp_path / "data" / "discovery.sqlite3"), "[]"], done.stderr


def test_completion_asks_the_verbs_and_does_not_open_the_screens(tmp_path: Path) -> None:
    done = python(
        tmp_path,
        "import sys; from discovery.__main__ import main; sys.exit(main([]))",
        _DISCOVERY_COMPLETE="bash_complete",
        COMP_WORDS="discovery le",
        COMP_CWORD="1",
    )
    assert done.stdout == "plain,leads\n", done.stderr


def test_an_interrupt_is_quiet_and_status_130(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "discovery", "assess", "--bank", "bant", "-"]
    env = {**os.environ, "DISCOVERY_HOME": str(tmp_path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=env) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write("{}\n")
        running.stdin.flush()
        assert running.stdout.readline().startswith('{"bank": "bant"')
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 130
        assert running.stderr.read().strip() == ""


def test_a_reader_that_stops_reading_is_no_fault(tmp_path: Path) -> None:
    command = f"{sys.executable} -m discovery assess --bank bant - | head -c 10"
    sheets = "{}\n" * 400
    env = {**os.environ, "DISCOVERY_HOME": str(tmp_path)}
    done = subprocess.run(command, shell=True, input=sheets, capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"bank": "', "")


def test_a_terminal_that_lacks_a_character_is_no_fault(tmp_path: Path) -> None:
    code = "import sys; from discovery.__main__ import main; sys.exit(main(['assess', '--bank', 'bänk ☎']))"
    done = python(tmp_path, code, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 2
    assert "b\\xe4nk \\u260e" in done.stderr


def test_the_module_runs_as_a_program(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "discovery", "--version"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("discovery, version ")
