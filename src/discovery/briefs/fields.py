"""What a template sees, as a list of fields: each one's path, its types and an example. A contract with every team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from discovery.banks.conditions import Json
from discovery.briefs.document import document
from discovery.briefs.sample import samples
from discovery.text import one_line

_TYPES = {str: "text", int: "number", float: "number", bool: "true or false", type(None): "nothing"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `sections[].lines[].text` is the `text` of each of the `lines` of each of the `sections`."""

    path: str
    type: str
    example: str


def fields(kind: str) -> tuple[Field, ...]:
    """The fields of a `brief` or of a `recap`, in the order of the document."""
    found: dict[str, list[Json]] = {}
    for page in samples(kind):
        for path, value in _leaves("", document(page)):
            found.setdefault(path, []).append(value)
    return tuple(_field(path, values) for path, values in found.items())


def _field(path: str, values: list[Json]) -> Field:
    types = sorted({_TYPES[type(value)] for value in values}, key="nothing".__eq__)
    example = next((str(value) for value in values if value not in (None, "")), "")
    return Field(path, " or ".join(types), one_line(example, 60))


def _leaves(path: str, value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(f"{path}[]", item)
    else:
        yield path, value
