from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery.crm.connector import FIELDS, DeliveryError
from discovery.crm.csv_import import CELL_LIMIT, COLUMNS, CsvImport, cell
from discovery.crm.folder import Folder
from tests.crm.parcels import HOSTILE, KEY, NOW, parcel


@pytest.mark.parametrize(("form", "suffix"), [("html", "html"), ("markdown", "md"), ("text", "txt"), ("json", "json")])
def test_a_brief_is_saved_in_its_format(
    tmp_path: Path, form: Literal["html", "markdown", "text", "json"], suffix: str
) -> None:
    told = Folder(tmp_path / "out", form).send(parcel(), KEY, NOW)
    (path,) = (tmp_path / "out").iterdir()
    assert told == f"saved as {path}"
    assert path.name == f"nordwind-ana-ruiz-{KEY[:12]}.{suffix}"
    if form == "json":
        assert json.loads(path.read_text("utf-8")) == parcel().document
    else:
        assert path.read_text("utf-8") == parcel().texts[form]


def test_the_same_delivery_is_one_file_and_another_one_is_another(tmp_path: Path) -> None:
    for key in (KEY, KEY, KEY[::-1]):
        Folder(tmp_path).send(parcel(), key, NOW)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("title", ["../../etc/passwd", "/etc/passwd", "con", "a/b\\c:d", "…", *HOSTILE])
def test_a_title_names_a_file_in_the_folder_and_nothing_else(tmp_path: Path, title: str) -> None:
    folder = tmp_path / "out"
    Folder(folder).send(parcel(title), KEY, NOW)
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [folder]


def test_a_folder_that_cannot_be_written_can_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(DeliveryError, match="cannot be written") as caught:
        Folder(tmp_path / "out").send(parcel(), KEY, NOW)
    assert not caught.value.final


def rows(folder: Path) -> list[list[str]]:
    (path,) = folder.iterdir()
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


@pytest.mark.parametrize("kind", COLUMNS)
def test_an_import_file_has_the_names_of_its_system_and_one_row(tmp_path: Path, kind: str) -> None:
    CsvImport(kind, tmp_path, COLUMNS[kind]).send(parcel(brief="one\ntwo, three"), KEY, NOW)
    header, row = rows(tmp_path)
    assert header == list(COLUMNS[kind])
    assert dict(zip(COLUMNS[kind].values(), row, strict=True))["brief"] == "one\ntwo, three"
    assert set(COLUMNS[kind].values()) <= set(FIELDS)


def test_the_columns_are_those_of_the_configuration(tmp_path: Path) -> None:
    CsvImport("hubspot", tmp_path, {"Email": "email", "Fit": "grade"}).send(parcel(grade="B"), KEY, NOW)
    assert rows(tmp_path) == [["Email", "Fit"], ["ana@nordwind.example", "B"]]


@pytest.mark.parametrize(
    ("kind", "field"), [("hubspot", "email"), ("salesforce", "last_name"), ("salesforce", "company")]
)
def test_a_row_that_would_not_be_imported_is_refused(tmp_path: Path, kind: str, field: str) -> None:
    with pytest.raises(DeliveryError, match=f"has no {field.replace('_', ' ')}") as caught:
        CsvImport(kind, tmp_path, COLUMNS[kind]).send(parcel(**{field: ""}), KEY, NOW)
    assert caught.value.final
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("\n=1", "'\n=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\u200b=1", "'=1"),
        ("+49 30 5550101", "+49 30 5550101"),
        ("+1 (555) 010-0199", "+1 (555) 010-0199"),
        ("+1+cmd", "'+1+cmd"),
        ("+", "'+"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("", ""),
    ],
)
def test_a_cell_begins_no_formula(text: str, kept: str) -> None:
    assert cell(text) == kept


@settings(derandomize=True, deadline=None)
@given(st.text(st.sampled_from("=+-@\t\r\n ＝＋'a1(|\u200b\x00"), max_size=8))
def test_no_text_at_all_begins_a_formula(text: str) -> None:
    begin = cell(text).lstrip(" ")[:1]
    assert begin not in set("=-@\t\r\n＝＋－＠") | ({"+"} if "a" in text or "|" in text else set())


def test_a_cell_has_an_end() -> None:
    assert len(cell("a" * 2 * CELL_LIMIT)) == CELL_LIMIT
