"""Foreign text made safe: used on every way in and again where text is shown.

Textual writes control characters of the data to the terminal from every text surface, so a lead's name
could set the window title or fill the clipboard. What is removed: C0 controls but newline and tab, DEL,
C1 controls, bidirectional controls, tag characters, zero-width characters (but joiners inside emoji), lone
surrogates. Everything else is kept as it is.
"""

from __future__ import annotations

import re
import unicodedata

SHOWN_LIMIT = 4000
"""Characters of one text that are shown; more would only slow the screen down."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, Arabic letter mark
    "\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidi controls
    "\u3164\ufeff\uffa0\ufff9-\ufffc"  # fillers, byte order mark, interlinear anchors
    "\U000e0000-\U000e0fff\U0001d173-\U0001d17a"  # tags, invisible musical controls
    "\ud800-\udfff]"  # lone surrogates
)
_JOINER = re.compile("\u200d")
_LINE_END = re.compile("\r\n?|\x85|\u2028|\u2029")
_BEFORE_JOINER = frozenset("\ufe0f")


def _is_pictograph(char: str) -> bool:
    return ord(char) >= 0x2190 and unicodedata.category(char) in {"So", "Sk"}


def _joined(text: str, at: int) -> bool:
    """Whether the joiner at that place stands between two parts of an emoji."""
    if not 0 < at < len(text) - 1:
        return False
    before = text[at - 1]
    if before in _BEFORE_JOINER and at > 1:
        before = text[at - 2]
    return _is_pictograph(before) and _is_pictograph(text[at + 1])


def clean(text: str) -> str:
    """The text without characters that do something to a terminal or hide. Idempotent; ends of lines become `\\n`."""
    if text.isascii() and text.isprintable():
        return text
    text = _UNSAFE.sub("", _LINE_END.sub("\n", text))
    if "\u200d" not in text:
        return text
    return _JOINER.sub(lambda found: found[0] if _joined(text, found.start()) else "", text)


def shown(text: str, limit: int = SHOWN_LIMIT) -> str:
    """Clean text for a screen, capped at `limit` characters."""
    text = clean(text if len(text) <= 2 * limit else text[: 2 * limit])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def one_line(text: str, limit: int = SHOWN_LIMIT) -> str:
    """Clean text on one line: runs of white space become one space."""
    return shown(" ".join(clean(text[: 4 * limit]).split()), limit)


def counted(count: int, noun: str) -> str:
    """So many of them: `1 note`, `1,200 notes`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$")


def slug(text: str, fallback: str = "unnamed", limit: int = 60) -> str:
    """A name for a file that is safe on every system: letters, digits and hyphens of ASCII, lower case."""
    ascii_only = unicodedata.normalize("NFKD", clean(text[: 8 * limit])).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:limit].strip("-") or fallback
    return f"{name}-" if _RESERVED.match(name) else name
