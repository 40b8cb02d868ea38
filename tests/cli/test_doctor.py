from __future__ import annotations

import json
from pathlib import Path

import pytest

from discovery import __version__
from tests.cli.conftest import Run


def test_without_a_store_nothing_is_made_and_nothing_is_wrong(run: Run, home: Path) -> None:
    result = run("doctor")
    assert (result.status, result.err) == (0, "")
    assert "(not there yet)" in result.out
    assert not home.exists()


@pytest.mark.usefixtures("leads")
def test_the_report_is_json_where_a_script_wants_it(run: Run, home: Path) -> None:
    report = json.loads(run("doctor", "--json").out)
    assert report["discovery"] == __version__
    assert report["store"] == str(home / "data" / "discovery.sqlite3")
    assert (report["integrity"], report["problems"]) == ("sound", [])


def test_a_damaged_store_is_a_problem_and_status_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database" * 100)
    result = run("--store", str(tmp_path / "x.db"), "doctor")
    assert result.status == 1
    assert "problem: " in result.out
