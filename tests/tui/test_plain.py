from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from discovery.tui.commands import CALL, LEADS
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.plain import Plain
from discovery.tui.widgets.titlebar import Titlebar
from tests.tui.pilot import driven, screen_text

HOSTILE = [
    "[/",
    "[/x] y",
    "[@click=app.quit]click[/]",
    "[b]bold[/b] [a-z]+[/0-9]",
    "\x1b]0;title\x07name",
    "\x1b[2J\x9b31mred",
    "a\u202eb\u200bc\U000e0041d",
    "{name} %s ${x}",
]


class Shown(App[None]):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield Titlebar(self.text, self.text)
        yield Plain(self.text, id="text")
        yield Plain("first", id="other")
        yield Keybar(CALL)


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_shown_as_it_is_and_does_nothing(text: str) -> None:
    async def script(pilot: Pilot[Any]) -> None:
        pilot.app.query_one("#other", Plain).update(text)
        await pilot.pause()
        await pilot.click("#text", offset=(2, 0))
        await pilot.pause()
        shown = screen_text(pilot.app)
        assert all(char.isprintable() or char == "\n" for char in shown)
        assert text.replace("\x1b", "").replace("\x07", "").replace("\x9b", "")[:6].translate(_HIDDEN) in shown
        assert pilot.app.is_running

    driven(Shown(text), script)


_HIDDEN = dict.fromkeys((0x202E, 0x200B, 0xE0041))


def test_a_longer_text_gets_more_lines() -> None:
    async def script(pilot: Pilot[Any]) -> None:
        text = pilot.app.query_one("#text", Plain)
        assert text.size.height == 1
        text.update("word " * 60)
        await pilot.pause()
        assert text.size.height == 4
        assert text.text == "word " * 60
        text.update(Content.assemble(("short", "bold")))
        await pilot.pause()
        assert text.size.height == 1

    driven(Shown("one"), script)


@pytest.mark.parametrize(("width", "fits"), [(80, "F4 Import"), (30, "^q Quit"), (20, "^q Quit")])
def test_the_keys_of_every_screen_always_fit(width: int, fits: str) -> None:
    class Bar(App[None]):
        def compose(self) -> ComposeResult:
            yield Keybar(LEADS)

    async def script(pilot: Pilot[Any]) -> None:
        assert fits in screen_text(pilot.app)

    driven(Bar(), script, size=(width, 5))


def test_the_footer_can_name_other_commands_meanwhile() -> None:
    async def script(pilot: Pilot[Any]) -> None:
        pilot.app.query_one(Keybar).show(LEADS)
        await pilot.pause()
        assert "Framework" in screen_text(pilot.app)

    driven(Shown("one"), script)
