from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from discovery.briefs.escape import escape_markdown
from discovery.text import clean


@pytest.mark.parametrize("char", string.punctuation)
def test_every_ascii_punctuation_is_escaped(char: str) -> None:
    assert escape_markdown(char) == f"\\{char}"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("two\nlines", "two lines"), ("  a \t b  ", "a b"), ("a\x1b[31mb", "a\\[31mb"), ("Ünï “x”", "Ünï “x”")],
)
def test_text_stays_on_one_line_and_keeps_what_is_no_punctuation(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


@given(st.text(min_size=1, max_size=60))
def test_markdown_shows_escaped_text_as_it_is(text: str) -> None:
    plain = " ".join(clean(text).split())
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(escape_markdown(text))
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert shown == plain
    assert {child.type for token in tokens for child in token.children or ()} <= {"text"}
