from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SQL = {"sqlalchemy", "sqlmodel", "alembic"}
SCREENS = {"textual", "rich"}
FORMATS = {"pydantic", "yaml", "jinja2"}

REPORT = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
RUN = "from discovery.__main__ import main; status = main({args!r}); assert status == 0, status; print()"


def imported(code: str, home: Path, stdin: str = "") -> set[str]:
    """The packages that a fresh interpreter has loaded after the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{REPORT}"],
        env={**os.environ, "DISCOVERY_HOME": str(home)},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("args", "too_heavy"),
    [
        (["--help"], SQL | SCREENS | FORMATS),
        (["--version"], SQL | SCREENS | FORMATS),
        (["calls", "--help"], SQL | SCREENS | FORMATS),
        (["completion", "bash"], SQL | SCREENS | FORMATS),
        (["bank", "list"], SQL | SCREENS),
        (["bank", "show", "bant"], SQL | SCREENS),
        (["bank", "check"], SQL | SCREENS),
        (["bank", "diff", "bant", "meddic"], SQL | SCREENS),
        (["bank", "new", "ours"], SQL | SCREENS),
        (["assess", "--bank", "bant", "-"], SQL | SCREENS),
        (["leads", "list"], SCREENS),
        (["calls", "list"], SCREENS),
        (["handoff", "list"], SCREENS),
        (["audit", "verify"], SCREENS),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_verb_loads_only_what_it_needs(args: list[str], too_heavy: set[str], tmp_path: Path) -> None:
    stdin = json.dumps({"answers": []}) if "assess" in args else ""
    assert imported(RUN.format(args=args), tmp_path, stdin) & too_heavy == set()


@pytest.mark.parametrize(
    ("module", "too_heavy"),
    [
        ("discovery", SQL | SCREENS | FORMATS | {"click"}),
        ("discovery.__main__", SQL | SCREENS | FORMATS | {"click"}),
        ("discovery.cli.screens", SQL | SCREENS | FORMATS | {"click"}),
        ("discovery.tui.start", SQL | FORMATS | {"click"}),
        ("discovery.tui.app", SQL | FORMATS | {"click"}),
        ("discovery.tui.screens.leads", SQL | FORMATS | {"click"}),
        ("discovery.storage.peek", SQL | SCREENS | FORMATS),
        ("discovery.engine.outlook", SQL | SCREENS | FORMATS | {"click", "sqlite3"}),
        ("discovery.engine.events", SQL | SCREENS | FORMATS | {"click", "sqlite3"}),
        ("discovery.leads.lead", SQL | SCREENS | FORMATS | {"click", "sqlite3"}),
        ("discovery.leads.csv_rows", SQL | SCREENS | FORMATS | {"click", "sqlite3"}),
        ("discovery.capture.line", SQL | SCREENS | FORMATS | {"click", "sqlite3", "rapidfuzz", "tomllib"}),
        ("discovery.capture.entry", SQL | SCREENS | FORMATS | {"click", "sqlite3"}),
        ("discovery.briefs.compose", SQL | SCREENS | {"click", "yaml"}),
    ],
)
def test_a_module_loads_only_what_it_needs(module: str, too_heavy: set[str], tmp_path: Path) -> None:
    found = imported(f"import {module}", tmp_path)
    assert "discovery" in found
    assert found & too_heavy == set()


def test_importing_the_program_makes_no_file_and_no_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    imported("import discovery.tui.desk, discovery.cli.app, discovery.storage.store", home)
    assert not home.exists()
