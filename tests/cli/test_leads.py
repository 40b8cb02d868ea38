from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CSV, Run


def test_leads_are_imported_from_a_file_and_listed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_bytes(CSV)
    result = run("leads", "import", str(file))
    assert (result.status, result.err) == (0, "")
    assert result.out == "2 added, 0 updated, 0 unchanged, 0 on the do-not-contact list, 0 not readable\n"
    listed = run("leads", "list").out.splitlines()
    assert listed[0].split() == ["NAME", "COMPANY", "TITLE", "E-MAIL", "LAST", "CALL", "VERDICT"]
    assert {line.split("  ")[0] for line in listed[1:]} == {"Ana Ruiz", "Ben Cole"}


def test_an_import_tells_bad_rows_by_line_and_that_there_was_a_fault(run: Run) -> None:
    result = run("leads", "import", "-", stdin=CSV + b"Cid\n")
    assert result.status == 1
    assert result.out.startswith("2 added")
    assert result.err == "line 4: 1 columns where the header has 4; not imported\n"


def test_an_import_report_is_json_where_a_script_wants_it(run: Run) -> None:
    result = run("leads", "import", "-", "--json", stdin=b"Name,Company\nCid,Caf\xe9\nx\n")
    assert result.status == 1
    report = json.loads(result.out)
    assert (report["added"], report["skipped"]) == (1, [{"line": 3, "text": "1 columns where the header has 2"}])
    assert "Windows-1252" in report["notes"][0]


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "the file is empty"), (b"a,b\n1,2\n", "no header row"), (b"Name,Company\n\x81\n", "byte 14")],
)
def test_a_file_that_is_not_readable_is_one_line_and_status_2(data: bytes, told: str, run: Run) -> None:
    result = run("leads", "import", "-", stdin=data)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("discovery: ")
    assert told in result.err


@pytest.mark.usefixtures("leads")
def test_the_list_is_json_where_a_script_wants_it(run: Run) -> None:
    (row,) = json.loads(run("leads", "list", "--json", "ruiz", "nord").out)
    assert row["email"] == "ana@nordwind.example"
    assert set(row) == {
        *("id", "name", "company", "title", "email", "source", "verdict", "last_call_at", "open_call"),
    }
    assert json.loads(run("leads", "list", "--json", "nobody").out) == []
    assert len(json.loads(run("leads", "list", "--json", "--limit", "1").out)) == 1


def test_an_empty_list_says_how_to_fill_it_on_standard_error(run: Run) -> None:
    result = run("leads", "list")
    assert (result.status, result.out) == (0, "")
    assert "discovery leads import" in result.err
    assert run("leads", "list", "nobody").err == "no lead matches\n"


@pytest.mark.parametrize(
    "hostile", ["[/x]", "[@click=app.quit]x", "\x1b]0;x\x07y", "a\u202eb", "\x1b[31mred", "a\u2066b"]
)
def test_hostile_names_are_listed_as_plain_text(hostile: str, run: Run) -> None:
    data = f"Name,Company,{hostile}\n{hostile},{hostile},{hostile}\n".encode()
    assert run("leads", "import", "-", stdin=data).status == 0
    shown = "".join(char for char in hostile if char.isprintable())
    for args in (["leads", "list"], ["leads", "list", "--json"]):
        out = run(*args).out
        assert shown in out
        assert all(char.isprintable() or char == "\n" for char in out)


def test_wide_characters_keep_the_columns_aligned(run: Run) -> None:
    run("leads", "import", "-", stdin="Name,Company\n田中,Alpha\nAnaR,Beta\n".encode())
    lines = run("leads", "list").out.splitlines()
    assert sorted(line for line in lines[1:]) == ["AnaR  Beta", "田中  Alpha"]


def test_the_store_is_where_the_option_says(run: Run, tmp_path: Path, home: Path) -> None:
    run("--store", str(tmp_path / "other.db"), "leads", "import", "-", stdin=CSV)
    assert (tmp_path / "other.db").exists()
    assert not (home / "data").exists()
    assert run("leads", "list").out == ""
