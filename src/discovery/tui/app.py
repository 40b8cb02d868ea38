"""The application: its theme, its keys and its first screen. What is shown and done stands in the screens."""

from __future__ import annotations

import asyncio
import gc
import signal
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol, runtime_checkable

from rich.text import Text
from textual import events, work
from textual._styles_cache import StylesCache
from textual.app import App, SystemCommand
from textual.filter import LineFilter
from textual.screen import Screen
from textual.timer import Timer

from discovery.config import FILE_NAME
from discovery.errors import DiscoveryError, UsageError
from discovery.tui.commands import GLOBAL, TOUR, Keyed, Topical, bindings
from discovery.tui.database import Database
from discovery.tui.keymap import Keymap
from discovery.tui.notices import COMPLAINT_SECONDS, complain
from discovery.tui.themes import NAMES, Uncoloured, readable
from discovery.tui.tour import Tour

SAVING_SECONDS = 1.0
"""How long quitting waits for changes that are on their way to the disk."""
SAVING_TRIES = 50
_REST = 0.5
"""Seconds after which what a screen left is cleared up: out of the way of the next key."""
_COLLECT = (3_000, 20, 20)
"""New objects before the garbage collector looks: a few keys' worth, with which it is through in half a millisecond.

Every layout leaves circles. Where more of them wait, memory grows by them, and one key in hundreds waits for all:
30 ms for 50,000.
"""
_TERMINATED = 128 + signal.SIGTERM
"""The exit status of a program that was told to end, as shells count."""


@runtime_checkable
class Holding(Protocol):
    """A screen that may hold changes that are not on the disk yet."""

    @property
    def unsaved(self) -> int: ...


class DiscoveryApp(App[None]):
    """Shows the screen that `first` makes, once; the garbage collector rests until the database is open."""

    TITLE = "discovery"
    CSS_PATH = "screens/leads.tcss"  # Textual reads the style sheet of every screen but the first one
    CSS = """
    CommandPalette SearchIcon { display: none; }
    ToastRack { dock: top; align: right top; margin: 1 0 0 0; }
    """
    """No emoji in the palette; what is told in passing stands at the top, away from the line that is typed in."""
    BINDINGS = bindings((*GLOBAL, *TOUR))

    def __init__(
        self,
        first: Callable[[], Screen[None]],
        database: Database,
        *,
        keymap: Keymap | None = None,
        theme: str = "dark",
        tour: Tour | None = None,
    ) -> None:
        """`keymap`: the keys that the user gave to commands. `theme`: `dark`, `light`, or one of Textual's."""
        super().__init__()
        for name in [name for name, each in self.available_themes.items() if each.ansi]:
            self.unregister_theme(name)  # the colours of such a terminal are not known, and may not be readable
        self._first, self._database, self._tour = first, database, tour or Tour()
        self.user_keys = keymap or Keymap()
        self.set_keymap(dict(self.user_keys.keys))
        self._problems = [f"{FILE_NAME}: {problem}" for problem in self.user_keys.problems]
        self._told: Timer | None = None
        self._warned = False
        if (name := NAMES.get(theme, theme)) in self.available_themes:
            self.theme = name
        else:
            self._problems.append(
                f"{FILE_NAME}: there is no theme {theme}; dark, light, and those that the palette offers"
            )

    async def on_event(self, event: events.Event) -> None:
        """Takes a line feed for Enter: that is what a terminal makes of one pressed before the program has it."""
        if isinstance(event, events.Key) and event.key == "ctrl+j":
            event = events.Key("enter", "\r")
        await super().on_event(event)

    def get_css_variables(self) -> dict[str, str]:
        self.theme_variables = readable(super().get_css_variables())
        return self.theme_variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [Uncoloured()] if self.no_color else super().get_line_filters()

    def on_mount(self) -> None:
        self._tell_problems()
        self.screen_change_signal.subscribe(self, lambda _: self._tell_problems())
        self.screen_change_signal.subscribe(self, lambda screen: self.call_after_refresh(self._tour.show, screen))
        self.screen_change_signal.subscribe(self, lambda _: self._rest())
        self.call_after_refresh(self._tour.show, self.screen)
        self.call_after_refresh(self._collect_when_open)
        with suppress(NotImplementedError):  # not on Windows
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, None, _TERMINATED)

    def later(self, error: DiscoveryError) -> None:
        """Complains of it once the first screen is in front again: nobody reads it while somebody is on the phone."""
        if str(error) not in self._problems:
            self._problems.append(str(error))

    def _tell_problems(self) -> None:
        """Says what is wrong with the configuration on the first screen; on another one it would lie over a call."""
        if not self._problems:
            return
        if len(self.screen_stack) > 1:
            if self._told is not None:
                self._told.stop()
                self._told = None
                self.clear_notifications()
        elif self._told is None:
            complain(self, UsageError("\n".join(self._problems)))
            self._told = self.set_timer(COMPLAINT_SECONDS, self._forget_problems)

    def _forget_problems(self) -> None:
        self._problems.clear()
        self._told = None

    def _rest(self) -> None:
        """Back on the first screen, nobody is on the phone: what the others left is cleared up then."""
        if len(self.screen_stack) == 1:
            self.set_timer(_REST, self._clear_up)

    def _clear_up(self) -> None:
        """Lets go of what a screen that is gone leaves: its widgets are circles, and Textual's cache of the inner and
        outer colours of borders keeps whatever its widgets had drawn."""
        StylesCache.get_inner_outer.cache_clear()
        gc.collect()

    @work
    async def _collect_when_open(self) -> None:
        """Lets the garbage collector work again, on what is made from now on: what was loaded stays."""
        with suppress(DiscoveryError):  # the first screen tells
            await self._database.opened()
        gc.freeze()
        gc.set_threshold(*_COLLECT)
        gc.enable()

    def get_default_screen(self) -> Screen[None]:
        return self._first()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every command of the screen that is possible now, then those of Textual that make sense here."""
        keys = screen.KEYS if isinstance(screen, Keyed) else ()
        for command in (*keys, *GLOBAL):
            name = command.action.partition("(")[0]
            if command.palette and command.one_action and screen.check_action(name, ()):
                where = self if command in GLOBAL else screen
                yield SystemCommand(command.label, command.help, partial(self.run_action, command.action, where))
        yield SystemCommand("Theme", "Other colours, light or dark", self.action_change_theme)

    async def action_quit(self) -> None:
        """Quits; where changes cannot be saved, it says so first and quits when asked again."""
        for _ in range(SAVING_TRIES):
            if not (held := self._unsaved()):
                break
            await asyncio.sleep(SAVING_SECONDS / SAVING_TRIES)
        if held and not self._warned:
            self._warned = True
            complain(
                self, DiscoveryError(f"{held} unsaved: the store cannot be written. Quit again to leave all the same")
            )
            return
        self.exit()

    def _unsaved(self) -> int:
        return sum(screen.unsaved for screen in self.screen_stack if isinstance(screen, Holding))

    def action_help(self) -> None:
        """What the keys of the screen in front do; the same key leaves that again."""
        from discovery.tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        elif isinstance(self.screen, Keyed):
            topic = self.screen.help_topic() if isinstance(self.screen, Topical) else ""
            self.push_screen(HelpScreen(self.screen.KEYS, topic))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The key that leaves the tour means that only while the tour says something."""
        return action != "leave_tour" or self._tour.step(self.screen) is not None

    def action_tour(self) -> None:
        self._tour.next(self.screen)

    def action_leave_tour(self) -> None:
        self._tour.leave(self.screen)

    def lost(self, error: BaseException) -> None:
        """Tells of a change that could not be kept, after its screen had gone."""
        if not isinstance(error, DiscoveryError):
            raise error
        complain(self, error)

    def _fatal_error(self) -> None:
        """Textual 8.2 prints the local variables of a crash, and with them the names of people; this does not."""
        self.bell()
        self._exit_renderables.append(Text(traceback.format_exc()))
        self._close_messages_no_wait()
