"""The agenda at the left of a call."""

from __future__ import annotations

from discovery.tui.moment import Moment, Place
from discovery.tui.present.agenda import agenda_rows
from discovery.tui.widgets.lines import LineList


class Agenda(LineList):
    """Every question with its state; the cursor stands on the one in front. No row moves while a call goes on."""

    def __init__(self, now: Moment) -> None:
        super().__init__(lambda width: agenda_rows(now, width), id="agenda")
        self._learn(now)

    def _learn(self, now: Moment) -> None:
        self._now = now
        rows = agenda_rows(now, 40)
        self._at = {line.target: index for index, line in enumerate(rows) if line.target is not None}
        self._headings = [index for index, line in enumerate(rows) if line.target is None]

    def renew(self, now: Moment) -> None:
        """Takes the agenda of another bank."""
        self._learn(now)
        self.show(lambda width: agenda_rows(now, width), cursor=self._at[self.first])

    def has(self, place: Place) -> bool:
        return place in self._at

    @property
    def place(self) -> Place:
        """The question that the cursor stands on."""
        return self.target  # type: ignore[return-value]

    @property
    def first(self) -> Place:
        """The first question of all."""
        return next(iter(self._at))  # type: ignore[return-value]

    def paint(self, now: Moment, place: Place) -> None:
        """Shows the moment with the cursor on that question."""
        if now is self._now:
            self.to(self._at[place], tell=False)
            return
        self._now = now
        self.show(lambda width: agenda_rows(now, width), cursor=self._at[place])

    def first_of_criterion(self, by: int) -> None:
        """Moves the cursor to the first question of the section before (-1) or after (1)."""
        current = max(heading for heading in self._headings if heading < self.cursor)
        place = self._headings.index(current)
        if by < 0 and self.cursor > current + 1:
            by = 0  # from the middle of a section, first to its top
        self.to(self._headings[max(0, min(len(self._headings) - 1, place + by))] + 1)
