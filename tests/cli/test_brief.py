from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from discovery.cli.brief import changes, template_files
from tests.cli.conftest import Run


@pytest.fixture
def call(run: Run) -> str:
    """The id of the qualified call of the demo."""
    found: str = json.loads(run("--demo", "calls", "list", "--json", "ruiz").out)[0]["id"]
    return found


@pytest.mark.parametrize(
    ("args", "begins"),
    [
        ([], "# "),
        (["--format", "md"], "# "),
        (["--format", "html"], "<!"),
        (["--format", "txt"], "brief: "),
        (["--format", "json"], '{\n  "format": "discovery brief"'),
        (["--format", "json", "--audience", "customer"], '{\n  "format": "discovery recap"'),
    ],
)
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
    assert (folder / "brief.md").read_text("utf-8").startswith("# Nordwind Logistics")
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


def test_a_pdf_is_written_into_its_file(run: Run, call: str, tmp_path: Path) -> None:
    result = run("--demo", "brief", call, "--format", "pdf", "--output", str(tmp_path / "brief.pdf"))
    assert result.status == 0
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF-")


def test_the_customer_hears_who_takes_over(run: Run, call: str) -> None:
    result = run("--demo", "brief", call, "--audience", "customer", "--executive", "Kim Lee", "--format", "txt")
    assert "Kim Lee, in copy, takes over" in result.out
    assert "score" not in result.out.lower()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "discovery brief"),
        (["write"], "give a CALL"),
        (["abc", "--format", "docx"], "'docx' is no format; there are md, txt, html, pdf, json"),
        (["abc", "--format", "md,html"], "one format at a time"),
        (["abc", "--out", "x"], "give a CALL, or --since DAY --out FOLDER"),
        (["--since", "2026-01-01"], "--since takes --out FOLDER"),
        (["abc", "--since", "2026-01-01", "--out", "x"], "neither a CALL nor --output"),
        (["--since", "yesterday", "--out", "x"], "'yesterday'"),
    ],
)
def test_wrong_usage_is_status_2(args: list[str], says: str, run: Run) -> None:
    result = run("--demo", "brief", *args)
    assert (result.status, result.out) == (2, "")
    assert says in result.err


def test_the_briefs_of_many_calls_are_written_with_no_progress_in_a_pipe(run: Run, tmp_path: Path) -> None:
    result = run("--demo", "brief", "--since", "2000-01-01", "--format", "txt,json", "--out", str(tmp_path / "out"))
    assert (result.status, result.out) == (0, "")
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files[0] != files[-1]
    assert "index.csv" in files
    count = (len(files) - 1) // 2
    assert result.err == f"wrote the briefs of {count} of {count} calls to {tmp_path / 'out'}\n"


def test_one_that_fails_is_named_and_the_status_is_1(run: Run, tmp_path: Path) -> None:
    result = run("--demo", "brief", "--since", "2000-01-01", "--audience", "customer", "--out", str(tmp_path))
    assert (result.status, result.out) == (1, "")
    assert "they asked not to be contacted again: there is no recap to send" in result.err
    assert len(list(tmp_path.glob("*.md"))) >= 5


def test_on_a_terminal_the_progress_is_shown_on_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda self: True, raising=False)
    result = run("--demo", "brief", "--since", "2000-01-01", "--format", "txt", "--out", str(tmp_path))
    count = len(list(tmp_path.glob("*.txt")))
    assert f"{count} of {count}" in click.unstyle(result.err).replace("\r", "\n")


def test_the_schema_is_printed_as_it_is_shipped(run: Run) -> None:
    result = run("brief", "schema")
    assert (result.status, result.err) == (0, "")
    assert json.loads(result.out)["title"].startswith("A hand-off brief")


def test_a_preview_is_a_file_that_the_browser_opens(
    run: Run, call: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def opens(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", opens)
    result = run("--demo", "brief", "preview", call)
    page = home / "data" / "preview" / "brief.html"
    assert (result.status, result.out, result.err, opened) == (0, "", "", [page.as_uri()])
    assert "Nordwind Logistics" in page.read_text("utf-8")


def test_a_preview_without_a_browser_says_which_file_to_open(run: Run, call: str, tmp_path: Path) -> None:
    result = run("--demo", "brief", "preview", call, "--no-open", "--output", str(tmp_path / "p.html"))
    assert (result.status, result.err) == (0, f"open {tmp_path / 'p.html'} in a browser\n")


def test_a_watch_sees_a_template_change_appear_and_go(tmp_path: Path) -> None:
    first, second = tmp_path / "a.j2", tmp_path / "b.j2"
    first.write_text("1")

    def steps() -> Iterator[None]:
        yield  # nothing changed
        os.utime(first, ns=(1, 1))
        yield
        second.write_text("2")
        yield
        first.unlink()
        yield

    doing = steps()
    seen = iter(changes(lambda: tmp_path.iterdir(), lambda: next(doing)))
    assert [next(seen) for _ in range(3)] == [first, second, first]


def test_a_watch_looks_at_the_templates_of_the_program_and_of_the_team(home: Path) -> None:
    (home / "config" / "templates").mkdir(parents=True)
    (home / "config" / "templates" / "brief.large.md.j2").write_text("")
    assert {"brief.html.j2", "brief.md.j2", "brief.large.md.j2", "style.css"} <= {
        path.name for path in template_files()
    }
