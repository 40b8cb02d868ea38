from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def call(run: Run) -> str:
    """The id of the qualified call of the demo."""
    found: str = json.loads(run("--demo", "calls", "list", "--json", "ruiz").out)[0]["id"]
    return found


@pytest.mark.parametrize(("args", "begins"), [([], "# "), (["--format", "md"], "# "), (["--format", "html"], "<!")])
def test_a_brief_is_printed_in_each_format(args: list[str], begins: str, run: Run, call: str) -> None:
    result = run("--demo", "brief", call, *args)
    assert (result.status, result.err) == (0, "")
    assert result.out.lower().startswith(begins)
    assert "Nordwind Logistics" in result.out
    assert result.out.endswith("\n")
    assert not result.out.endswith("\n\n")


def test_a_file_is_written_whole_and_its_folder_has_nothing_else(run: Run, call: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "brief.md").write_text("old")
    result = run("--demo", "brief", call, "--output", str(folder / "brief.md"))
    assert (result.status, result.out) == (0, "")
    assert str(folder / "brief.md") in result.err
    assert (folder / "brief.md").read_text("utf-8") == run("--demo", "brief", call).out
    assert [path.name for path in folder.iterdir()] == ["brief.md"]


def test_a_file_that_cannot_be_written_is_one_line_and_status_2(run: Run, call: str, tmp_path: Path) -> None:
    (tmp_path / "none").write_text("a file")
    result = run("--demo", "brief", call, "--output", str(tmp_path / "none" / "brief.md"))
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("discovery: ")
    assert "cannot be written: " in result.err


def test_a_brief_of_no_call_is_status_2(run: Run) -> None:
    result = run("brief", "zzz")
    assert (result.status, result.out) == (2, "")
    assert "no call has the id 'zzz'" in result.err
