from __future__ import annotations

import pytest

from discovery.briefs.preview import Row, preview
from tests.briefs.calls import FULL, NEARLY_EMPTY, Change, brief_of


def test_the_preview_reads_as_the_brief_does() -> None:
    brief = brief_of(FULL)
    rows = preview(brief)
    headings = [row.text for row in rows if row.style == "heading"]
    assert headings[0] == brief.title
    assert headings[1:11] == [section.title for section in brief.sections]
    assert rows[1] == Row("confirmed", brief.headline.text)


@pytest.mark.parametrize("changes", [(), NEARLY_EMPTY, FULL])
def test_every_line_of_the_brief_is_there_with_its_tag(changes: tuple[Change, ...]) -> None:
    brief = brief_of(changes)
    rows = preview(brief)
    for section in brief.sections:
        for line in section.lines:
            assert Row(line.tag or "text", line.text) in rows
    assert all("\n" not in row.text for row in rows)


def test_override_quotes_changed_answers_and_notes_are_in_the_preview() -> None:
    shown = "\n".join(row.text for row in preview(brief_of(FULL)))
    assert "Override: develop, Sam Okafor" in shown
    assert "EUR 60,000 a year (2026-11-20 14:07+01:00, replaced)" in shown
    assert "“Call it seven thousand a month.”" in shown
    assert "Promised: a sample agreement" in shown
