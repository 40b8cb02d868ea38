"""The one-line text form of conditions, lowered to the same tree as the tree form.

    situation.users >= 50 and authority.role != 'user'
    money.route in [allocated, discretion] or not competition.alternatives has vendors
    at_least 2 of (money.route answered, timeline.driver answered, pain.severity > 5)

`not` binds tighter than `and`, `and` tighter than `or`. `==` and `!=` become `is` and `not`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from discovery.banks.conditions import Json

DEPTH_LIMIT = 24
"""Parentheses and `not`s inside each other."""
LENGTH_LIMIT = 4000
"""Characters of one condition."""

_KEPT = 4096
"""Conditions that are kept as read: those of a file are looked at many times."""

_COMPARISONS = {"==": "is", "!=": "not", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_KEYWORDS = frozenset({"and", "or", "not", "in", "has", "answered", "at_least", "of"})
_TOKEN = re.compile(
    r"""\s*(?:(?P<fact>[A-Za-z_]\w*\.\w+)
          |(?P<number>[-+]?\d{1,15}(?:\.\d{1,15})?(?![\w.]))
          |(?P<word>[A-Za-z_]\w*)
          |(?P<string>'[^'\n]*'|"[^"\n]*")
          |(?P<sign>==|!=|>=|<=|>|<|\(|\)|\[|\]|,))""",
    re.VERBOSE | re.ASCII,
)
_SPACE = re.compile(r"\s*")

Place = tuple[str | int, ...]
"""Where in a tree something stands: the keys and indexes on the way to it."""


class GrammarError(ValueError):
    """The text cannot be read from `offset` (in characters, from 0) on."""

    def __init__(self, offset: int, text: str) -> None:
        super().__init__(text)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a text. It is shared by all who parse the same text, so nobody may change it."""

    tree: dict[str, Json]
    _offsets: dict[tuple[int, str], int]

    def offset(self, place: Place) -> int:
        """Where in the text what is at a place of the tree stands, or what is around it."""
        found = 0
        at: Json = self.tree
        for part in place:
            found = self._offsets.get((id(at), str(part)), found)
            at = at[part]
        return found


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


def parse(text: str) -> Parsed:
    """The tree of the text form. Raises GrammarError with the offset of the mistake."""
    found = _parsed(text)
    if isinstance(found, GrammarError):
        raise GrammarError(found.offset, str(found))
    return found


@lru_cache(maxsize=_KEPT)
def _parsed(text: str) -> Parsed | GrammarError:
    try:
        if len(text) > LENGTH_LIMIT:
            raise GrammarError(LENGTH_LIMIT, f"longer than {LENGTH_LIMIT} characters; simplify it")
        reader = _Reader(_tokens(text), len(text.rstrip()))
        tree = reader.either(0)
        if (rest := reader.peek()) is not None:
            said = f"'{_short(rest.text)}' is not expected here; join tests with `and` or `or`"
            raise GrammarError(rest.offset, said)
    except GrammarError as error:
        return GrammarError(error.offset, str(error))  # without the frames that it came through
    return Parsed(tree, reader.offsets)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            space = _SPACE.match(text, at)
            at = space.end() if space else at
            raise GrammarError(at, _unreadable(text[at:]))
        kind = found.lastgroup or ""
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        at = found.end()
    return tokens


def _unreadable(rest: str) -> str:
    hints = {
        "=": "`=` is written `==`",
        "&": "`&&` is written `and`",
        "|": "`||` is written `or`",
        "!": "`!` is written `not`",
    }
    if rest[0] in "'\"":
        return "a quoted text has no end; close the quote"
    return hints.get(rest[0], f"'{_short(rest[:1])}' is not expected here; see `discovery bank explain QB113`")


class _Reader:
    """Recursive descent over the tokens; the depth is limited, so it cannot run out of stack."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self._tokens, self._end, self._at = tokens, end, 0
        self.offsets: dict[tuple[int, str], int] = {}

    def peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def either(self, depth: int) -> dict[str, Json]:
        return self._joined("or", "any", self._both, depth)

    def _both(self, depth: int) -> dict[str, Json]:
        return self._joined("and", "all", self._single, depth)

    def _joined(self, word: str, key: str, inner: Callable[[int], dict[str, Json]], depth: int) -> dict[str, Json]:
        parts = [inner(depth)]
        while self._take(word):
            parts.append(inner(depth))
        return parts[0] if len(parts) == 1 else {key: parts}

    def _single(self, depth: int) -> dict[str, Json]:
        token = self.peek()
        if depth > DEPTH_LIMIT:
            raise GrammarError(token.offset if token else self._end, f"nested deeper than {DEPTH_LIMIT}; simplify it")
        if self._take("not"):
            return {"not": self._single(depth + 1)}
        if self._take("("):
            part = self.either(depth + 1)
            self._need(")")
            return part
        if self._take("at_least"):
            return self._at_least(depth)
        if self._take("has") or self._take("in") or self._take("answered"):
            raise GrammarError(token.offset if token else 0, "the fact comes first, as in `money.route answered`")
        return self._leaf()

    def _at_least(self, depth: int) -> dict[str, Json]:
        count = self._next("number", "a number, as in `at_least 2 of (…)`")
        if not count.text.isdigit():
            raise GrammarError(count.offset, "the number of `at_least` is a whole one")
        self._need("of")
        self._need("(")
        parts = [self.either(depth + 1)]
        while self._take(","):
            parts.append(self.either(depth + 1))
        self._need(")")
        counted = {"n": int(count.text), "of": parts}
        self.offsets[id(counted), "n"] = count.offset
        return {"at_least": counted}

    def _leaf(self) -> dict[str, Json]:
        fact = self._next("fact", "a fact, as in `money.route`")
        token = self.peek()
        if self._take("answered"):
            return self._test(fact, "answered", True, fact.offset)
        if self._take("in"):
            start = self._need("[")
            return self._test(fact, "in", self._values(), start.offset)
        if self._take("has"):
            operator = "has"
        elif token is not None and token.text in _COMPARISONS and token.kind == "sign":
            operator = _COMPARISONS[token.text]
            self._at += 1
        else:
            at = token.offset if token else self._end
            raise GrammarError(at, "a test is missing; one of == != > >= < <= in has answered")
        at = token.offset if (token := self.peek()) else self._end
        return self._test(fact, operator, self._value(), at)

    def _test(self, fact: _Token, operator: str, operand: Json, at: int) -> dict[str, Json]:
        leaf = {"fact": fact.text, operator: operand}
        self.offsets[id(leaf), "fact"], self.offsets[id(leaf), operator] = fact.offset, at
        return leaf

    def _values(self) -> list[Json]:
        if self._take("]"):
            return []
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._need("]")
        return values

    def _value(self) -> Json:
        token = self.peek()
        if token is None or token.kind not in {"number", "word", "string"} or token.text in _KEYWORDS:
            at = token.offset if token else self._end
            raise GrammarError(at, "a value is missing; a number, a choice's id or a text in quotes")
        self._at += 1
        if token.kind == "number":
            return float(token.text) if "." in token.text else int(token.text)
        return token.text[1:-1] if token.kind == "string" else token.text

    def _take(self, text: str) -> bool:
        token = self.peek()
        if token is None or token.kind not in {"word", "sign"} or token.text != text:
            return False
        self._at += 1
        return True

    def _need(self, text: str) -> _Token:
        token = self.peek()
        if token is None or not self._take(text):
            raise GrammarError(token.offset if token else self._end, f"`{text}` is missing here")
        return token

    def _next(self, kind: str, what: str) -> _Token:
        token = self.peek()
        if token is None or token.kind != kind:
            raise GrammarError(token.offset if token else self._end, f"expected {what}")
        self._at += 1
        return token
