"""Everything that is in view on a call, painted from the live call and from what is in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from discovery.tui import replies
from discovery.tui.finder import Finder
from discovery.tui.live import LiveCall
from discovery.tui.moment import Place
from discovery.tui.present.headline import alarm, elapsed, headline
from discovery.tui.replies import Entry, EntryKind, RatingDraft
from discovery.tui.rows import Row, paragraph
from discovery.tui.widgets.agenda import Agenda
from discovery.tui.widgets.entry import EntryLine
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.question import QuestionView
from discovery.tui.widgets.verdict import VerdictPanel, VerdictStrip


class Board(Vertical):
    """`place` is the question in front; over it may lie a `rating` that is being given, or what a `finder` found.

    Each paint draws only the cells that differ.
    """

    def __init__(self, live: LiveCall, now: Callable[[], datetime]) -> None:
        super().__init__(id="board")
        self._live, self._now, self._opened = live, now, now()
        self.agenda, self.question, self.entry = Agenda(live.moment), QuestionView(), EntryLine()
        self.verdict, self._strip = VerdictPanel(id="verdict"), VerdictStrip(id="strip")
        self._headline, self._alarm = LineView(self._top_line, id="headline"), LineView(id="alarm")
        self.place: Place = _first(live, self.agenda.first)
        self.rating: RatingDraft | None = None
        self.finder: Finder | None = None

    def compose(self) -> ComposeResult:
        yield self._headline
        yield self._alarm
        with Horizontal(id="panes"):
            yield self.agenda
            with Vertical(id="middle"):
                yield self.question
                yield self.entry
            yield self.verdict
        yield self._strip

    def paint(self) -> None:
        """Shows the moment. What can still happen is worked out in the frame after."""
        self.agenda.paint(self._live.moment, self.place)
        self.paint_front()
        self._paint_verdict()
        self.paint_headline()
        if self._live.behind:
            self.call_after_refresh(self._look_ahead)

    def _look_ahead(self) -> None:
        if self._live.behind:
            self._live.look_ahead()
            self._paint_verdict()

    def arrive(self, place: Place) -> None:
        """Puts a question in front, and nothing over it."""
        self.place, self.rating, self.finder = place, None, None
        self.agenda.paint(self._live.moment, place)
        self.paint_front()

    def paint_front(self) -> None:
        """Shows what is in front, and what can be pressed there."""
        now = self._live.moment
        if self.finder is not None:
            self.question.match(now, self.finder.found, self.finder.at)
        elif self.rating is not None:
            self.question.rate(now, self.rating.criterion, self.rating.quality, self.rating.evidence)
        else:
            self.question.ask(now, self.place)
        if self.entry.entry is None:
            fact = now.bank.facts[self.place[1]]
            keys = replies.keys_of(fact, now.answer(fact.id))
            self.tell(keys if self.rating is None else "0–3 · c switches · Enter, then the reason")

    def open(self, kind: EntryKind, more: str = "") -> None:
        """Opens the line of text, with what was left in it or what is known; `more` is typed behind it."""
        self.reveal()
        now = self._live.moment
        fact = now.bank.facts[self.place[1]]
        known = replies.known_text(kind, fact, now, self.rating)
        join = partial(replies.joined, fact if kind == "answer" else None)
        self.entry.open(Entry(kind, self.place), known, replies.placeholder(kind, fact), more, join)
        self.echo()

    def echo(self) -> None:
        """Says what Enter would take of what is typed by now."""
        entry, now = self.entry.entry, self._live.moment
        if entry is None:
            return
        if entry.kind == "go_to":
            self.finder = Finder.of(now, self.entry.typed)
            self.paint_front()
        fact = now.bank.facts[entry.place[1]]
        self.tell(*replies.understood(entry, fact, self.entry.typed, now.sheet.on, now.bank.currency))

    def _paint_verdict(self) -> None:
        self.verdict.paint(self._live.moment, self._live.ahead, self._live.flips)
        self._strip.paint(self._live.moment, self._live.ahead)

    def paint_headline(self) -> None:
        """Shows how long the call goes on and whether it is saved, where that changed."""
        self._headline.show(self._top_line)

    def _top_line(self, width: int) -> Sequence[Row]:
        call = self._live.call
        minutes = elapsed(call.header.started_at, self._opened, self._now())
        return [headline(call.lead, call.bank.title, minutes, self._live.moment.asked, self._live.saving, width)]

    def paint_saving(self) -> None:
        """Shows how much is saved; an alarm of three lines while nothing can be."""
        said = alarm(self._live.saving)
        self.set_class(bool(said), "-alarm")
        self._alarm.show(lambda width: paragraph(said, width, "bad", first=(" ", "")))
        self.paint_headline()

    def tell(self, text: str, style: str = "dim") -> None:
        """Says something below the line of text, until the next key."""
        self.entry.tell(text, style)

    def reveal(self) -> bool:
        """Brings the question into view on a narrow screen; whether the verdict had covered it."""
        covered = self.screen.has_class("-narrow") and self.screen.has_class("-verdict")
        if covered:
            self.screen.remove_class("-verdict")
        return covered

    def page(self, by: int) -> bool:
        """Turns the page of what is read; whether there was more of it."""
        reading = self.verdict if self.screen.has_class("-verdict") else self.question
        return reading.scroll_lines(by * max(1, reading.size.height - 2)) or reading is self.verdict


def _first(live: LiveCall, first: Place) -> Place:
    """Where a call opens: at its first question that was not asked."""
    if live.moment.answer(first[1]) is None:
        return first
    return live.moment.next_open(first) or first
