"""Everything that is in view on a call, painted from the live call and from what is in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from discovery.banks.model import Bank
from discovery.banks.reasons import Objection
from discovery.capture.line import LineReader
from discovery.engine.pace import PLANS
from discovery.tui import replies
from discovery.tui.cells import Even
from discovery.tui.finder import Finder
from discovery.tui.heard import Heard, for_text
from discovery.tui.keymap import worded
from discovery.tui.live import LiveCall
from discovery.tui.moment import Mark, Place, left_at, places
from discovery.tui.overlays import Cards, OneCard, Overlay, People
from discovery.tui.present.headline import alarm, clock, headline
from discovery.tui.present.marks import verdict_word
from discovery.tui.present.people import warning
from discovery.tui.present.verdict import KEYS, NO_KEYS, Beside
from discovery.tui.replies import Entry, EntryKind, RatingDraft
from discovery.tui.rows import Row, paragraph
from discovery.tui.widgets.agenda import Agenda
from discovery.tui.widgets.entry import EntryLine
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.question import QuestionView
from discovery.tui.widgets.verdict import VerdictPanel, VerdictStrip

_FRAME = 0.008
"""Seconds in which a frame is painted and written."""
_PULSE = 6.0
"""Seconds for which a change of the verdict is shown with its cause."""


class _Pane(Even, Vertical):
    """What has a border at its left, and nothing else of its own."""


class Board(Vertical):
    """`place` is the question in front; `over` may lie over it: a rating that is being given, the matches of a search.

    Each paint draws only the cells that differ. `plan`: the minutes that the call is planned for.
    """

    def __init__(
        self, live: LiveCall, now: Callable[[], datetime], *, cards: Sequence[Objection] = (), plan: int = 20
    ) -> None:
        super().__init__(id="board")
        self._live, self._now, self._opened = live, now, now()
        self._left = live.call.events[-1].at if live.call.events else self._opened
        self._cards, self.plan = tuple(cards), plan
        self._heard = {card.id: card.heard for card in cards}
        self.agenda, self.question, self.entry = Agenda(live.moment), QuestionView(), EntryLine()
        self.verdict, self._strip = VerdictPanel(id="verdict"), VerdictStrip(id="strip")
        self._headline, self._alarm = LineView(self._top_line, id="headline"), LineView(id="alarm")
        self.place: Place = _first(live, self.agenda.first)
        self.over: Overlay | None = None
        self._reader: tuple[Bank, LineReader] | None = None
        self._verdict, self._moved = live.moment.assessment.verdict, ""

    def compose(self) -> ComposeResult:
        yield self._headline
        yield self._alarm
        with Horizontal(id="panes"):
            yield self.agenda
            with _Pane(id="middle"):
                yield self.question
                yield self.entry
            with _Pane(id="right"):
                yield self.verdict
        yield self._strip

    @property
    def rating(self) -> RatingDraft | None:
        """The rating that is being given."""
        return self.over if isinstance(self.over, RatingDraft) else None

    def cover(self, over: Overlay | None) -> None:
        """Puts something over the question, or nothing."""
        heard = isinstance(self.over, Heard)
        self.over = over
        self.paint_front()
        if isinstance(over, Heard) is not heard:
            self._paint_verdict()  # a line that is being read has the keys that go to the next questions

    def paint(self) -> None:
        """Shows the moment. What can still happen is worked out in the frame after."""
        self._pulse()
        self.agenda.paint(self._live.moment, self.place)
        self.paint_front()
        self._paint_verdict()
        self.paint_headline()
        if self._live.behind:
            self.soon(self._look_ahead)

    def soon(self, work: Callable[[], object]) -> None:
        """Has work done once the frame of this key is on the terminal.

        A thread of Textual's writes it, and would wait for whatever runs here meanwhile: up to 5 ms.
        """
        self.set_timer(_FRAME, work)

    def _pulse(self) -> None:
        """Says what the verdict was and what changed it, for a while."""
        verdict = self._live.moment.assessment.verdict
        if verdict is self._verdict:
            return
        self._moved = f"was {verdict_word(self._verdict)}: {self._live.cause}"
        self._verdict = verdict
        said = self._moved
        self.set_timer(_PULSE, lambda: self._quiet(said))

    def _quiet(self, said: str) -> None:
        if self._moved == said:
            self._moved = ""
            self._paint_verdict()

    def anew(self) -> None:
        """Shows the call with another bank: its agenda is another one; the same question where it is on it."""
        now = self._live.moment
        self.agenda.renew(now)
        if not self.agenda.has(self.place):
            same = next((place for place in places(now.bank) if place[1] == self.place[1]), None)
            self.place = same or _first(self._live, self.agenda.first)
        self._verdict, self.over = now.assessment.verdict, None
        self.paint()
        self._type_on()

    def _type_on(self) -> None:
        """Keeps what is being typed: where the other bank does not ask that question, as free text."""
        entry, typed = self.entry.entry, self.entry.typed
        if entry is None:
            return
        if entry.kind in {"answer", "quote", "note"} and entry.place[1] in self._live.moment.bank.facts:
            self.echo()
            return
        self.entry.close()
        self.open(entry.kind if entry.searches else "capture", more=typed)

    def _look_ahead(self) -> None:
        if self._live.behind:
            self._live.look_ahead()
            self._paint_verdict()

    def arrive(self, place: Place) -> None:
        """Puts a question in front, and nothing over it."""
        self.place, self.over = place, None
        self.agenda.paint(self._live.moment, place)
        self.paint_front()

    def paint_front(self) -> None:
        """Shows what is in front, and what can be pressed there."""
        now = self._live.moment
        if self.over is not None:
            self.question.cover(now, self.over)
        else:
            self.question.ask(now, self.place)
        if self.entry.entry is None:
            self.entry.remind(self.place)
            fact = now.bank.facts[self.place[1]]
            keys = self.over.keys if self.over is not None else replies.keys_of(fact, now.answer(fact.id))
            self.tell(worded(self.app, keys))

    def open(self, kind: EntryKind, more: str = "") -> None:
        """Opens the line of text, with what was left in it or what is known; `more` is typed behind it."""
        self.uncover()
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
            self.cover(Finder.of(now, self.entry.typed))
        elif entry.kind == "objection":
            self.cover(Cards.of(self._cards, self.entry.typed))
        elif entry.kind == "capture":
            self.hear()
        fact = now.bank.facts[entry.place[1]]
        self.tell(*replies.understood(entry, fact, self.entry.typed, now.sheet.on, now.bank.currency))

    @property
    def reader(self) -> LineReader:
        """What reads the line of free text, with the words of the call's bank."""
        bank = self._live.call.bank
        if self._reader is None or self._reader[0] is not bank:
            self._reader = bank, LineReader(bank, bank.currency)
        return self._reader[1]

    def learn_words(self) -> None:
        """Makes the reader, and has it load what it loads for its first line."""
        self.reader.read("50k by March, the CFO signs", on=self._live.moment.sheet.on)

    def hear(self) -> None:
        """Shows what the line of free text proposes by now."""
        now = self._live.moment
        reading = self.reader.read(self.entry.typed, on=now.sheet.on, prefer=self.place[1])
        if now.answer(self.place[1]) is None:
            reading = for_text(reading, now.bank.facts[self.place[1]])
        self.cover(self.over.of(reading) if isinstance(self.over, Heard) else Heard(reading))

    def _paint_verdict(self) -> None:
        live, keys = self._live, NO_KEYS if isinstance(self.over, Heard) else KEYS
        beside = Beside(warning(live.moment, live.call.lead), live.call.last, self._heard)
        self.verdict.paint(live.moment, live.ahead, live.flips, self._moved, keys=keys, beside=beside)
        self._strip.paint(live.moment, live.ahead, self._moved, keys=keys)

    def paint_headline(self) -> None:
        """Shows how long the call goes on and whether it is saved, where that changed."""
        self._headline.show(self._top_line)

    def _top_line(self, width: int) -> Sequence[Row]:
        call = self._live.call
        time = clock(call.header.started_at, self._left, self._opened, self._now(), self.plan)
        return [headline(call.lead, call.bank.title, time, self._live.moment.asked, self._live.saving, width)]

    def next_plan(self) -> int:
        """Plans the call for the next number of minutes there is; which that is."""
        plans = list(PLANS)
        self.plan = plans[(plans.index(self.plan) + 1) % len(plans)]
        self.paint_headline()
        return self.plan

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
        covered = self.covered
        if covered:
            self.screen.remove_class("-verdict")
        return covered

    def uncover(self) -> bool:
        """Brings the question into view, also from behind a card or the people; whether it was hidden."""
        hidden = self.hidden
        self.reveal()
        if isinstance(self.over, OneCard | People):
            self.cover(None)
        return hidden

    @property
    def hidden(self) -> bool:
        """Whether something lies over the question that has nothing to do with it."""
        return self.covered or isinstance(self.over, OneCard | People)

    @property
    def covered(self) -> bool:
        """Whether the verdict covers the question on a narrow screen."""
        return self.screen.has_class("-narrow") and self.screen.has_class("-verdict")

    def page(self, by: int) -> bool:
        """Turns the page of what is read; whether there was more of it."""
        reading = self.verdict if self.screen.has_class("-verdict") else self.question
        return reading.scroll_lines(by * max(1, reading.size.height - 2)) or reading is self.verdict


def _first(live: LiveCall, first: Place) -> Place:
    """Where a call opens: at its first question that was not asked.

    One that is resumed goes on where it was left, and from an answered question with the next best, as Enter would.
    """
    now, left = live.moment, left_at(live.call.bank, live.call.events)
    there = next((place for place in places(now.bank) if place[1] == left), None)
    if there is None:
        return first if now.answer(first[1]) is None else now.next_open(first) or first
    if now.mark(there[1]) is Mark.OPEN:
        return there
    best = [(best.criterion, best.fact) for best in live.look_ahead().next[:1]]
    return best[0] if best else now.next_open(there) or there
