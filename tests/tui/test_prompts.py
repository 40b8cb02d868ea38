from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from discovery.errors import UsageError
from discovery.text import clean
from discovery.tui.rows import Row, row
from discovery.tui.screens.prompts import Choice, Notice, PickPrompt, TextPrompt
from tests.tui.pilot import Host, driven, screen_text
from tests.tui.test_plain import HOSTILE

CHOICES = [Choice("b", "Beta", "the second"), Choice("a", "Alpha", "the first"), Choice("c", "Gamma [/x]", "\x1b[2J")]


def answered(host: Host, *keys: str) -> list[object]:
    async def script(pilot: Pilot[Any]) -> list[object]:
        await pilot.press(*keys)
        await pilot.pause()
        return host.results

    return driven(host, script)


def _no_odd(typed: str) -> str:
    if len(typed) % 2:
        raise UsageError(f"{typed!r} is odd: type one more")
    return typed.upper()


def test_a_text_is_returned_as_its_check_makes_it() -> None:
    assert answered(Host(TextPrompt("Name?", check=_no_odd)), *"abcd", "enter", "enter") == ["ABCD"]


def test_a_refused_text_says_why_and_can_be_mended() -> None:
    host = Host(TextPrompt("Name?", "hint", check=_no_odd))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press(*"abc", "enter")
        await pilot.pause()
        assert host.results == []
        assert "'abc' is odd: type one more" in screen_text(host)
        await pilot.press("d", "enter")
        await pilot.pause()
        assert host.results == ["ABCD"]

    driven(host, script)


def test_a_text_can_start_from_a_value_and_be_cancelled() -> None:
    host = Host(TextPrompt("Name?", value="old"))

    async def script(pilot: Pilot[Any]) -> None:
        assert host.screen.query_one(Input).value == "old"
        await pilot.press("x", "escape")
        await pilot.pause()
        assert host.results == [None]

    driven(host, script)


@pytest.mark.parametrize(
    ("keys", "picked"),
    [
        (("enter",), "a"),
        (("down", "enter"), "c"),
        (("up", "enter"), "b"),
        (("up", "up", "up", "enter"), "b"),
        (("pagedown", "enter"), "c"),
        ((*"second", "enter"), "b"),
        ((*"gam", "enter"), "c"),
        (("escape",), None),
    ],
)
def test_one_of_a_list_is_picked_by_arrows_or_by_typing(keys: tuple[str, ...], picked: str | None) -> None:
    assert answered(Host(PickPrompt("Which?", CHOICES, "a")), *keys) == [picked]


def test_nothing_is_picked_where_nothing_fits() -> None:
    assert answered(Host(PickPrompt("Which?", CHOICES)), *"zzz", "enter") == []


def test_a_filter_that_is_taken_back_shows_everything_again() -> None:
    host = Host(PickPrompt("Which?", CHOICES))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("z", "backspace")
        await pilot.pause()
        assert "Alpha" in screen_text(host)

    driven(host, script)


def _lines(_: int) -> Sequence[Row]:
    return [row(f"line {number}") for number in range(40)]


@pytest.mark.parametrize("key", ["enter", "escape"])
def test_a_notice_scrolls_and_closes(key: str) -> None:
    host = Host(Notice("Report", _lines, 40))

    async def script(pilot: Pilot[Any]) -> None:
        assert "line 0 " in screen_text(host)
        await pilot.press("pagedown", "down", "up", "pagedown", "pageup")
        await pilot.pause()
        assert "line 0 " not in screen_text(host)
        await pilot.press(key)
        await pilot.pause()
        assert host.results == [None]

    driven(host, script)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("size", [(80, 24), (30, 10)])
def test_hostile_text_in_a_prompt_is_shown_as_it_is(text: str, size: tuple[int, int]) -> None:
    for screen in (
        TextPrompt(text, text, text),
        PickPrompt(text, [Choice("x", text, text)]),
        Notice(text, lambda _: [row(clean(text))], 1),
    ):
        host = Host(screen)

        async def script(pilot: Pilot[Any], host: Host = host) -> str:
            return screen_text(host)

        shown = driven(host, script, size=size)
        assert clean(shown) == shown
