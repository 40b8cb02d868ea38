"""The brief of a closed call, to read, to copy and to save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen

from discovery.briefs.brief import Brief
from discovery.briefs.preview import preview
from discovery.briefs.render import Format
from discovery.errors import DiscoveryError
from discovery.files import write_whole
from discovery.text import slug
from discovery.tui.commands import BRIEF, bindings
from discovery.tui.notices import complain, tell
from discovery.tui.rows import BLANK, Row, paragraph
from discovery.tui.screens.prompts import TextPrompt
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.titlebar import Titlebar

_MARKS: Mapping[str, tuple[str, str]] = {
    "confirmed": ("✓ ", "good"),
    "claimed": ("~ ", "warn"),
    "unknown": ("? ", "dim"),
    "text": ("  ", ""),
}
"""By the tag of a line: the mark before it, so that colour is never the only sign, and its style."""
LEGEND = "✓ confirmed · ~ claimed · ? unknown"


class BriefScreen(Screen[None]):
    """A brief and its text in each format; nothing here needs the store any more."""

    CSS_PATH = "brief.tcss"
    KEYS = BRIEF
    BINDINGS = bindings(BRIEF)

    def __init__(self, brief: Brief, texts: Mapping[Format, str], folder: Path) -> None:
        super().__init__()
        self._brief, self._texts, self._folder = brief, texts, folder
        self._lines = preview(brief)

    def compose(self) -> ComposeResult:
        yield Titlebar("Brief", LEGEND)
        yield LineView(self._paint)
        yield Keybar(BRIEF)

    def _paint(self, width: int) -> Sequence[Row]:
        rows: list[Row] = []
        for style, text in self._lines:
            if style == "heading":
                rows += [BLANK, *paragraph(text, width, "head")] if rows else paragraph(text, width, "head")
            else:
                mark, colour = _MARKS[style]
                rows += paragraph(text, width, first=(mark, colour))
        return rows

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._texts["markdown"])
        tell(self.app, "Copied as Markdown, where the terminal lets programs write the clipboard")

    @work(exclusive=True, group="modal")
    async def action_save(self) -> None:
        path = self._folder / f"{slug(self._brief.title)}.md"
        hint = "The HTML goes beside it, with the ending .html"
        typed = await self.app.push_screen_wait(TextPrompt("Save the brief as", hint, str(path)))
        if not typed:
            return
        try:
            page = save(Path(typed), self._texts)
        except DiscoveryError as error:
            complain(self.app, error)
            return
        tell(self.app, f"Saved {page} and {page.with_suffix('.html').name}")

    def action_back(self) -> None:
        self.dismiss()

    def action_move(self, by: int) -> None:
        self.query_one(LineView).scroll_lines(by)

    def action_page(self, by: int) -> None:
        view = self.query_one(LineView)
        view.scroll_lines(by * max(1, view.size.height - 1))

    def action_edge(self, side: int) -> None:
        view = self.query_one(LineView)
        view.scroll_lines(side * len(view.rows))


def save(path: Path, texts: Mapping[Format, str]) -> Path:
    """Writes both formats, each whole or not at all, and makes the folder; the place of the Markdown.

    Raises StoreUnavailableError where the place cannot be written.
    """
    path = path.expanduser()
    page = path if path.suffix.lower() in {".md", ".markdown", ".txt"} else path.with_name(f"{path.name}.md")
    write_whole(page, texts["markdown"])
    write_whole(page.with_suffix(".html"), texts["html"])
    return page
