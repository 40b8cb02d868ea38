"""A draft in the user's own mail program: a `mailto:` URL (RFC 6068), which sends nothing by itself."""

from __future__ import annotations

import string
import webbrowser
from typing import NamedTuple

from discovery.text import clean, one_line

LIMIT = 1900
"""Characters of a URL that the mail programs take; some cut off what is longer, or open nothing."""
SUBJECT = 78
"""Characters of a subject, as RFC 5322 advises."""
_LINE_END = "%0D%0A"
_UNRESERVED = frozenset(f"{string.ascii_letters}{string.digits}-._~".encode())


class Draft(NamedTuple):
    """A URL, and whether the whole text is in it."""

    url: str
    whole: bool


def draft(subject: str, body: str) -> Draft:
    """The draft of a message to nobody yet: the lines of the body from the first one on, as many as fit."""
    url = f"mailto:?subject={_encoded(one_line(subject, SUBJECT))}&body="
    lines, more = [_encoded(line) for line in clean(body).strip().split("\n")], _encoded("[…]")
    whole = url + _LINE_END.join(lines)
    if len(whole) <= LIMIT:
        return Draft(whole, True)
    for line in lines:
        if len(url) + len(line) + len(_LINE_END) + len(more) > LIMIT:
            break
        url += line + _LINE_END
    return Draft(url + more, False)


def _encoded(text: str) -> str:
    """The text percent-encoded, all but the characters that no URL reserves (RFC 3986, 2.3)."""
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode())


def can_open() -> bool:
    """Whether this machine opens URLs in a window of their own: a browser for terminals would take this one."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    return type(browser) is not webbrowser.GenericBrowser
