"""The question in front, or what lies over it."""

from __future__ import annotations

from discovery.tui.moment import Moment, Place
from discovery.tui.overlays import Overlay
from discovery.tui.present.question import question_rows
from discovery.tui.widgets.lines import LineView


class QuestionView(LineView):
    """Scrolls back to the top whenever it shows something else than before."""

    def __init__(self) -> None:
        super().__init__(id="question")
        self._subject: object = None

    def ask(self, now: Moment, place: Place) -> None:
        """Shows a question."""
        self.show(lambda width: question_rows(now, place, width), top=self._top_of(place))

    def cover(self, now: Moment, over: Overlay) -> None:
        """Shows what lies over the question, the chosen part of it in view."""
        same = self._top_of(over.subject)
        self.show(lambda width: over.rows(now, width), top=over.top(self.size.height) if over.subject is None else same)

    def _top_of(self, subject: object) -> int | None:
        same, self._subject = subject == self._subject, subject
        return None if same else 0
