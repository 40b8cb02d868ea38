from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.errors import UsageError
from discovery.leads.csv_rows import FIELD_LIMIT, CsvLeads, read_csv
from discovery.leads.lead import NewLead

PLAIN = "Name,Company,E-mail\nAna Ruiz,Nordwind,ana@nordwind.example\n"


def read(text: str) -> CsvLeads:
    return read_csv(text.encode())


def only(text: str) -> NewLead:
    content = read(text)
    assert content.bad == ()
    (line,) = content.leads
    return line.lead


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        f"\n\n{PLAIN}\n\n,,\n".encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace("Ana Ruiz", '"Ana Ruiz"').encode(),
    ],
)
def test_the_same_lead_is_read_from_every_usual_shape_of_a_file(data: bytes) -> None:
    content = read_csv(data)
    assert [line.lead for line in content.leads] == [NewLead("Ana Ruiz", "Nordwind", email="ana@nordwind.example")]
    assert content.bad == ()
    assert content.notes == ()


def test_a_windows_file_is_read_with_a_note_about_accents() -> None:
    content = read_csv("Name,Company\nChloé,Café Rémy €\n".encode("cp1252"))
    assert content.leads[0].lead == NewLead("Chloé", "Café Rémy €")
    assert "byte 18" in content.notes[0]
    assert "Windows-1252" in content.notes[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Name,Company\nA\x81,B\n", "byte 15"),
        (codecs.BOM_UTF8 + b"Name,Company\n\xff,B\n", "UTF-8"),
        ("Name,Company\nAna,Acme\n".encode("utf-16-le"), "NUL"),
        (codecs.BOM_UTF16_LE + b"N\x00a", "UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_csv(data)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "Ana Ruiz,Acme,CFO\nBen,Beta,CEO\n", "E-mail,Phone\na@b.example,1\n", "x\n", '"Name,Company\n'],
)
def test_a_file_without_a_header_row_is_refused_with_the_columns_that_are_needed(text: str) -> None:
    with pytest.raises(UsageError, match=r"header|empty") as caught:
        read(text)
    assert "Name" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Full name,Organisation", "Ana,Acme", NewLead("Ana", "Acme")),
        ("First Name,Last Name,Account Name", "Ana,Ruiz,Acme", NewLead("Ana Ruiz", "Acme")),
        ("LAST_NAME,company", "Ruiz,Acme", NewLead("Ruiz", "Acme")),
        ("Contact,Account,Job title", "Ana,Acme,CFO", NewLead("Ana", "Acme", "CFO")),
        ("Name,Company,Position", "Ana,Acme,CFO", NewLead("Ana", "Acme", "CFO")),
        ("Name,Company,Mail", "Ana,Acme,a@b.example", NewLead("Ana", "Acme", email="a@b.example")),
        ("Name,Company,Mobile", "Ana,Acme,555 0100", NewLead("Ana", "Acme", phone="555 0100")),
        ("Name,Company,Tel.", "Ana,Acme,555 0100", NewLead("Ana", "Acme", phone="555 0100")),
        ("Name,Company,Lead Source", "Ana,Acme,Fair", NewLead("Ana", "Acme", source="Fair")),
        ("Name", "Ana", NewLead("Ana", "")),
        ("Company,City", "Acme,Bern", NewLead("", "Acme", extra={"City": "Bern"})),
        ("Name,Company,Phone,Mobile", "Ana,Acme,1,2", NewLead("Ana", "Acme", phone="1", extra={"Mobile": "2"})),
        ("Name,Company,Phone,Mobile", "Ana,Acme,,2", NewLead("Ana", "Acme", phone="2")),
        ("Name,Company,Note,Note", "Ana,Acme,x,y", NewLead("Ana", "Acme", extra={"Note": "x", "Note (2)": "y"})),
        ("Name,Company,", "Ana,Acme,x", NewLead("Ana", "Acme", extra={"Column 3": "x"})),
        ('"In, Inc";Name;Company', '"A, Inc";Ana;Acme', NewLead("Ana", "Acme", extra={"In, Inc": "A, Inc"})),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_usual_titles_and_others_are_kept(header: str, row: str, expected: NewLead) -> None:
    assert only(f"{header}\n{row}\n") == expected


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("'=1+1", "=1+1"),
        ("'+49 30", "+49 30"),
        ("'-x", "-x"),
        ("'@x", "@x"),
        ("''=x", "''=x"),
        ("'tHooft", "'tHooft"),
        ("=1+1", "=1+1"),
        ("  x  ", "x"),
    ],
)
def test_exactly_one_apostrophe_is_taken_from_a_guarded_cell(cell: str, value: str) -> None:
    assert only(f"Name,Company\nAna,{cell}\n").company == value


@pytest.mark.parametrize(
    ("hostile", "kept"),
    [
        ("\x1b]0;x\x07Ana", "]0;xAna"),
        ("\u202eAna", "Ana"),
        ("[/x][@click=app.quit]Ana", "[/x][@click=app.quit]Ana"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_hostile_texts_are_cleaned_and_otherwise_kept(hostile: str, kept: str) -> None:
    lead = only(f"Name,Company,Note {hostile}\n{hostile},{hostile},{hostile}\n")
    assert lead == NewLead(kept, kept, extra={f"Note {kept}": kept})


@pytest.mark.parametrize(
    ("rows", "bad", "good"),
    [
        ("Ana\nBen,Beta\n", [(2, "1 columns where the header has 2")], ["Ben"]),
        ("Ana,Acme,CFO\nBen,Beta\n", [(2, "3 columns where the header has 2")], ["Ben"]),
        ("\nAna,Acme,\n\nBen,Beta\n", [(3, "3 columns")], ["Ben"]),
        (" ,'\n,x\n", [], ["", ""]),
        ('"Ana\n",Acme\nBen,Beta\n', [], ["Ana", "Ben"]),
        ('"An\na",Acme\nBen,Beta\n', [(2, "over several lines")], ["Ben"]),
        ('"Ana"x,Acme\nBen,Beta\n', [(2, "a quote in this line")], ["Ben"]),
        ('"Ana,Acme\nBen,Beta\n', [(2, "a quote in lines 2 to 3")], []),
        ('"Ana,Acme\nBen,Beta,"CTO"\nCid,Co\n', [(2, "a quote in lines 2 to 3")], ["Cid"]),
    ],
)
def test_bad_rows_are_listed_with_their_line_and_shift_nothing(
    rows: str, bad: list[tuple[int, str]], good: list[str]
) -> None:
    content = read(f"Name,Company\n{rows}")
    assert [line.lead.name for line in content.leads] == good
    assert [row.line for row in content.bad] == [line for line, _ in bad]
    for found, (_, told) in zip(content.bad, bad, strict=True):
        assert told in found.text


def test_a_row_without_name_and_company_is_bad() -> None:
    content = read("Name,Company,Phone\n,,555\nAna,,\n")
    assert [(row.line, row.text) for row in content.bad] == [(2, "neither a name nor a company")]
    assert [line.line for line in content.leads] == [3]


@pytest.mark.parametrize("filling", ["x" * 10_000_000, '"' + "x\n" * 5_000_000 + '"'])
def test_a_field_of_ten_megabytes_is_a_bad_row_and_the_next_row_is_read(filling: str) -> None:
    limit = csv.field_size_limit()
    content = read(f"Name,Company\nAna,{filling}\nBen,Beta\n")
    assert [row.line for row in content.bad] == [2]
    assert f"{FIELD_LIMIT:,} at most" in content.bad[0].text
    assert [line.lead.name for line in content.leads] == ["Ben"]
    assert csv.field_size_limit() == limit


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5), st.sampled_from([",", ";", "\t", "|"]))
def test_every_row_that_a_spreadsheet_writes_is_read_or_listed(
    rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([("Name", "Company", "Note"), *rows])
    content = read(out.getvalue())
    full = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(content.leads) + len(content.bad) == len(full)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(UsageError):
        content = read_csv(b"Name,Company\n" + data)
        lines = [*(row.line for row in content.bad), *(line.line for line in content.leads)]
        assert len(set(lines)) == len(lines)
