"""What is written piece by piece must come to what a whole repaint would show."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import pyte
from rich.console import Console
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Static

from discovery.tui.cells import CellCompositor, CellScreen, CellUpdate
from discovery.tui.rows import Row, row
from discovery.tui.widgets.lines import LineView, Paint
from tests.tui.pilot import driven

SIZE = (60, 16)
WORDS = ("Ana Ruiz", "日本語", "a", "│", "café", "   ", "🙂 ok", "a long word and another")


class Pile(CellScreen[None]):
    """Lines beside each other, and a box that lies over both."""

    CSS = """
    #left { width: 25; border: round white; }
    #over { layer: over; width: 20; height: 5; offset: 15 4; border: solid white; }
    Pile { layers: base over; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.views = [LineView(id="left"), LineView(id="right")]

    def compose(self) -> ComposeResult:
        yield Horizontal(*self.views)
        yield Static("over", id="over", markup=False)


class Written:
    """A terminal to which updates are written."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(*SIZE)
        self._stream = pyte.Stream(self._screen)
        self._console = Console(color_system="truecolor", force_terminal=True, width=SIZE[0])

    def write(self, update: CellUpdate | None) -> None:
        self._stream.feed(update.render_segments(self._console) if update else "")

    def whole(self, strips: Sequence[Strip]) -> None:
        for y, strip in enumerate(strips):
            self._stream.feed(f"\x1b[{y + 1};1H" + strip.render(self._console))

    @property
    def cells(self) -> list[list[tuple[str, str, str, bool]]]:
        """Each cell's letter, colours and weight."""
        buffer = self._screen.buffer
        every = [[buffer[y][x] for x in range(SIZE[0])] for y in range(SIZE[1])]
        return [[(cell.data, cell.fg, cell.bg, cell.bold) for cell in line] for line in every]


def some_rows(rng: random.Random) -> list[Row]:
    styles = ["", "dim", "strong", "accent"]
    return [
        row(*((rng.choice(WORDS), rng.choice(styles)) for _ in range(rng.randrange(4))))
        for _ in range(rng.randrange(20))
    ]


def piled(check: Callable[[Pile, CellCompositor], None]) -> None:
    """Runs the check on such a screen, with no frames of Textual's own in between."""
    app: App[None] = App()

    async def script(pilot: Pilot[None]) -> None:
        screen = Pile()
        await app.push_screen(screen)
        await pilot.pause()
        cells = screen._compositor
        assert isinstance(cells, CellCompositor)
        with app.batch_update():
            check(screen, cells)

    driven(app, script, size=SIZE)


def shows(*rows: Row) -> Paint:
    return lambda _: rows


def test_pieces_come_to_what_a_whole_repaint_shows() -> None:
    def check(screen: Pile, cells: CellCompositor) -> None:
        rng, terminal = random.Random(5), Written()
        over = screen.query_one("#over")
        terminal.whole(cells.render_strips())
        for _ in range(150):
            for view in rng.sample(screen.views, rng.randrange(1, 3)):
                view.show(shows(*some_rows(rng)))
                view.scroll_lines(rng.randrange(-3, 4))
            if rng.random() < 0.3:
                x, y = rng.randrange(-3, 18), rng.randrange(-2, 5)
                over.refresh(Region(x, y, rng.randrange(9), rng.randrange(4)))
            cells.update_widgets({*screen.views, over})
            terminal.write(cells.render_partial_update())
            whole = Written()
            whole.whole(cells.render_strips())
            assert terminal.cells == whole.cells

    piled(check)


def test_two_words_in_opposite_corners_cost_two_words() -> None:
    def check(screen: Pile, cells: CellCompositor) -> None:
        for word in ("one", "two"):
            screen.views[0].show(shows(row("It is ", (word, "strong"))))
            screen.views[1].show(shows(*[row("")] * 14, row("So is ", (word, "dim"))))
            cells.update_widgets({*screen.views})
            update = cells.render_partial_update()
        assert update is not None
        said = update.render_segments(Console(color_system=None, force_terminal=True))
        assert re.sub(r"\x1b\[[0-9;]*m", "", said) == "\x1b[2;8Htwo\x1b[15;32Htwo"

    piled(check)


def test_nothing_changed_writes_nothing() -> None:
    def check(screen: Pile, cells: CellCompositor) -> None:
        assert cells.render_partial_update() is None
        screen.refresh(Region(200, 3, 4, 1))
        cells.update_widgets({screen})
        assert cells.render_partial_update() is None

    piled(check)
