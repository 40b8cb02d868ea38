"""Shapes and letters that say what colours say, so that nothing hangs on a colour."""

from __future__ import annotations

from collections.abc import Mapping

from discovery.engine.answers import Evidence
from discovery.engine.assessment import Verdict

EVIDENCE_LETTER: Mapping[Evidence, str] = {Evidence.NONE: "–", Evidence.CLAIMED: "c", Evidence.CONFIRMED: "C"}

VERDICT_LOOK: Mapping[Verdict, tuple[str, str]] = {
    Verdict.DO_NOT_CONTACT: ("■", "bad"),
    Verdict.DISQUALIFIED: ("✕", "bad"),
    Verdict.INSUFFICIENT: ("○", "strong"),
    Verdict.QUALIFIED: ("◆", "good"),
    Verdict.NURTURE: ("△", "warn"),
    Verdict.DEVELOP: ("◇", "accent"),
}
"""The shape and the style of each verdict."""

GATE_LOOK: Mapping[str, tuple[str, str]] = {"met": ("✓", "good"), "weak": ("✗", "bad"), "open": ("○", "warn")}
"""The shape and the style of each state of a must-pass."""


def verdict_word(verdict: str) -> str:
    """A verdict as a person reads it."""
    return verdict.replace("_", " ")
