from __future__ import annotations

import os
import webbrowser
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.text import clean, one_line
from discovery.tui.mail import LIMIT, can_open, draft
from tests.examples import examples


def read(url: str) -> tuple[str, str]:
    """Subject and body, as a mail program takes them from the URL."""
    parts = urlsplit(url)
    assert (parts.scheme, parts.path, parts.netloc) == ("mailto", "", "")
    fields = parse_qs(parts.query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=True)
    (subject,), (body,) = fields["subject"], fields["body"]
    assert sorted(fields) == ["body", "subject"]
    return subject, body


def test_a_short_text_is_whole_in_the_draft() -> None:
    made = draft("Nordwind: hand-off", "Why now: 100 % of & + = ? #\nThey said “yes”.\n")
    assert made.whole
    assert read(made.url) == ("Nordwind: hand-off", "Why now: 100 % of & + = ? #\r\nThey said “yes”.")


def test_what_does_not_fit_is_cut_between_lines_and_says_so() -> None:
    made = draft("Brief", "\n".join(f"line {number} of a long brief" for number in range(400)))
    assert not made.whole
    assert LIMIT - 60 < len(made.url) <= LIMIT
    lines = read(made.url)[1].split("\r\n")
    assert lines[-1] == "[…]"
    assert lines[:-1] == [f"line {number} of a long brief" for number in range(len(lines) - 1)]


@examples(80)
@given(st.text(max_size=300), st.text(max_size=3000))
def test_any_text_makes_a_url_that_is_safe_and_short(subject: str, body: str) -> None:
    made = draft(subject, body)
    assert made.url.isascii()
    assert made.url.isprintable()
    assert " " not in made.url
    assert len(made.url) <= LIMIT
    told, text = read(made.url)
    assert told == one_line(subject, 78)
    if made.whole:
        assert text.replace("\r\n", "\n") == clean(body).strip()


@pytest.mark.skipif(os.name == "nt", reason="browsers are named in another way there")
def test_a_browser_for_terminals_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def only(browser: webbrowser.BaseBrowser | None) -> None:
        monkeypatch.setattr(webbrowser, "_browsers", {"one": [None, browser]} if browser else {})
        monkeypatch.setattr(webbrowser, "_tryorder", ["one"] if browser else [])

    only(webbrowser.GenericBrowser("w3m"))
    assert not can_open()
    only(webbrowser.BackgroundBrowser("xdg-open"))
    assert can_open()
    only(None)
    assert not can_open()
