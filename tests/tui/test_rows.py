from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from discovery.text import one_line
from discovery.tui.rows import BLANK, Row, bullets, cut, fit, pad, paragraph, row, spread, wrapped

TEXTS = st.text(max_size=80)
WIDTHS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one letter too many", 18, "one letter too ma…"),
        ("two\nlines\tand a tab", 40, "two lines and a tab"),
        ("日本語の名前", 7, "日本語…"),
        ("日本語の名前", 6, "日本…"),
        ("anything", 0, ""),
        ("a\x1b[2Jb", 20, "a[2Jb"),
    ],
)
def test_a_cut_text_says_that_it_was_cut(text: str, width: int, expected: str) -> None:
    assert cut(text, width) == expected


@given(TEXTS, WIDTHS)
def test_a_cut_text_is_never_wider_than_its_room(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) <= width
    assert cell_len(pad(text, width)) == width


@given(TEXTS, st.integers(2, 40))
def test_wrapping_loses_nothing_but_white_space(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(one_line(text).split())


@given(st.lists(TEXTS, max_size=4), WIDTHS)
def test_a_row_that_is_fitted_keeps_to_its_width(texts: list[str], width: int) -> None:
    line = row(*[(one_line(text), "dim") for text in texts], target=1)
    fitted = fit(line, width)
    assert fitted.cells <= width
    assert fitted.target == 1
    assert fitted == line or fitted.text.endswith("…") or not width


def test_a_row_that_is_cut_at_the_end_of_a_span_says_so() -> None:
    assert fit(row(("abc", "a"), ("def", "b")), 3).text == "ab…"
    assert fit(row(("abc", "a"), ("def", "b")), 6).text == "abcdef"


@given(TEXTS, TEXTS, WIDTHS)
def test_the_ends_of_a_spread_row_stand_at_the_edges(left: str, right: str, width: int) -> None:
    end = one_line(right)
    line = spread([(one_line(left), "")], [(end, "dim")], width)
    assert line.cells == width
    if cell_len(end) <= width:
        assert line.text.endswith(end)


def test_a_paragraph_hangs_from_what_leads_it() -> None:
    rows = paragraph("one two three four", 12, "dim", first=("F2 ", "accent"), target="x")
    assert [line.text for line in rows] == ["F2 one two", "   three", "   four"]
    assert {line.target for line in rows} == {"x"}
    assert [line.text for line in paragraph("one two three", 9, first=("Hint: ", "head"), indent=2)] == [
        "Hint: one",
        "  two",
        "  three",
    ]


def test_an_empty_text_makes_no_row_unless_something_leads_it() -> None:
    assert paragraph("", 20) == []
    assert [line.text for line in paragraph("", 20, first=("= ", ""))] == ["= "]
    assert Row() == BLANK


def test_bullets_mark_the_first_line_of_each_text() -> None:
    assert [line.text for line in bullets(["a b", "c"], 3)] == ["· a", "  b", "· c"]
