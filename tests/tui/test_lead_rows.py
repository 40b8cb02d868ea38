from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.leads.lead import LeadRow
from discovery.text import clean
from discovery.tui.lead_rows import lead_row, matching, when
from tests.tui.pilot import NOW

ANA = LeadRow(uuid4(), "Ana Ruiz", "Nordwind Logistics", "Head of Finance", "ana@nordwind.example", "webinar")
MARCUS = LeadRow(uuid4(), "Marcus Webb", "Fenwick Foods", "Operations", "m.webb@fenwick.example", "referral")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", (ANA, MARCUS)),
        ("  ", (ANA, MARCUS)),
        ("NORDWIND", (ANA,)),
        ("ana finance", (ANA,)),
        ("finance ana", (ANA,)),
        ("ana fenwick", ()),
        ("referral", (MARCUS,)),
        ("@fenwick", (MARCUS,)),
        ("o", (ANA, MARCUS)),
        ("[/x]", ()),
    ],
)
def test_every_word_of_a_query_has_to_occur(query: str, found: tuple[LeadRow, ...]) -> None:
    assert matching((ANA, MARCUS), query) == found


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (None, ""),
        (datetime(2026, 11, 22, 6, 5, tzinfo=UTC), "07:05"),
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "00:30"),
        (datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "yesterday"),
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), "1 Mar"),
        (datetime(2025, 12, 31, 12, 0, tzinfo=UTC), "2025-12-31"),
    ],
)
def test_a_time_reads_as_a_person_says_it(at: datetime | None, said: str) -> None:
    assert when(at, NOW) == said


def test_an_open_call_is_marked_instead_of_the_last_verdict() -> None:
    open_row = lead_row(replace(ANA, verdict="qualified", open_call=uuid4()), 80, NOW)
    assert "resume" in open_row.text
    assert "qualified" not in open_row.text
    for call in (None, uuid4()):
        assert "do not contact" in lead_row(replace(ANA, verdict="do_not_contact", open_call=call), 80, NOW).text


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.integers(31, 200))
def test_a_line_is_as_wide_as_the_list_whatever_a_lead_is_called(
    name: str, company: str, title: str, width: int
) -> None:
    line = lead_row(replace(ANA, name=name, company=company, title=title), width, NOW)
    assert line.cells == width
    assert clean(line.text) == line.text
