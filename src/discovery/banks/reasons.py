"""Reason codes and objection cards: the two lists that lie beside the banks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from discovery.banks.conditions import Json


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a call ended as it did. `outcome`: disqualify, nurture, route or close; `reopen`: None for never."""

    code: str
    title: str
    outcome: str
    reopen: str | None


@dataclass(frozen=True, slots=True)
class Objection:
    """A card for an objection. `feeds` is a topic, `if_true` the reason code where it is real."""

    id: str
    heard: str
    kind: str
    feeds: str | None
    clarify: str
    respond: str
    if_true: str | None
    say: tuple[str, ...]


def reasons_from(data: Mapping[str, Json]) -> Mapping[str, Reason]:
    """The reasons of a checked file, by code, in its order."""
    return MappingProxyType(
        {item["code"]: Reason(item["code"], item["title"], item["outcome"], item["reopen"]) for item in data["reasons"]}
    )


def objections_from(data: Mapping[str, Json]) -> tuple[Objection, ...]:
    """The cards of a checked file, in its order."""
    return tuple(Objection(**{**item, "say": tuple(item["say"])}) for item in data["objections"])
