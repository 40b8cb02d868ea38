"""The brief of a closed call: to read, to copy, to save, to mail and to hand over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from textual import work
from textual.app import ComposeResult

from discovery.briefs.brief import Brief
from discovery.briefs.preview import preview
from discovery.briefs.render import Format
from discovery.engine.handoffs import State
from discovery.errors import DiscoveryError, FaultError
from discovery.files import write_whole
from discovery.service.handoff_words import reply, standing, state_word
from discovery.text import slug
from discovery.tui import topics
from discovery.tui.cells import CellScreen
from discovery.tui.commands import BRIEF, bindings
from discovery.tui.delivering import Delivering
from discovery.tui.handing import OneHandOff
from discovery.tui.handoff_rows import MARKS
from discovery.tui.keymap import worded
from discovery.tui.mail import can_open, draft
from discovery.tui.notices import complain, tell
from discovery.tui.rows import BLANK, Row, paragraph
from discovery.tui.screens.prompts import Choice, PickPrompt, TextPrompt
from discovery.tui.screens.turns import MODAL, InTurn
from discovery.tui.widgets.keybar import Keybar
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.plain import Plain
from discovery.tui.widgets.titlebar import Titlebar

_MARKS: Mapping[str, tuple[str, str]] = {
    "confirmed": ("✓ ", "good"),
    "claimed": ("~ ", "warn"),
    "unknown": ("? ", "dim"),
    "text": ("  ", ""),
}
"""By the tag of a line: the mark before it, so that colour is never the only sign, and its style."""
LEGEND = "✓ confirmed · ~ claimed · ? unknown"


class BriefScreen(InTurn[None], CellScreen[None]):
    """A brief and its text in each format. `one` is the hand-off of its call, where it can be handed over from here."""

    CSS_PATH = "brief.tcss"
    KEYS = BRIEF
    BINDINGS = bindings(BRIEF)

    def __init__(
        self,
        brief: Brief,
        texts: Mapping[Format, str],
        folder: Path,
        one: OneHandOff | None = None,
        delivering: Delivering | None = None,
        *,
        problems: Mapping[Format, str] | None = None,
    ) -> None:
        """`problems`: by format, why a team's own template is not used for it."""
        super().__init__()
        self._brief, self._texts, self._folder, self._one = brief, texts, folder, one
        self._delivering, self._problems = delivering, problems or {}
        self._lines = preview(brief)

    def help_topic(self) -> str:
        return topics.topic(topics.BRIEF)

    def compose(self) -> ComposeResult:
        yield Titlebar("Brief", LEGEND)
        yield Plain(id="hand-off")
        yield LineView(self._paint)
        yield Keybar(BRIEF)

    def on_mount(self) -> None:
        self._stands(self._one)
        self._warn(*self._problems)

    def _warn(self, *forms: Format) -> None:
        """Says once more where a text is not laid out as the team wants it."""
        for problem in dict.fromkeys(self._problems[form] for form in forms if form in self._problems):
            complain(self.app, FaultError(problem))

    def _stands(self, one: OneHandOff | None) -> None:
        """Says where the hand-off stands, if there is one or may be one."""
        self._one, line = one, self.query_one("#hand-off", Plain)
        line.display = one is not None and (one.found is not None or one.ready)
        if one is None:
            return
        if one.found is None:
            line.update(worded(self.app, "Not handed over yet: {brief.hand_over} does that."))
            return
        now = one.handing.now()
        word = state_word(one.found, now)
        line.set_class(word in {"overdue", "rejected"}, "-bad")
        line.set_class(word == "returned", "-warn")
        line.update(f"{MARKS[word][0]} {standing(one.found, now)}")

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
        self._warn("markdown")

    def action_copy_plain(self) -> None:
        self.app.copy_to_clipboard(self._texts["text"])
        tell(self.app, "Copied as plain text, where the terminal lets programs write the clipboard")
        self._warn("text")

    def action_mail(self) -> None:
        """Opens a draft in the mail program; what does not fit into it, or cannot be opened, goes to the clipboard."""
        made = draft(self._brief.title, self._texts["text"])
        opened = self.app.is_web or can_open()
        self._warn("text")
        if opened:
            self.app.open_url(made.url)
        if opened and made.whole:
            tell(self.app, "The draft was opened in the mail program")
            return
        self.app.copy_to_clipboard(self._texts["text"])
        why = "The draft is shortened" if opened else "No mail program can be opened from here"
        tell(self.app, f"{why}: the whole text is in the clipboard, to be pasted")

    @work(exclusive=True, group=MODAL)
    async def action_hand_over(self) -> None:
        """Hands the call over, to whom it went before; what was returned is asked for a word, which may stay empty."""
        one = await self._stored()
        if one is None:
            return
        if one.found and one.taken:
            tell(self.app, f"Handed over already, {standing(one.found, one.handing.now())}")
            return
        note: str | None = ""
        if one.found and one.found.state is State.RETURNED:
            title = f"Returned for: {reply(one.found)}"
            note = await self.app.push_screen_wait(TextPrompt(title, "What is new, or why nothing was added"))
        if note is not None:
            await self._submit(one, one.found.to if one.found else "", note)

    @work(exclusive=True, group=MODAL)
    async def action_hand_over_to(self) -> None:
        """As above, to somebody by name and with a word. What is typed behind the key always has a prompt to go to."""
        one = await self._stored()
        if one is None:
            self.forget()
            return
        if one.found and one.taken:
            again = (
                "{brief.reopen} reopens the call, to hand it over anew" if one.found.state is State.SUBMITTED else ""
            )
            detail = worded(self.app, again)
            title = f"Handed over already, {standing(one.found, one.handing.now())}"
            await self.app.push_screen_wait(PickPrompt(title, [Choice("leave", "Leave it so", detail)]))
            return
        before = one.found.to if one.found else ""
        to = await self.app.push_screen_wait(TextPrompt("Hand over to whom?", "Nothing: to whoever is free", before))
        if to is None:
            return
        note = await self.app.push_screen_wait(TextPrompt("A word to them?", "Nothing: the brief says it all"))
        if note is not None:
            await self._submit(one, to, note)

    async def _stored(self) -> OneHandOff | None:
        """The hand-off as it stands in the store."""
        if self._one is None:
            return None
        try:
            one = await self._one.again()
        except DiscoveryError as error:
            complain(self.app, error)
            return None
        self._stands(one)
        return one

    async def _submit(self, one: OneHandOff, to: str, note: str) -> None:
        try:
            self._stands(await one.submit(to, note))
        except DiscoveryError as error:
            complain(self.app, error)
            return
        tell(self.app, f"Handed over to {to or 'whoever is free'}")

    @work(exclusive=True, group=MODAL)
    async def action_reopen(self) -> None:
        """Opens the call again, having said what that takes back; it stands first in the list of leads then."""
        one = await self._stored()
        if one is None:
            self.forget()
            return
        choices = [
            Choice("leave", "Leave it closed"),
            Choice("reopen", "Reopen", "it can be added to, and ended otherwise"),
        ]
        title = " ".join(part for part in (f"{self._brief.title}.", one.reopening()) if part)
        if await self.app.push_screen_wait(PickPrompt(title, choices)) != "reopen":
            return
        try:
            await one.handing.reopen(one.call_id)
        except DiscoveryError as error:
            complain(self.app, error)
            return
        tell(self.app, worded(self.app, "Reopened: {leads.open} on the lead goes on with the call"))
        self.dismiss()

    @work(exclusive=True, group=MODAL)
    async def action_deliver(self) -> None:
        """To a destination of the configuration; what does not arrive waits in the outbox."""
        if self._one is None or self._delivering is None or not self._delivering.names:
            tell(self.app, "There is nowhere to deliver to: [destinations.NAME] in the configuration names a place")
            return
        names = self._delivering.names
        choices = [Choice(name, name) for name in names]
        name = names[0] if len(names) == 1 else await self.app.push_screen_wait(PickPrompt("Deliver to", choices))
        if name is None:
            return
        tell(self.app, f"Delivering to {name}…")
        try:
            said = await self._delivering.send(self._one.call_id, name)
        except DiscoveryError as error:
            complain(self.app, error)
            return
        tell(self.app, said)

    @work(exclusive=True, group=MODAL)
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
        self._warn("markdown", "html")

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
