"""A CSV file of leads, as it comes out of somebody's system: bytes in, leads and bad rows out.

Nothing is shifted in silence: a row that is not as wide as the header is bad and listed by its line.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from discovery.errors import UsageError
from discovery.leads.lead import NewLead
from discovery.text import clean, one_line

FIELD_LIMIT = 100_000
"""Characters of one field; a longer one is a quote that was never closed, or no lead."""

DELIMITERS = (",", ";", "\t", "|")

NEEDED = "it needs Name (or First name and Last name) or Company"

_SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("name", "fullname", "contact", "contactname", "leadname", "person"),
        "first": ("firstname", "givenname", "forename", "first"),
        "last": ("lastname", "surname", "familyname", "last"),
        "company": (
            *("company", "companyname", "account", "accountname"),
            *("organisation", "organization", "organisationname", "organizationname", "employer"),
        ),
        "title": ("title", "jobtitle", "position", "role", "jobrole", "jobposition"),
        "email": ("email", "emailaddress", "mail", "workemail", "businessemail", "email1", "primaryemail"),
        "phone": (
            *("phone", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "cell", "cellphone"),
            *("workphone", "businessphone", "directphone", "directdial"),
        ),
        "source": ("source", "leadsource", "origin", "channel", "campaign"),
    }
)
_FIELD_OF = {synonym: field for field, synonyms in _SYNONYMS.items() for synonym in synonyms}
_GUARDED = re.compile("^'(?=[ ]*[=+\\-@\t\r\n＝＋－＠])")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not imported. `line` counts from 1, the header's line included."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class LeadLine:
    line: int
    lead: NewLead


@dataclass(frozen=True, slots=True)
class CsvLeads:
    """What a file holds. `notes` are for the person who imports it: how it had to be read."""

    leads: tuple[LeadLine, ...]
    bad: tuple[BadRow, ...]
    notes: tuple[str, ...]


def read_csv(data: bytes) -> CsvLeads:
    """The leads of a CSV file. Raises UsageError where it is no text, or no header row can be recognised."""
    text, notes = _decoded(data)
    limit = csv.field_size_limit(
        len(text) + 1
    )  # a record that is cut by the reader's own limit would shift what follows
    try:
        return _leads(text, notes)
    finally:
        csv.field_size_limit(limit)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    notes: tuple[str, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UsageError(f"byte {error.start + 1} is no {encoding[:6]}: save the file as UTF-8") from None
        text = _western(data, error.start)
        notes = (f"read as Windows-1252, because byte {error.start + 1} is no UTF-8: check names with accents",)
    if "\0" in text:
        raise UsageError(f"character {text.index(chr(0)) + 1} is NUL, so this is no CSV text: save the file as UTF-8")
    return text, notes


def _western(data: bytes, no_utf8_at: int) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"byte {no_utf8_at + 1} is no UTF-8 and byte {error.start + 1} no Windows-1252: save the file as UTF-8"
        ) from None


def _leads(text: str, notes: tuple[str, ...]) -> CsvLeads:
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    header: _Header | None = None
    leads: list[LeadLine] = []
    bad: list[BadRow] = []
    for line, row in rows:
        if header is None:
            header = _header(line, row)
        elif isinstance(row, str):
            bad.append(BadRow(line, row))
        else:
            found = header.lead(row)
            if isinstance(found, str):
                bad.append(BadRow(line, found))
            else:
                leads.append(LeadLine(line, found))
    if header is None:
        raise UsageError(f"the file is empty: {NEEDED}")
    return CsvLeads(tuple(leads), tuple(bad), notes)


def _delimiter(text: str) -> str:
    """The one that makes the most of the header line: known columns first, then columns."""

    def columns(delimiter: str) -> tuple[int, int]:
        row = next((row for _, row in _rows(text, delimiter) if not isinstance(row, str)), [])
        return sum(_normal(cell) in _FIELD_OF for cell in row), len(row)

    return max(DELIMITERS, key=columns)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each row that is not empty with the line it starts on; a text instead of the row says why it cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            last = reader.line_num
            where = f"lines {line} to {last}" if last > line else "this line"
            yield line, f"a quote in {where} is not closed, or not doubled inside quotes"
            continue
        if any(cell.strip() for cell in row):
            yield line, row


def _normal(title: str) -> str:
    return "".join(char for char in clean(title).casefold() if char.isalnum())


def _header(line: int, row: list[str] | str) -> _Header:
    if isinstance(row, str):
        raise UsageError(f"line {line} is no header row: {row}; {NEEDED}")
    fields = [_FIELD_OF.get(_normal(cell)) for cell in row]
    if not {"name", "first", "last", "company"}.intersection(fields):
        shown = one_line(", ".join(cell for cell in row if cell.strip()), 80)
        raise UsageError(f"line {line} is no header row that can be recognised ({shown}): {NEEDED}")
    return _Header(tuple(fields), tuple(_titles(row)))


def _titles(row: Sequence[str]) -> Iterator[str]:
    """Titles of columns, all different."""
    seen: dict[str, int] = {}
    for number, cell in enumerate(row, 1):
        title = one_line(cell, 200).strip() or f"Column {number}"
        seen[title] = seen.get(title, 0) + 1
        yield title if seen[title] == 1 else f"{title} ({seen[title]})"


@dataclass(frozen=True, slots=True)
class _Header:
    """What each column is: one of our fields or None, and its title."""

    fields: tuple[str | None, ...]
    titles: tuple[str, ...]

    def lead(self, row: list[str]) -> NewLead | str:
        """The lead of a row, or what is wrong with the row."""
        if len(row) != len(self.fields):
            return f"{len(row)} columns where the header has {len(self.fields)}"
        for title, cell in zip(self.titles, row, strict=True):
            if len(cell) > FIELD_LIMIT:
                return f"{title} has {len(cell):,} characters, {FIELD_LIMIT:,} at most"
        known: dict[str, str] = {}
        extra: dict[str, str] = {}
        for field, title, cell in zip(self.fields, self.titles, row, strict=True):
            value = _value(cell)
            if field and value and field not in known:
                if "\n" in value:
                    return f"{title} goes over several lines: is a quote missing?"
                known[field] = " ".join(value.split())
            elif value:
                extra[title] = value
        name = known.get("name") or " ".join(part for key in ("first", "last") if (part := known.get(key)))
        company = known.get("company", "")
        if not name and not company:
            return "neither a name nor a company"
        rest = {field: known.get(field, "") for field in ("title", "email", "phone", "source")}
        return NewLead(name=name, company=company, extra=MappingProxyType(extra), **rest)


def _value(cell: str) -> str:
    return clean(_GUARDED.sub("", cell, count=1)).strip()
