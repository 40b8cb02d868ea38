"""Files that a CRM imports: one brief as one row, under the column names of that system.

HubSpot takes a contact with a note, Salesforce a lead; the names are the labels that their import matches by itself.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from discovery.crm.connector import DeliveryError, Parcel
from discovery.crm.folder import save
from discovery.text import clean

CELL_LIMIT = 32_000
"""Characters of one cell: what a long text field of either system takes."""

COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "hubspot": {
            "First name": "first_name",
            "Last name": "last_name",
            "Email": "email",
            "Phone number": "phone",
            "Job title": "title",
            "Company name": "company",
            "Activity date": "called_on",
            "Note body": "brief",
        },
        "salesforce": {
            "First Name": "first_name",
            "Last Name": "last_name",
            "Company": "company",
            "Title": "title",
            "Email": "email",
            "Phone": "phone",
            "Lead Source": "source",
            "Description": "brief",
        },
    }
)
"""By kind: the field of a parcel that each column takes, unless the configuration says otherwise."""

_NEEDED: Mapping[str, tuple[str, ...]] = {"hubspot": ("email",), "salesforce": ("last_name", "company")}
_FORMULA = re.compile("[ ]*[=+\\-@\t\r\n＝＋－＠]")
_PHONE = re.compile(r"\+[0-9][0-9 ()./-]*")


@dataclass(frozen=True, slots=True)
class CsvImport:
    """Writes import files for one system. `columns` maps its column names to fields of a parcel."""

    kind: str
    folder: Path
    columns: Mapping[str, str]

    def send(self, parcel: Parcel, key: str, now: datetime) -> str:
        for name in _NEEDED[self.kind]:
            if name in self.columns.values() and not parcel.fields[name]:
                raise DeliveryError(
                    f"the lead has no {name.replace('_', ' ')}, without which {self.kind} imports nothing: "
                    "add it to the lead, and deliver again",
                    final=True,
                )
        path = save(self.folder, parcel, key, "csv", self.text(parcel))
        return f"saved as {path}, to be imported"

    def text(self, parcel: Parcel) -> str:
        """The header and the row, as CSV."""
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow([cell(name) for name in self.columns])
        writer.writerow([cell(parcel.fields[name]) for name in self.columns.values()])
        return file.getvalue()


def cell(text: str) -> str:
    """A text that no spreadsheet runs: what could begin a formula gets a `'` before it, but a telephone number."""
    text = clean(text)
    text = text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"
    return f"'{text}" if _FORMULA.match(text) and not _PHONE.fullmatch(text) else text
