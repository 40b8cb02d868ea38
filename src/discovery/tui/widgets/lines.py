"""Lines of text drawn the cheap way: no layout when they change, and only the cells that changed are drawn anew.

A Textual ScrollView lays the whole screen out again whenever the number of its lines changes; these widgets scroll
by themselves, and the last column, which is kept free, shows how far.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from discovery.text import clean
from discovery.tui.rows import BLANK, STYLES, Row, Span, fit

Paint = Callable[[int], Sequence[Row]]
"""Makes the rows for a width in cells."""

_SPACES = str.maketrans("\n\t", "  ")


def _nothing(_: int) -> Sequence[Row]:
    return ()


class LineView(Widget, inherit_bindings=False):
    """Rows that can be scrolled. They are made for the width there is, and again when it changes."""

    COMPONENT_CLASSES = {*(f"lines--{name}" for name in STYLES), "lines--cursor", "lines--thumb"}
    DEFAULT_CSS = """
    LineView { height: 1fr; width: 1fr; background: $background; color: $foreground; }
    LineView > .lines--dim { color: $text-muted; }
    LineView > .lines--strong { text-style: bold; }
    LineView > .lines--accent { color: $text-accent; text-style: bold; }
    LineView > .lines--good { color: $text-success; text-style: bold; }
    LineView > .lines--warn { color: $text-warning; text-style: bold; }
    LineView > .lines--bad { color: $text-error; text-style: bold; }
    LineView > .lines--head { color: $text-primary; text-style: bold; }
    LineView > .lines--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    LineView > .lines--thumb { color: $primary-muted; }
    """

    def __init__(self, paint: Paint = _nothing, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._paint = paint
        self._rows: Sequence[Row] = ()
        self._top = 0
        self._thumb = range(0)
        self._looks: dict[str, Style] = {}
        self._drawn: dict[int, tuple[object, Strip]] = {}

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown, scrolled out of view or not."""
        return self._rows

    @property
    def top(self) -> int:
        """The first row in view."""
        return self._top

    @property
    def text(self) -> str:
        """The rows without their styles."""
        return "\n".join(line.text for line in self._rows)

    @property
    def room(self) -> int:
        """The width that rows are made for: all but the last column."""
        return max(0, self.size.width - 1)

    def show(self, paint: Paint, *, top: int | None = None) -> None:
        """Shows the rows that `paint` makes; `top` scrolls there. Only what changed is drawn anew."""
        self._paint = paint
        if self.size.width:
            self._take(paint(self.room), self._top if top is None else top)

    def scroll_lines(self, by: int) -> bool:
        """Scrolls by so many rows; whether there was anything left to scroll."""
        return self._scroll(self._top + by)

    def _take(self, rows: Sequence[Row], top: int) -> None:
        before, old_top, old_thumb = self._rows, self._top, self._thumb
        width, height = self.size
        self._rows, self._top = rows, max(0, min(top, len(rows) - height))
        self._thumb = self._thumb_of(height)
        if self._top != old_top:
            self.refresh()
            return
        changed = []
        for y in range(min(height, max(len(before), len(rows)) - self._top)):
            index = y + self._top
            old = before[index] if index < len(before) else BLANK
            new = rows[index] if index < len(rows) else BLANK
            if old.spans != new.spans:
                changed.append(self._differing(y, old, new, width - 1))
        changed += [Region(width - 1, y, 1, 1) for y in {*old_thumb} ^ {*self._thumb}]
        if changed:
            self.refresh(*changed)

    @staticmethod
    def _differing(y: int, before: Row, after: Row, room: int) -> Region:
        """The cells of a line that differ: between the spans that both rows begin and end with."""
        start = 0
        for old, new in zip(before.spans, after.spans, strict=False):
            if old != new:
                break
            start += cell_len(old[0])
        end = max(before.cells, after.cells)
        if before.cells == after.cells:
            for old, new in zip(reversed(before.spans), reversed(after.spans), strict=False):
                if old != new:
                    break
                end -= cell_len(old[0])
        return Region(start, y, max(0, min(end, room) - start), 1)

    def _scroll(self, top: int) -> bool:
        top = max(0, min(top, len(self._rows) - self.size.height))
        if top == self._top:
            return False
        self._top = top
        self._thumb = self._thumb_of(self.size.height)
        self.refresh()
        return True

    def on_resize(self, event: events.Resize) -> None:
        width, height = self.size  # without padding, unlike that of the event
        if width:
            self._rows = self._paint(self.room)
            self._top = max(0, min(self._top, len(self._rows) - height))
            self._thumb = self._thumb_of(height)
            self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        if self.scroll_lines(3):
            event.stop()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        if self.scroll_lines(-3):
            event.stop()

    def notify_style_update(self) -> None:
        self._looks.clear()
        self._drawn.clear()
        super().notify_style_update()

    def look(self, name: str) -> Style:
        """The colours of a style by its name."""
        if name not in self._looks:
            self._looks[name] = self.get_component_rich_style(f"lines--{name}") if name else self.rich_style
        return self._looks[name]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines without the detour through what Textual keeps for borders, links and ANSI colours.

        None of these has a colour of the terminal's own, so the filter that translates those has nothing to do.
        """
        if self.gutter.width or self.gutter.height or self.opacity < 1:
            return super().render_lines(crop)
        width = self.size.width
        strips = [self._kept_line(y, width) for y in crop.line_range]
        if crop.x or crop.width != width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        for each in self.get_line_filters():
            if not isinstance(each, ANSIToTruecolor):
                strips = [strip.apply_filter(each, self.background_colors[1]) for strip in strips]
        return strips

    def _kept_line(self, y: int, width: int) -> Strip:
        """A line as it was drawn last time, where it is the same: Textual asks for all of them at every frame."""
        index = y + self._top
        spans = self._rows[index].spans if index < len(self._rows) else ()
        drawn = spans, self._is_cursor(index), y in self._thumb, width
        kept = self._drawn.get(y)
        if kept is None or kept[0] != drawn:
            kept = self._drawn[y] = drawn, self._draw(*drawn)
        return kept[1]

    def render_line(self, y: int) -> Strip:
        return self._kept_line(y, self.size.width)

    def _draw(self, spans: Sequence[Span], cursor: bool, thumb: bool, width: int) -> Strip:
        room, plain = width - 1, self.look("")
        line = fit(Row(tuple(spans)), room)
        look = self.look("cursor") if cursor else None
        over = Style(color=look.color, bgcolor=look.bgcolor, bold=True) if look else None
        segments = [Segment(clean(text).translate(_SPACES), over or self.look(style)) for text, style in line.spans]
        left = room - sum(cell_len(segment.text) for segment in segments)
        if left > 0:
            segments.append(Segment(" " * left, over or plain))
        segments.append(Segment("▐", self.look("thumb")) if thumb else Segment(" ", plain))
        return Strip(segments, width)

    def _is_cursor(self, index: int) -> bool:
        return False

    def _thumb_of(self, height: int) -> range:
        """The lines whose last column says how far it is scrolled; none where everything fits."""
        count = len(self._rows)
        if count <= height:
            return range(0)
        size = max(1, height * height // count)
        start = round((height - size) * self._top / (count - height))
        return range(start, start + size)


class LineList(LineView):
    """Rows with a cursor. Rows without a `target` are headings, where any row has one; the cursor passes over them.

    Keys belong to the screen, which calls `move`, `page` and `edge`; a click moves the cursor and picks.
    """

    class Moved(Message):
        """The cursor moved by a key or a click; `list.target` is where it stands."""

        def __init__(self, list_: LineList) -> None:
            super().__init__()
            self.list = list_

        @property
        def control(self) -> LineList:
            return self.list

    class Picked(Moved):
        """The row under the cursor was clicked."""

    def __init__(self, paint: Paint = _nothing, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(paint, id=id, classes=classes)
        self._cursor = 0

    @property
    def cursor(self) -> int:
        """The row of the cursor; 0 where there are none."""
        return self._cursor

    @property
    def target(self) -> object:
        """What the row of the cursor stands for; None in an empty list."""
        return self._rows[self._cursor].target if self._cursor < len(self._rows) else None

    def show(self, paint: Paint, *, top: int | None = None, cursor: int | None = None) -> None:
        """As in LineView; `cursor` moves there without a message. The cursor stays on its row, or the last one."""
        self._paint = paint
        if cursor is not None and cursor != self._cursor:
            self._redraw(self._cursor)
            self._cursor = cursor
            self._redraw(cursor)
        if not self.size.width:
            return
        rows = paint(self.room)
        settled = self._settled(rows, self._cursor)
        if settled != self._cursor:
            self._redraw(self._cursor)
            self._cursor = settled
            self._redraw(settled)
        self._take(rows, self._top_for(settled, len(rows)) if top is None else top)

    def move(self, by: int) -> None:
        """Moves the cursor by so many rows that it can stand on."""
        places = self._places()
        if not places:
            return
        at = sum(1 for place in places if place < self._cursor)
        self.to(places[max(0, min(len(places) - 1, at + by))])

    def page(self, by: int) -> None:
        """Moves the cursor by pages."""
        wanted = self._cursor + by * max(1, self.size.height - 1)
        places = self._places()
        if places:
            self.to(min(places, key=lambda place: abs(place - wanted)))

    def edge(self, side: int) -> None:
        """Moves the cursor to the first (-1) or the last row (1)."""
        places = self._places()
        if places:
            self.to(places[0] if side < 0 else places[-1])

    def to(self, index: int, *, tell: bool = True) -> None:
        """Moves the cursor to a row and brings it into view; posts Moved where it did move and `tell` is set."""
        if index == self._cursor:
            return
        self._redraw(self._cursor)
        self._cursor = index
        self._redraw(index)
        self._scroll(self._top_for(index, len(self._rows)))
        if tell:
            self.post_message(self.Moved(self))

    def find(self, target: object) -> int | None:
        """The first row that stands for `target`."""
        return next((index for index, line in enumerate(self._rows) if line.target == target), None)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._cursor = self._settled(self._rows, self._cursor)
        self._scroll(self._top_for(self._cursor, len(self._rows)))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        index = self._top + offset.y if offset is not None else -1
        if index in self._places():
            self.to(index)
            self.post_message(self.Picked(self))

    def _places(self) -> Sequence[int]:
        return _places(self._rows)

    @staticmethod
    def _settled(rows: Sequence[Row], cursor: int) -> int:
        """The row nearest to the cursor that it can stand on."""
        if cursor < len(rows) and rows[cursor].target is not None:
            return cursor
        places = _places(rows)
        return min(places, key=lambda place: abs(place - cursor)) if places else 0

    def _top_for(self, index: int, count: int) -> int:
        """Where to scroll so that a row is in view, with its neighbours, moving no more than needed."""
        height = self.size.height
        margin = min(2, max(0, (height - 1) // 2))
        top = self._top
        if index < top + margin:
            top = index - margin
        elif index > top + height - 1 - margin:
            top = index - height + 1 + margin
        return max(0, min(top, count - height))

    def _redraw(self, index: int) -> None:
        if self._top <= index < self._top + self.size.height:
            self.refresh(Region(0, index - self._top, self.room, 1))

    def _is_cursor(self, index: int) -> bool:
        return index == self._cursor and index < len(self._rows)


def _places(rows: Sequence[Row]) -> Sequence[int]:
    places = [index for index, line in enumerate(rows) if line.target is not None]
    return places or range(len(rows))
