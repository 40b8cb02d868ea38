"""The verdict: a panel at the right of a call, and three lines of it for a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence

from discovery.engine.outlook import Outlook
from discovery.tui.keymap import worded
from discovery.tui.moment import Moment
from discovery.tui.present.verdict import KEYS, NOTHING_BESIDE, Beside, strip_rows, verdict_rows
from discovery.tui.widgets.lines import LineView


class VerdictPanel(LineView):
    """Where the call stands, why, and what to ask next."""

    def paint(
        self,
        now: Moment,
        ahead: Outlook | None,
        flips: Sequence[str],
        moved: str = "",
        *,
        keys: Sequence[str] = KEYS,
        beside: Beside = NOTHING_BESIDE,
    ) -> None:
        wrap_up = worded(self.app, "{call.wrap_up}")
        self.show(lambda width: verdict_rows(now, ahead, flips, width, moved, wrap_up, keys, beside))


class VerdictStrip(LineView):
    """The same in three lines."""

    def paint(self, now: Moment, ahead: Outlook | None, moved: str = "", *, keys: Sequence[str] = KEYS) -> None:
        wrap_up = worded(self.app, "{call.wrap_up}")
        self.show(lambda width: strip_rows(now, ahead, width, moved, wrap_up, keys))
