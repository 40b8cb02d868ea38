from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Run


@pytest.fixture
def folder(home: Path) -> Path:
    """Where templates are looked for when nothing is configured."""
    made = home / "config" / "templates"
    made.mkdir(parents=True)
    return made


@pytest.mark.parametrize(
    ("args", "name"),
    [
        ([], "brief.html.j2"),
        (["--format", "md", "--segment", "Mid Market"], "brief.mid-market.md.j2"),
        (["--kind", "recap", "--format", "txt"], "recap.txt.j2"),
        (["--format", "pdf"], "brief.typ"),
        (["--kind", "recap", "--format", "pdf", "--segment", "smb"], "recap.smb.typ"),
    ],
)
def test_a_new_template_is_written_and_is_in_order(run: Run, home: Path, args: list[str], name: str) -> None:
    written = run("templates", "new", *args)
    path = home / "config" / "templates" / name
    assert (written.status, written.out) == (0, "")
    assert str(path) in written.err
    assert ('#import "shipped/' if "pdf" in args else '{% extends "shipped/') in path.read_text("utf-8")
    checked = run("templates", "check")
    assert (checked.status, checked.out, checked.err) == (0, "", "1 checked, 0 with a fault\n")
    again = run("templates", "new", *args)
    assert (again.status, "is there already" in again.err) == (2, True)


def test_templates_are_listed_with_what_they_are_for(run: Run, folder: Path) -> None:
    assert "`discovery templates new` writes one" in run("templates", "list").err
    for name in ("brief.enterprise.html.j2", "recap.txt.j2", "footer.html.j2"):
        (folder / name).touch()
    listed = run("templates", "list").out.splitlines()
    assert [line.split("  ")[0] for line in listed[1:]] == [
        "brief.enterprise.html.j2",
        "footer.html.j2",
        "recap.txt.j2",
    ]
    assert json.loads(run("templates", "list", "--json").out)[:2] == [
        {"name": "brief.enterprise.html.j2", "kind": "brief", "format": "html", "segment": "enterprise"},
        {"name": "footer.html.j2", "kind": None, "format": None, "segment": None},
    ]


def test_faults_are_told_with_their_file_and_line(run: Run, folder: Path) -> None:
    (folder / "brief.md.j2").write_text("# {{ title }}\n{{ titel }}\n")
    (folder / "brief.html.j2").write_text('{% include "footer.j2" %}')
    (folder / "footer.j2").write_text("\n\n{{ headline.text | safe }}")
    (folder / "recap.txt.j2").write_text("{{ title }}")
    result = run("templates", "check")
    assert result.status == 1
    assert result.out.splitlines() == [
        f"{folder / 'footer.j2'}:3: No filter named 'safe'.",
        f"{folder / 'brief.md.j2'}:2: 'titel' is undefined",
    ]
    assert result.err == "3 checked, 2 with a fault\n"
    assert run("templates", "check", "recap.txt.j2").status == 0
    found = json.loads(run("templates", "check", "--json").out)
    assert (len(found["checked"]), found["faults"][1]) == (3, "brief.md.j2:2: 'titel' is undefined")


def test_a_template_of_the_pdf_is_checked_and_used(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "brief.typ").write_text("\n#page-data.titel")
    result = run("templates", "check")
    assert (result.status, result.out.splitlines()) == (1, [f"{folder / 'brief.typ'}:2: unknown variable: page-data"])
    call = json.loads(run("--demo", "calls", "list", "--json").out)[0]["id"]
    failed = run("--demo", "brief", call, "--format", "pdf", "--output", str(tmp_path / "brief.pdf"))
    assert (failed.status, failed.err) == (1, "discovery: brief.typ:2: unknown variable: page-data\n")
    assert not (tmp_path / "brief.pdf").exists()
    (folder / "brief.typ").write_text('#import "shipped/brief.typ": *\n#show: layout\n#page-data.title')
    assert run("templates", "check").status == 0
    run("--demo", "brief", call, "--format", "pdf", "--output", str(tmp_path / "brief.pdf"))
    (page,) = PdfReader(tmp_path / "brief.pdf").pages
    assert "hand-off" in page.extract_text()


def test_a_template_has_to_do_without_what_a_bare_brief_does_not_have(run: Run, folder: Path) -> None:
    (folder / "brief.txt.j2").write_text("{{ headline.ref.upper() }}")
    assert run("templates", "check").out.startswith(f"{folder / 'brief.txt.j2'}:1: ")


def test_the_folder_is_the_one_given_or_configured(run: Run, home: Path, tmp_path: Path) -> None:
    given, configured = tmp_path / "given", tmp_path / "configured"
    for place in (given, configured):
        place.mkdir()
        (place / f"brief.{place.name}.md.j2").touch()
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text(f'templates = "{configured.as_posix()}"\n')
    assert "brief.configured.md.j2" in run("templates", "list").out
    assert "brief.given.md.j2" in run("templates", "list", "--folder", str(given)).out


def test_wrong_usage_is_one_line_and_status_2(run: Run, folder: Path) -> None:
    missing = run("templates", "check", "brief.md.j2")
    assert (missing.status, missing.err) == (2, f"discovery: there is no template 'brief.md.j2' in {folder}\n")
    assert run("templates", "new", "--format", "json").status == 2
    (folder / "brief.pdf.j2").touch()
    fault = run("templates", "check")
    assert (fault.status, "the name has to be such as" in fault.err) == (1, True)


def test_the_fields_are_listed_for_both_pages(run: Run) -> None:
    text = run("templates", "context").out
    assert text.splitlines()[0].split() == ["FIELD", "TYPE", "EXAMPLE"]
    paths = {each["path"]: each["type"] for each in json.loads(run("templates", "context", "--json").out)}
    assert paths["sections[].lines[].ref"] == "text or nothing"
    assert paths["headline.tag"] == "text or nothing"
    assert "email.subject" in run("templates", "context", "--kind", "recap").out
