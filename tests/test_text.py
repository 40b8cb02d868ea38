from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.text import SHOWN_LIMIT, clean, counted, one_line, shown, slug

FAMILY = "👨‍👩‍👧"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("plain", "plain"),
        ("\x1b]0;title\x07", "]0;title"),
        ("a\x9b2Jb", "a2Jb"),
        ("left\u202eright", "leftright"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("dos\r\nmac\rend", "dos\nmac\nend"),
        ("zero\u200bwidth\u200dhere\ufeff", "zerowidthhere"),
        (FAMILY, FAMILY),
        ("❤️‍🔥", "❤️‍🔥"),
        ("a\U000e0041b", "ab"),
        ("a\ud800b", "ab"),
        ("[@click=app.quit]x[/x]", "[@click=app.quit]x[/x]"),
        ("Zoë Müller-Łukasz 北京", "Zoë Müller-Łukasz 北京"),
    ],
)
def test_what_acts_or_hides_is_removed_and_the_rest_is_kept(text: str, left: str) -> None:
    assert clean(text) == left


@given(st.text())
def test_cleaning_is_idempotent_and_leaves_no_control(text: str) -> None:
    left = clean(text)
    assert clean(left) == left
    assert not [c for c in left if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", left)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])))
def test_letters_digits_and_punctuation_survive(text: str) -> None:
    assert clean(text) == text or re.search("[\u115f\u1160\u3164\uffa0]", text)


@given(st.text())
def test_shown_text_is_capped_and_one_line_is_one_line(text: str) -> None:
    assert len(shown(text * 100)) <= SHOWN_LIMIT
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(("count", "told"), [(0, "0 notes"), (1, "1 note"), (2, "2 notes"), (1200, "1,200 notes")])
def test_one_is_told_from_many(count: int, told: str) -> None:
    assert counted(count, "note") == told


@given(st.text())
def test_a_slug_is_a_safe_name_on_every_system(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-?", slug(text))


@pytest.mark.parametrize("text", ["", "../../etc/passwd", "CON", "nul", "...", "💥", "x" * 10_000])
def test_hostile_names_make_harmless_slugs(text: str) -> None:
    name = slug(text)
    assert len(name) <= 61
    assert name not in {"", "con", "nul"}
    assert "/" not in name
