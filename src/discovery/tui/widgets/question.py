"""The question in the middle of a call, or what stands in its place: a rating, the matches of a search."""

from __future__ import annotations

from collections.abc import Sequence

from discovery.banks.model import Criterion
from discovery.engine.answers import Evidence
from discovery.tui.moment import Moment, Place
from discovery.tui.present.question import match_rows, question_rows, rating_rows
from discovery.tui.widgets.lines import LineView


class QuestionView(LineView):
    """Scrolls back to the top whenever it shows something else than before."""

    def __init__(self) -> None:
        super().__init__(id="question")
        self._subject: object = None

    def ask(self, now: Moment, place: Place) -> None:
        """Shows a question."""
        self.show(lambda width: question_rows(now, place, width), top=self._top_of(place))

    def rate(self, now: Moment, criterion: Criterion, quality: int | None, evidence: Evidence) -> None:
        """Shows the rating of a whole criterion."""
        top = self._top_of(("rating", criterion.id))
        self.show(lambda width: rating_rows(now, criterion, quality, evidence, width), top=top)

    def match(self, now: Moment, found: Sequence[Place], at: int) -> None:
        """Shows what a search found, the chosen one in view."""
        self._subject = None
        self.show(lambda width: match_rows(now, found, at, width), top=max(0, at + 2 - self.size.height))

    def _top_of(self, subject: object) -> int | None:
        same, self._subject = subject == self._subject, subject
        return None if same else 0
