from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot

from discovery.tui.rows import Row, row
from discovery.tui.widgets.lines import LineList, LineView, Paint
from tests.tui.pilot import driven, screen_text

SIZE = (40, 10)


class Watched(LineList):
    """Keeps the regions that it was asked to draw anew."""

    def __init__(self, paint: Paint) -> None:
        super().__init__(paint)
        self.drawn: list[tuple[Region, ...]] = []

    def refresh(self, *regions: Region, **options: Any) -> Watched:
        if hasattr(self, "drawn"):
            self.drawn.append(regions)
        super().refresh(*regions, **options)
        return self


class Shown(App[None]):
    def __init__(self, widget: LineView) -> None:
        super().__init__()
        self.widget = widget
        self.messages: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        self.messages.append(message)

    def on_line_list_picked(self, message: LineList.Picked) -> None:
        self.messages.append(message)


def numbered(count: int, *, headings: int = 0) -> Paint:
    def paint(width: int) -> Sequence[Row]:
        return [row(f"row {n}", target=None if headings and n % headings == 0 else n) for n in range(count)]

    return paint


def test_only_the_cells_that_differ_are_drawn_anew() -> None:
    widget = Watched(lambda _: [row("same"), row(("head ", "strong"), "old text"), row("same")])

    async def script(pilot: Pilot[None]) -> None:
        await pilot.pause()
        widget.drawn.clear()
        widget.show(lambda _: [row("same"), row(("head ", "strong"), "new"), row("same")])
        assert widget.drawn == [(Region(5, 1, 8, 1),)]
        widget.drawn.clear()
        widget.show(lambda _: [row("same"), row(("head ", "strong"), "new"), row("same")])
        assert widget.drawn == []
        await pilot.pause()
        assert "head new" in screen_text(pilot.app)
        assert "old" not in screen_text(pilot.app)

    driven(Shown(widget), script, size=SIZE)


def test_moving_the_cursor_draws_two_rows() -> None:
    widget = Watched(numbered(5))

    async def script(pilot: Pilot[None]) -> None:
        await pilot.pause()
        widget.drawn.clear()
        widget.move(1)
        assert widget.drawn == [(Region(0, 0, 39, 1),), (Region(0, 1, 39, 1),)]

    driven(Shown(widget), script, size=SIZE)


def test_the_cursor_passes_over_headings_and_stops_at_the_ends() -> None:
    widget = LineList(numbered(12, headings=4))

    async def script(pilot: Pilot[None]) -> None:
        seen = [widget.target]
        for by in (1, 1, 1, -1, -9, 99):
            widget.move(by)
            seen.append(widget.target)
        assert seen == [1, 2, 3, 5, 3, 1, 11]
        widget.edge(-1)
        assert widget.cursor == 1
        widget.edge(1)
        assert widget.cursor == 11

    driven(Shown(widget), script, size=SIZE)


@pytest.mark.parametrize("height", [3, 10, 24])
def test_the_cursor_is_always_in_view(height: int) -> None:
    widget = LineList(numbered(100))

    async def script(pilot: Pilot[None]) -> None:
        for by in (1, 30, -5, 99, -1, -50, 3, -99):
            widget.move(by)
            assert widget.top <= widget.cursor < widget.top + height
            assert 0 <= widget.top <= 100 - height
        for by in (1, 1, 1, -1, 1):
            widget.page(by)
            assert widget.top <= widget.cursor < widget.top + height

    driven(Shown(widget), script, size=(40, height))


def test_the_cursor_stays_in_view_when_the_window_shrinks() -> None:
    widget = LineList(numbered(100))

    async def script(pilot: Pilot[None]) -> None:
        widget.to(9)
        await pilot.resize_terminal(20, 4)
        await pilot.pause()
        assert widget.target == 9
        assert "row 9" in screen_text(pilot.app)

    driven(Shown(widget), script, size=SIZE)


def test_rows_are_made_anew_for_another_width() -> None:
    widget = LineView(lambda width: [row(f"width {width}")])

    async def script(pilot: Pilot[None]) -> None:
        assert "width 39" in screen_text(pilot.app)
        await pilot.resize_terminal(25, 10)
        await pilot.pause()
        assert "width 24" in screen_text(pilot.app)

    driven(Shown(widget), script, size=SIZE)


def test_a_shorter_list_keeps_the_cursor_on_its_last_row() -> None:
    widget = LineList(numbered(50))

    async def script(pilot: Pilot[None]) -> None:
        widget.edge(1)
        widget.show(numbered(3))
        assert (widget.cursor, widget.target, widget.top) == (2, 2, 0)
        widget.show(numbered(0))
        assert widget.target is None
        widget.move(1)
        widget.page(1)
        widget.edge(1)
        await pilot.pause()
        assert screen_text(pilot.app).strip() == ""

    driven(Shown(widget), script, size=SIZE)


def test_a_click_moves_the_cursor_and_picks() -> None:
    widget = LineList(numbered(12, headings=4))
    app = Shown(widget)

    async def script(pilot: Pilot[None]) -> None:
        await pilot.click(LineList, offset=(2, 3))
        await pilot.click(LineList, offset=(2, 4))
        await pilot.pause()
        assert widget.target == 3
        assert [type(message) for message in app.messages] == [LineList.Moved, LineList.Picked]

    driven(app, script, size=SIZE)


def test_more_than_fits_is_marked_and_can_be_scrolled() -> None:
    widget = LineView(lambda _: [row(f"line {n}") for n in range(30)])

    async def script(pilot: Pilot[None]) -> None:
        before = [line[-1] for line in screen_text(pilot.app).splitlines()]
        assert before[0] == "▐"
        assert before[-1] == " "
        assert widget.scroll_lines(99)
        assert not widget.scroll_lines(1)
        await pilot.pause()
        after = [line[-1] for line in screen_text(pilot.app).splitlines()]
        assert (after[0], after[-1]) == (" ", "▐")
        assert "line 29" in screen_text(pilot.app)

    driven(Shown(widget), script, size=SIZE)


def test_padding_moves_neither_the_mark_of_what_is_hidden_nor_a_click() -> None:
    widget = LineList(numbered(9))
    widget.styles.padding = 1

    async def script(pilot: Pilot[None]) -> None:
        assert [line[-2] for line in screen_text(pilot.app).splitlines()].count("▐") == 7
        await pilot.click(LineList, offset=(3, 3))
        assert widget.target == 2

    driven(Shown(widget), script, size=SIZE)


def test_a_row_wider_than_the_window_ends_in_an_ellipsis() -> None:
    widget = LineView(lambda _: [row("x" * 99)])

    async def script(pilot: Pilot[None]) -> None:
        assert screen_text(pilot.app).splitlines()[0].rstrip() == "x" * 38 + "…"

    driven(Shown(widget), script, size=SIZE)


@pytest.mark.parametrize("text", ["\x1b]0;title\x07", "\x9b31m", "[@click=app.quit]x[/]", "[/", "a\u202eb", "tab\tend"])
def test_foreign_text_is_literal_and_clean_on_the_screen(text: str) -> None:
    widget = LineView(lambda _: [Row(((text, "bad"),))])

    async def script(pilot: Pilot[None]) -> None:
        shown = screen_text(pilot.app)
        assert not any(character in shown for character in "\x1b\x07\x9b\u202e\t")
        assert "[@click" not in text or "[@click=app.quit]x[/]" in shown

    driven(Shown(widget), script, size=SIZE)
