"""Colours that can be read: every theme's texts get a contrast of 4.5 to 1 at least, and NO_COLOR leaves none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

NAMES: Mapping[str, str] = {"dark": "textual-dark", "light": "textual-light"}
"""What a user may call the two themes that most want."""
CONTRAST = 4.5
"""Of small text on its background, as WCAG 2.2 has it in criterion 1.4.3."""
BACKGROUNDS = ("background", "surface", "panel")
TEXTS = ("foreground", *(f"text-{name}" for name in ("muted", "primary", "accent", "success", "warning", "error")))
_CURSOR = ("block-cursor-foreground", "block-cursor-background")
_STEPS = 20


def contrast(one: Color, other: Color) -> float:
    """The ratio of two colours' relative luminances, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Color) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables of a theme, the colours of its texts moved towards black or white as far as they have to be."""
    behind = [Color.parse(variables[name]) for name in BACKGROUNDS]
    found = {name: _moved(_colour(variables[name], behind[0]), behind).hex for name in TEXTS}
    cursor = Color.parse(variables[_CURSOR[1]])
    return {**variables, **found, _CURSOR[0]: _moved(behind[0], [cursor]).hex}


def _colour(value: str, behind: Color) -> Color:
    """A colour of a theme; `auto 60%` is black or white at that strength, whichever is farther from the background."""
    if not value.startswith("auto"):
        return behind + Color.parse(value)
    strength = float(value.removeprefix("auto").strip().rstrip("%") or 100) / 100
    return behind + behind.get_contrast_text(strength)


def _moved(colour: Color, behind: list[Color]) -> Color:
    best = max((Color(255, 255, 255), Color(0, 0, 0)), key=lambda end: min(contrast(end, each) for each in behind))
    steps = (colour.blend(best, step / _STEPS, 1) for step in range(_STEPS))
    return next((step for step in steps if min(contrast(step, each) for each in behind) >= CONTRAST), best)


class Uncoloured(LineFilter):
    """Takes every colour away; what only a background told, such as the cursor of a list, is reversed instead."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment._replace(style=_uncoloured(segment.style, background)) if segment.style else segment
            for segment in segments
        ]


@lru_cache(1024)
def _uncoloured(style: Style, background: Color) -> Style:
    plain = style.without_color
    own = style.bgcolor.triplet if style.bgcolor else None
    stands_out = own is not None and contrast(Color(*own), background) > 2
    return plain + Style(reverse=True) if stands_out else plain
