"""A source checked against the shape of its kind: every mistake of it, each with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from discovery.banks import schema
from discovery.banks.conditions import OPERATORS, Json
from discovery.banks.grammar import Place
from discovery.banks.hints import did_you_mean, listed, quoted
from discovery.banks.yaml_reader import Source
from discovery.errors import Problem

KINDS = ("topic", "framework", "reasons", "objections")
PROBLEMS_LIMIT = 100
"""Problems of one file that are shown."""
FOUND_LIMIT = 150
"""Problems of one file that are looked for, of each sort: a file of garbage must not take long."""

_MARKS = frozenset({"<text>", "<leaf>", "<all>", "<any>", "<not>", "<at_least>", "[key]"})
"""What pydantic's places have besides the keys and indexes of the file."""
_LENGTHS = {"string_too_long": "max_length", "too_long": "max_length", "too_short": "min_length"}
_BOUNDS = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}
_BOUND_WORDS = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most"}
_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number that is not infinite",
    "bool_type": "true or false",
    "list_type": "a list, as in [a, b]",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "dict_type": "a mapping of keys to values",
}
_PATTERNS = {
    schema.ID: ("QB206", "no id; use lower-case letters, digits and underscores, a letter first"),
    schema.FACT_ID: ("QB206", "no fact; write topic.fact, as in money.route"),
    schema.IDS: ("QB206", "no id; write ids, of several the latest first, with commas between"),
    schema.FACT_IDS: ("QB206", "no fact; write topic.fact, of several the latest first, with commas between"),
    schema.CODE: ("QB206", "no code; use upper-case letters and digits, with hyphens between words"),
    schema.VERSION: ("QB207", 'no version; write three numbers in quotes, as in "1.0.0"'),
    schema.CURRENCY: ("QB204", "no currency; use three letters, as in USD"),
    schema.NOT_EMPTY: ("QB208", "empty; write something, or leave the key out"),
}


def kind_of(source: Source) -> str | None:
    """Which kind of bank file it is, by its keys."""
    if not isinstance(source.data, dict):
        return None
    return next((kind for kind in KINDS if kind in source.data), None)


def shape_problems(source: Source, kind: str) -> tuple[Problem, ...]:
    """What the reader found and what does not have the shape of the kind, in no particular order."""
    if source.fatal:
        return source.problems
    try:
        schema.FILES[kind].model_validate(source.data)
    except ValidationError as error:
        found = (_problem(source, kind, item) for item in error.errors(include_url=False)[:FOUND_LIMIT])
        return (*source.problems, *(problem for problem in found if problem is not None))
    return source.problems


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems of one file in its order, each once, and not more than a person can use."""
    kept = tuple(sorted(set(problems), key=lambda one: (one.path, one.line, one.column, one.code, one.text)))
    if len(kept) <= PROBLEMS_LIMIT:
        return kept
    last = kept[PROBLEMS_LIMIT]
    rest = "there are more mistakes from here on; mend the ones above and check again"
    severity = "error" if any(one.severity == "error" for one in kept) else "warning"
    return (*kept[:PROBLEMS_LIMIT], Problem(last.path, last.line, last.column, "QB013", rest, severity))


def _problem(source: Source, kind: str, item: Mapping[str, Any]) -> Problem | None:
    raw: Place = item["loc"]
    unknown = raw[-1:] if item["type"] == "extra_forbidden" else ()  # a key of the file, whatever it looks like
    place = (*(part for part in raw[: len(raw) - len(unknown)] if part not in _MARKS), *unknown)
    if any(place[: len(bad)] == bad for bad in source.poisoned):
        return None
    code, text = _told(kind, item, raw, place)
    at_key = item["type"] == "extra_forbidden" or raw[-1:] == ("[key]",)
    return source.problem(code, place, text, at_key=at_key)


def _told(kind: str, item: Mapping[str, Any], raw: Place, place: Place) -> tuple[str, str]:
    """The code of an error of pydantic, and its text."""
    error, value, context = item["type"], item["input"], item.get("ctx", {})
    name = _named(place)
    if error.startswith("QB"):
        return error, f"{name}is {quoted(value)}; {item['msg']}"
    if error == "missing":
        return "QB202", f"{name}is missing; add it"
    if error == "extra_forbidden":
        known = _known_keys(kind, raw)
        return (
            "QB201",
            f"unknown key {name.strip()}; {did_you_mean(str(place[-1]), known, f'known here: {listed(known)}')}",
        )
    if error == "string_pattern_mismatch":
        code, advice = _PATTERNS[context["pattern"]]
        what = quoted(value) if value.strip() else name.strip()
        return code, f"{what} is {advice}"
    if error == "literal_error":
        values = [word.strip("' ") for word in context["expected"].replace(" or ", ", ").split(",")]
        return "QB204", f"{name}is {quoted(value)}; {did_you_mean(str(value), values, f'possible: {listed(values)}')}"
    return _told_size(error, name, value, context, place)


def _named(place: Place) -> str:
    if not place:
        return "the file "
    last, around = place[-1], place[-2:-1]
    return f"{quoted(last)} " if isinstance(last, str) else f"item {last + 1} of '{around[0] if around else ''}' "


def _told_size(error: str, name: str, value: Json, context: Mapping[str, Any], place: Place) -> tuple[str, str]:
    if error in _BOUNDS:
        bound = _BOUNDS[error]
        return "QB205", f"{name}is {quoted(value)}; it has to be {_BOUND_WORDS[bound]} {context[bound]:g}"
    if error == "too_short":
        return "QB208", f"{name}is an empty list; add to it, or leave the key out"
    if error in _LENGTHS:
        return "QB205", f"{name}is longer than {context[_LENGTHS[error]]}; shorten it"
    wanted = _WANTED.get(error, "something else")
    if place[-1:] == ("version",):
        return "QB207", f'{name}is {quoted(value)}; write it in quotes, as in "1.0.0"'
    advice = "; put it into quotes" if error == "string_type" and isinstance(value, int | float) else ""
    return "QB203", f"{name}is {quoted(value)} instead of {wanted}{advice or '; mend or remove it'}"


def _known_keys(kind: str, raw: Place) -> tuple[str, ...]:
    tag = next((part for part in reversed(raw[:-1]) if isinstance(part, str)), "")
    if tag == "<leaf>":
        return ("fact", *OPERATORS)
    if tag.startswith("<"):
        return (tag.strip("<>"),)
    return schema.keys_of(schema.FORMS.get(tag, schema.FILES[kind]))
