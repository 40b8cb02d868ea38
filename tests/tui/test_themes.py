from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget

from discovery.tui.rows import STYLES
from discovery.tui.screens.call import CallScreen
from discovery.tui.themes import BACKGROUNDS, CONTRAST, NAMES, TEXTS, Uncoloured, contrast, readable
from discovery.tui.widgets.lines import LineView
from tests.tui.pilot import WIDE, driven, leads_app, wait_for, wait_until

OFFERED = sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi)


def variables(theme: str) -> dict[str, str]:
    return readable(BUILTIN_THEMES[theme].to_color_system().generate())


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1.0),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(Color.parse(one), Color.parse(other)) == pytest.approx(ratio, abs=0.01)
    assert contrast(Color.parse(other), Color.parse(one)) == contrast(Color.parse(one), Color.parse(other))


@pytest.mark.parametrize("theme", OFFERED)
def test_every_text_can_be_read_on_every_background(theme: str) -> None:
    colours = variables(theme)
    pairs = [(text, behind) for text in TEXTS for behind in BACKGROUNDS]
    pairs.append(("block-cursor-foreground", "block-cursor-background"))
    weak = {
        (text, behind): ratio
        for text, behind in pairs
        if (ratio := contrast(Color.parse(colours[text]), Color.parse(colours[behind]))) < CONTRAST
    }
    assert weak == {}


@pytest.mark.parametrize("theme", OFFERED)
def test_a_colour_that_can_be_read_stays_as_the_theme_has_it(theme: str) -> None:
    before = BUILTIN_THEMES[theme].to_color_system().generate()
    behind = [Color.parse(before[name]) for name in BACKGROUNDS]
    for name in TEXTS:
        colour = Color.parse(before[name]) if not before[name].startswith("auto") else None
        if colour is not None and colour.a == 1 and min(contrast(colour, each) for each in behind) >= CONTRAST:
            assert Color.parse(variables(theme)[name]) == colour


def test_every_style_of_a_line_is_read_on_the_screens_in_light_and_dark(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*"marcus", "enter")
        await wait_for(pilot, CallScreen)
        for theme in NAMES.values():
            app.theme = theme
            await pilot.pause()
            for view in app.screen.query(LineView):
                assert [name for name in ("", *STYLES, "cursor") if _ratio(view, view.look(name)) < CONTRAST] == []

    driven(app, script, database=database, size=WIDE)


def _ratio(widget: Widget, look: Style) -> float:
    assert look.color is not None
    assert look.bgcolor is not None
    front, behind = look.color.triplet, look.bgcolor.triplet
    assert front is not None
    assert behind is not None
    return contrast(Color(*front), Color(*behind))


def test_a_theme_is_set_by_the_configuration(demo_store: Path) -> None:
    for asked, theme in (*NAMES.items(), ("nord", "nord")):
        app, database = leads_app(demo_store, theme=asked)
        database.close()
        assert app.theme == theme


def test_a_theme_that_is_not_there_is_said_and_the_program_starts(demo_store: Path) -> None:
    app, database = leads_app(demo_store, theme="ansi-dark")

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: app._notifications)
        (told,) = app._notifications
        assert "there is no theme ansi-dark" in told.message
        assert app.theme == "textual-dark"

    driven(app, script, database=database)


def test_without_colours_what_only_a_background_told_is_reversed(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = Color.parse("#101010")
    cursor = Segment("cursor", Style.parse("bold #000000 on #0178d4"))
    plain = Segment("plain", Style.parse("italic #ff0000 on #101010"))
    bare = Segment("bare")
    shown = Uncoloured().apply([cursor, plain, bare], behind)
    assert [segment.text for segment in shown] == ["cursor", "plain", "bare"]
    assert [segment.style for segment in shown] == [Style.parse("bold reverse"), Style.parse("italic"), None]


def test_no_color_is_honoured(demo_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> list[Style]:
        await pilot.press("f1")
        return _styles(app)

    styles = driven(app, script, database=database)
    assert styles
    assert [style for style in styles if style.color or style.bgcolor] == []


def _styles(app: App[Any]) -> list[Style]:
    strips = app.screen._compositor.render_strips()
    return [segment.style for strip in strips for segment in strip if segment.style is not None]
