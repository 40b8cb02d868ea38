"""Foreign text inside Markdown and plain text: whatever the format could read as its own is taken from it."""

from __future__ import annotations

import string

from discovery.text import clean

_ESCAPES = str.maketrans({char: f"\\{char}" for char in string.punctuation})
_TYPEWRITER = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚", "'"),
        "…": "...",
        "–": "-",
        "—": "-",
        "·": "-",
        "\u00a0": " ",
    }
)


def escape_markdown(text: str) -> str:
    """The text on one line, with a backslash before every ASCII punctuation: Markdown shows it as it is."""
    if text.isascii() and text.isalnum():
        return text
    return " ".join(clean(text).split()).translate(_ESCAPES)


def plain_text(text: str) -> str:
    """The text on one line, its typographic punctuation as a typewriter has it; letters stay as they are."""
    line = " ".join(clean(text).split())
    return line if line.isascii() else line.translate(_TYPEWRITER)
