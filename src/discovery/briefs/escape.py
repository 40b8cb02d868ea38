"""Foreign text inside Markdown: every character that Markdown could read is escaped."""

from __future__ import annotations

import string

from discovery.text import clean

_ESCAPES = str.maketrans({char: f"\\{char}" for char in string.punctuation})


def escape_markdown(text: str) -> str:
    """The text on one line, with a backslash before every ASCII punctuation: Markdown shows it as it is."""
    return " ".join(clean(text).split()).translate(_ESCAPES)
