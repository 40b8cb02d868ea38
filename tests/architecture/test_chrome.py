"""What the program itself writes on the screens: no emoji, whose width terminals do not agree about."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import discovery

SOURCE = Path(discovery.__file__).parent
FILES = sorted(path for folder in ("tui", "cli") for path in (SOURCE / folder).rglob("*.py"))
JOINERS = {"\ufe0f", "\u200d", "\u20e3"}
"""What makes an emoji of a character, or one of several."""


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def emoji(text: str) -> list[str]:
    """The characters that a terminal may draw as a picture, or two cells wide."""
    return [
        character
        for character in text
        if character in JOINERS or ord(character) >= 0x1F000 or unicodedata.east_asian_width(character) in "WF"
    ]


def test_emoji_are_found() -> None:
    assert emoji("a ✓ ● ▸ → “x” é") == []
    assert emoji("\U0001f389 ✔\ufe0f ⭐ 表") == ["\U0001f389", "\ufe0f", "⭐", "表"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_text_of_the_program_has_an_emoji(path: Path) -> None:
    found = [(line, emoji(text)) for line, text in texts(ast.parse(path.read_text("utf-8"))) if emoji(text)]
    assert found == []
