"""The tour: six steps over the real screens, for who starts the program for the first time, or asks for it.

It is offered once and never stands in the way: a box above the footer takes no key but those of `TOUR` and of the
command that starts it, and goes along from screen to screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen

from discovery.tui.commands import BRIEF, CALL, LEADS, WRAPUP, Command, Keyed
from discovery.tui.keymap import worded
from discovery.tui.rows import Row, paragraph, row
from discovery.tui.widgets.lines import LineView


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the screen that it is about, by its commands, the widget that it points at, and what it says."""

    commands: tuple[Command, ...]
    widget: str
    title: str
    text: str


OFFER = Step(
    LEADS, "", "New here?", "{app.tour} shows you around in six steps, on these screens. {tour.leave} hides this line."
)
STEPS = (
    Step(
        LEADS, "LineList", "Leads",
        "Type a few letters of a name or a company. {leads.open} calls the lead under the cursor: do that.",
    ),
    Step(
        CALL, "#question", "The question",
        "{call.enter} or a digit answers; {call.unknown}: they do not know; {call.best} goes to the next best. Several "
        "answers in one breath: {call.capture}, then type it as it comes.",
    ),
    Step(
        CALL, "#agenda", "Evidence",
        "{call.evidence} tells confirmed from claimed, {call.quote} keeps their words, {call.undo} takes back. "
        "Every key is saved at once.",
    ),
    Step(
        CALL, "#verdict", "The verdict",
        "Where the call stands, why, and what would change it; {call.switch} shows it in a small window. "
        "{call.wrap_up} wraps up.",
    ),
    Step(
        WRAPUP, "LineView", "Wrap-up",
        "How it ended, and what the verdict still needs. {wrapup.close} closes the call and writes its brief.",
    ),
    Step(
        BRIEF, "LineView", "The brief",
        "Written already, every line from an answer. {brief.copy} copies it, {brief.save} saves it. "
        "{app.help} explains any screen.",
    ),
)  # fmt: skip


class TourBox(LineView):
    """What the tour says, above the footer."""

    DEFAULT_CSS = """
    TourBox { dock: bottom; height: 3; margin: 0 0 1 0; padding: 0 1; background: $panel; }
    LineView.-toured { background: $surface; }
    """


class Tour:
    """Where somebody is on the tour. `place` counts from 0; None: not on it. `seen` is told when it is over."""

    def __init__(self, *, offered: bool = False, seen: Callable[[], None] = lambda: None) -> None:
        self.place: int | None = None
        self._offered, self._seen = offered, seen

    def step(self, screen: Screen[Any]) -> Step | None:
        """What to say on a screen: the offer, the step or one of its screen that comes later, or nothing."""
        if not isinstance(screen, Keyed):
            return None
        if self.place is None:
            return OFFER if self._offered and OFFER.commands == screen.KEYS else None
        here = [place for place, step in enumerate(STEPS) if step.commands == screen.KEYS]
        later = [place for place in here if place >= self.place]
        return STEPS[later[0]] if later else None

    def show(self, screen: Screen[Any]) -> None:
        """Says on a screen what the tour has to say there, and points at what that is about."""
        step = self.step(screen)
        if step in STEPS:
            self.place = STEPS.index(step)
        for widget in screen.query(".-toured"):
            widget.remove_class("-toured")
        box = next(iter(screen.query(TourBox)), None)
        if step is None:
            if box is not None:
                box.remove()
            return
        if step.widget:
            screen.query(step.widget).exclude("TourBox").first().add_class("-toured")
        if box is None:
            screen.mount(TourBox(lambda width: self._paint(screen, width)))
        else:
            box.show(lambda width: self._paint(screen, width))

    def _paint(self, screen: Screen[Any], width: int) -> Sequence[Row]:
        step = self.step(screen)
        if step is None:
            return ()
        text = paragraph(worded(screen.app, step.text), width)
        if step is OFFER:
            return [row((step.title, "head")), *text]
        title = f"Step {STEPS.index(step) + 1} of {len(STEPS)}: {step.title}"
        keys = "{app.tour} goes on · " * self._goes_on(step) + "{tour.leave} leaves the tour"
        return [row((title, "head"), ("   " + worded(screen.app, keys), "dim")), *text]

    @staticmethod
    def _goes_on(step: Step) -> bool:
        """Whether the key shows another step: where that is one of another screen, what the step says leads there."""
        after = STEPS[STEPS.index(step) + 1 :]
        return not after or after[0].commands == step.commands

    def next(self, screen: Screen[Any]) -> None:
        """Starts the tour, or goes on: to the next step of this screen, or over to the one that begins it."""
        if self.place is None:
            self.place = 0
        elif self.step(screen) is STEPS[-1]:
            self.leave(screen)
            return
        elif self.step(screen) is not None and STEPS[self.place + 1].commands == STEPS[self.place].commands:
            self.place += 1
        self.show(screen)

    def leave(self, screen: Screen[Any]) -> None:
        """Ends it, and does not offer it again."""
        self.place, self._offered = None, False
        self._seen()
        self.show(screen)
