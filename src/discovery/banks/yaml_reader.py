"""One YAML file read safely: plain values out, every mistake with its place, and the place of every value on demand.

The file is read event by event with PyYAML's C parser and resolved by the core schema of YAML 1.2, in one pass
that holds its own stack: it cannot be made to recurse, to expand, or to build anything but text, numbers, true,
false, null, lists and mappings. Keys are taken as they are spelled, so that they are text always, as in JSON.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yamlcore import CCoreLoader

from discovery.banks.conditions import Json
from discovery.banks.grammar import Place
from discovery.errors import Problem
from discovery.text import clean, one_line

SIZE_LIMIT = 1_000_000
VALUES_LIMIT = 20_000
"""Keys and values of a file: some eight hundred questions, and what is checked well within a second."""
DEPTH_LIMIT = 24
DIGITS_LIMIT = 15

_DROPPED: Final = ""
"""The key of a value that is thrown away: a duplicate, or one whose key is no text."""
_NOT_A_KEY: Final = object()
_VALUES = frozenset({ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent})
_CONSTANTS = {"true": True, "false": False}
_TAG_DIRECTIVE = re.compile("(?:^|[\n\r\x85\u2028\u2029])(%TAG)")
_RESOLVERS: Any = CCoreLoader.yaml_implicit_resolvers


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: lines and columns from 1, and what a scalar spans in the text."""

    line: int
    column: int
    key_line: int
    key_column: int
    start: int
    end: int
    style: str


@dataclass(frozen=True)
class Source:
    """A file as read. `data` is None where `fatal`; `poisoned` are the places whose values are not what was written."""

    path: str
    text: str
    data: Json
    problems: tuple[Problem, ...]
    fatal: bool = False
    poisoned: frozenset[Place] = frozenset()

    @cached_property
    def spots(self) -> dict[Place, Spot]:
        """The place of every value. Reads the file a second time, so it is for when something is wrong."""
        spots: dict[Place, Spot] = {}
        with suppress(yaml.YAMLError):  # reported when it was read
            _Builder(self.path, self.text, spots).run()
        return spots

    def problem(self, code: str, place: Place, text: str, *, at_key: bool = False, severity: str = "error") -> Problem:
        """A problem at a value (or its key), or at the nearest thing around it that is there."""
        known = place
        while known and known not in self.spots:
            known = known[:-1]
        spot = self.spots.get(known)
        if spot is None:
            return Problem(self.path, 1, 1, code, text, severity)
        line, column = (spot.key_line, spot.key_column) if at_key else (spot.line, spot.column)
        return Problem(self.path, line, column, code, text, severity)

    def inside(self, code: str, place: Place, offset: int, text: str) -> Problem:
        """A problem inside a text value, `offset` characters in."""
        spot = self.spots.get(place)
        if spot is None:
            return self.problem(code, place, text)
        index = _source_index(self.text, spot, str(_value_at(self.data, place)), offset)
        line, column = _line_column(self.text, index)
        return Problem(self.path, line, column, code, text)


def read_file(path: Path) -> Source:
    """The file as a source; one that cannot be opened is a source with that problem."""
    label = str(path)
    try:
        if not path.is_file():
            return _failed(label, "QB001", "is not a file; look at the name")
        with path.open("rb") as stream:
            return read_bytes(label, stream.read(SIZE_LIMIT + 1))
    except OSError as error:
        return _failed(label, "QB001", f"cannot be read ({error.strerror}); look at its permissions")


def read_bytes(label: str, raw: bytes) -> Source:
    """The content of a file as a source. Never raises; what is wrong is in `problems`."""
    if len(raw) > SIZE_LIMIT:
        return _failed(label, "QB002", "larger than 1 MB; split it, or look whether it is the right file")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _failed(label, "QB003", "written in UTF-16 or UTF-32; save it as UTF-8")
    if b"\0" in raw:
        line, column = _line_column(raw.decode("utf-8", "replace"), raw.decode("utf-8", "replace").index("\0"))
        return _failed(label, "QB003", "a NUL byte; save the file as plain UTF-8 text", line, column)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = _line_column(before, len(before))
        return _failed(label, "QB003", "bytes that are no UTF-8; save the file as UTF-8", line, column)
    return read_text(label, text)


def read_text(label: str, text: str) -> Source:
    builder = _Builder(label, text, None)
    try:
        builder.run()
    except yaml.YAMLError as error:
        builder.fail(*_syntax(text, error))
    if not builder.fatal and builder.root is None and not builder.problems:
        builder.fail(1, 1, "QB010", "nothing in it; begin with `topic:`, `framework:`, `reasons:` or `objections:`")
    return Source(
        label,
        text,
        None if builder.fatal else builder.root,
        tuple(builder.problems),
        builder.fatal,
        frozenset(builder.poisoned),
    )


def _failed(label: str, code: str, text: str, line: int = 1, column: int = 1) -> Source:
    return Source(label, "", None, (Problem(label, line, column, code, text),), fatal=True)


def _syntax(text: str, error: yaml.YAMLError) -> tuple[int, int, str, str]:
    if isinstance(error, yaml.reader.ReaderError):
        at = next((i for i, char in enumerate(text) if not _printable(char)), 0)
        line, column = _line_column(text, at)
        return line, column, "QB004", f"the character U+{ord(text[at]):04X} may not stand in YAML; remove it"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.problem, error.context) if part)
        if mark is not None:
            return (
                mark.line + 1,
                mark.column + 1,
                "QB004",
                f"{one_line(what, 200)}; look at quotes, colons and the indent",
            )
    return 1, 1, "QB004", f"{one_line(str(error), 200)}; look at quotes, colons and the indent"


def _printable(char: str) -> bool:
    code = ord(char)
    return code in (0x9, 0xA, 0xD, 0x85) or 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFFFD or code >= 0x10000


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being filled. `key` is where its next value goes."""

    into: Any
    key: Any = _NOT_A_KEY
    key_mark: Any = None
    is_key: bool = False  # a list or mapping that stands where a key should


@dataclass
class _Builder:
    path: str
    text: str
    spots: dict[Place, Spot] | None
    root: Json = None
    problems: list[Problem] = field(default_factory=list)
    poisoned: set[Place] = field(default_factory=set)
    fatal: bool = False
    stack: list[_Frame] = field(default_factory=list)

    def run(self) -> None:
        """Reads all events. Raises yaml.YAMLError where the text is no YAML."""
        if directive := _TAG_DIRECTIVE.search(self.text):  # the parser takes minutes over many of them
            self.fail(*_line_column(self.text, directive.start(1)), "QB007", "a tag directive (%TAG); leave it out")
            return
        next_event = CCoreLoader(self.text).get_event
        values = documents = 0
        while not self.fatal and (event := next_event()) is not None:
            kind = event.__class__
            values += kind in _VALUES
            if values > VALUES_LIMIT:
                self._report(event, "QB002", f"more than {VALUES_LIMIT:,} keys and values; split the file")
                self.fatal = True
                return
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event, {} if kind is MappingStartEvent else [])
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close()
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._report(event, "QB009", "a second document begins here; one file holds one, split it")
                    self.fatal = True

    def fail(self, line: int, column: int, code: str, text: str) -> None:
        self.problems.append(Problem(self.path, line, column, code, text))
        self.fatal = True

    def _report(self, event: Any, code: str, text: str) -> None:
        mark = event.start_mark
        self.problems.append(Problem(self.path, mark.line + 1, mark.column + 1, code, text))

    def _scalar(self, event: ScalarEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is _NOT_A_KEY and frame.into.__class__ is dict:
            self._key(frame, event)
            return
        value: Json = event.value
        if event.implicit[0]:
            for tag, pattern in _RESOLVERS.get(value[:1], ()):
                if pattern.match(value):
                    value = self._resolved(event, tag)
                    break
        if value.__class__ is str:
            value = clean(value)
        self._put(event, value)

    def _key(self, frame: _Frame, event: ScalarEvent) -> None:
        key = clean(event.value)
        if key in frame.into or not key:
            what = (
                f"'{one_line(key, 40)}' stands here twice; keep one"
                if key
                else "a key is empty; remove the colon or name it"
            )
            self._report(event, "QB008" if key else "QB011", what)
            key = _DROPPED
        frame.key, frame.key_mark = key, event.start_mark

    def _resolved(self, event: ScalarEvent, tag: str) -> Json:
        value, kind = event.value, tag.rpartition(":")[2]
        if kind == "null":
            return None
        if kind == "bool":
            return _CONSTANTS[value.lower()]
        if len(value) > 2 * DIGITS_LIMIT or sum(map(str.isdigit, value.lower().partition("e")[0])) > DIGITS_LIMIT:
            self._report(
                event, "QB012", f"a number of more than {DIGITS_LIMIT} digits; shorten it, or put it into quotes"
            )
            self.poisoned.add(self._place())
            return None
        if kind == "int":
            return int(value, 0) if value[:2] in ("0o", "0x") else int(value)
        return float(value.lower().replace(".inf", "inf").replace(".nan", "nan"))

    def _open(self, event: Any, into: Json) -> None:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        if len(self.stack) >= DEPTH_LIMIT:
            self._report(event, "QB005", f"nested deeper than {DEPTH_LIMIT}; look for a bracket too many")
            self.fatal = True
            return
        frame = self.stack[-1] if self.stack else None
        is_key = frame is not None and frame.key is _NOT_A_KEY and frame.into.__class__ is dict
        if is_key:
            self._report(event, "QB011", "a key has to be text; look for a bracket or a question mark too many")
        elif self.spots is not None:
            self._spot(event)
        self.stack.append(_Frame(into, is_key=is_key))

    def _close(self) -> None:
        done = self.stack.pop()
        if done.is_key:
            self.stack[-1].key = _DROPPED
        else:
            self._attach(done.into)

    def _alias(self, event: Any) -> None:
        self._report(
            event, "QB006", f"an alias (*{one_line(event.anchor, 40)}); write the value out, or put it into quotes"
        )
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is _NOT_A_KEY and frame.into.__class__ is dict:
            frame.key = _DROPPED
        else:
            self.poisoned.add(self._place())
            self._put(event, None)

    def _decorated(self, event: Any) -> None:
        if event.anchor is not None:
            self._report(
                event, "QB006", f"an anchor (&{one_line(event.anchor, 40)}); write the value out, or put it into quotes"
            )
        if event.tag is not None:
            self._report(
                event, "QB007", f"a tag ({one_line(event.tag, 40)}); leave it out, or put the text into quotes"
            )

    def _put(self, event: Event, value: Json) -> None:
        if self.spots is not None:
            self._spot(event)
        self._attach(value)

    def _attach(self, value: Json) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        if frame.into.__class__ is list:
            frame.into.append(value)
            return
        if frame.key is not _DROPPED:
            frame.into[frame.key] = value
        frame.key = _NOT_A_KEY

    def _place(self) -> Place:
        return tuple(len(frame.into) if isinstance(frame.into, list) else frame.key for frame in self.stack)

    def _spot(self, event: Any) -> None:
        place, mark = self._place(), event.start_mark
        if self.spots is None or _DROPPED in place or _NOT_A_KEY in place:
            return
        frame = self.stack[-1] if self.stack else None
        key = frame.key_mark if frame is not None and frame.key_mark is not None else mark
        style = getattr(event, "style", None) or ""
        self.spots[place] = Spot(
            mark.line + 1, mark.column + 1, key.line + 1, key.column + 1, mark.index, event.end_mark.index, style
        )


def _value_at(data: Json, place: Place) -> Json:
    for part in place:
        data = data[part]
    return data


def _source_index(text: str, spot: Spot, value: str, offset: int) -> int:
    """Where in the file the character at `offset` of a scalar stands.

    Folding and indents change nothing but white space, so the characters that are none are counted instead.
    """
    wanted = sum(not char.isspace() for char in value[:offset])
    index = spot.start
    if spot.style in ("|", ">"):
        index = text.find("\n", index) + 1
    elif spot.style in ("'", '"'):
        index += 1
    while index < spot.end:
        if not text[index].isspace():
            if wanted == 0:
                return index
            wanted -= 1
            escaped = (
                text[index : index + 2] == "''" if spot.style == "'" else spot.style == '"' and text[index] == "\\"
            )
            index += escaped
        index += 1
    return max(spot.start, spot.end - (spot.style in ("'", '"')))


def _line_column(text: str, index: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - start + 1
