"""The one registry of what a key does: bindings, footer, palette, help and the README's table come from here."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from textual.binding import Binding, BindingType
from textual.keys import _character_to_key


@dataclass(frozen=True, slots=True)
class Command:
    """What one key, or a row of keys, does on a screen.

    `keys` is Textual's spelling, separated by commas. `{n}` in `action` becomes the place of the key pressed in
    `keys`, from 0. `footer`: named on the footer line. `priority`: reaches the screen before a focused field.
    `palette`: found in the command palette.
    """

    id: str
    keys: str
    action: str
    label: str
    help: str
    footer: bool = False
    priority: bool = False
    palette: bool = True

    @property
    def each_key(self) -> tuple[str, ...]:
        return tuple(self.keys.split(","))

    @property
    def one_action(self) -> bool:
        """Whether every key does the same."""
        return "{n}" not in self.action


@runtime_checkable
class Keyed(Protocol):
    """A screen that says which commands are its own."""

    KEYS: tuple[Command, ...]


@runtime_checkable
class Topical(Protocol):
    """A screen that can explain what is in front: its first line is a heading."""

    def help_topic(self) -> str: ...


GLOBAL = (
    Command("app.help", "f1", "help", "Help", "What every key of this screen does", footer=True, priority=True),
    Command("app.tour", "f6", "tour", "Tour", "Shows you around in six steps; goes on with it", priority=True),
    Command("app.palette", "ctrl+p", "command_palette", "Commands", "Find a command", priority=True, palette=False),
    Command("app.quit", "ctrl+q", "quit", "Quit", "Leave; everything is already saved", footer=True, priority=True),
)

_MOVES = (
    ("up", "up", "move(-1)", "Up", "One line up"),
    ("down", "down", "move(1)", "Down", "One line down"),
    ("page_up", "pageup", "page(-1)", "Page up", "One page up"),
    ("page_down", "pagedown", "page(1)", "Page down", "One page down"),
)


def _moves(screen: str) -> tuple[Command, ...]:
    return tuple(
        Command(f"{screen}.{name}", keys, action, label, help_, palette=False)
        for name, keys, action, label, help_ in _MOVES
    )


LEADS = (
    Command("leads.open", "enter", "open", "Call", "Start a call with this lead, or resume the open one", footer=True),
    Command("leads.bank", "f2", "bank", "Framework", "The framework of the next call: BANT, MEDDIC, …", footer=True),
    Command("leads.brief", "f3", "brief", "Brief", "The brief of this lead's last finished call", footer=True),
    Command("leads.import", "f4", "import", "Import", "Read leads from a CSV file", footer=True),
    Command("leads.hand_offs", "f5", "hand_offs", "Hand-offs", "What was handed over, waits or came back", footer=True),
    Command("leads.find", "slash", "find", "Find", "Filter: name, company, title, e-mail; or just type", priority=True),
    Command("leads.clear", "escape", "clear", "Clear", "Show all leads again"),
    *_moves("leads"),
)

CALL = (
    Command("call.enter", "enter", "enter", "Answer", "Answer; on an answered question, the next best", footer=True),
    Command("call.capture", "space", "capture", "Heard", "Free text, several answers at once", footer=True),
    Command("call.change", "e", "change", "Change", "Change the answer of an answered question"),
    Command("call.digit", "0,1,2,3,4,5,6,7,8,9", "digit({n})", "Pick", "Pick a choice; elsewhere 0-3 is its quality"),
    Command("call.yes", "y", "yes_no('yes')", "Yes", "Yes"),
    Command("call.no", "n", "yes_no('no')", "No", "No"),
    Command("call.evidence", "c", "evidence", "Confirmed", "Switch between confirmed and claimed"),
    Command("call.quote", "quotation_mark,q", "quote", "Quote", "Their own words"),
    Command("call.unknown", "d", "unknown", "Don't know", "They don't know"),
    Command("call.declined", "x", "declined", "Declined", "They would not say"),
    Command("call.rate", "r", "rate", "Rate", "Rate the whole criterion, 0 to 3, with its anchors in view"),
    Command("call.not_applicable", "a", "not_applicable", "Not applicable", "The criterion does not apply; or it does"),
    Command("call.note", "t", "note", "Note", "A note on this question"),
    Command("call.discard", "ctrl+u", "discard", "Discard", "Throw away the text that was left unfinished"),
    Command("call.undo", "u", "undo", "Undo", "Take the last change back", footer=True),
    Command("call.redo", "U,ctrl+y", "redo", "Redo", "Bring back what undo took"),
    Command(
        "call.objection", "o", "objection", "Objection", "An objection card, by two letters; notes it", footer=True
    ),
    Command("call.people", "p", "people", "People", "Everybody who was named, and whether all hangs on one"),
    Command("call.framework", "f", "framework", "Framework", "Go on with another framework; the answers stay"),
    Command("call.plan", "m", "plan", "Minutes", "The plan of the call: 15, 20 or 30 minutes"),
    Command("call.no_contact", "X", "no_contact", "Never again", "They asked not to be contacted: ends the call"),
    Command("call.go_to", "g", "go_to", "Go to", "Find a question by typing"),
    Command("call.best", "f2,f3,f4", "best({n})", "Next best", "One of the three most worth asking", footer=True),
    Command("call.wrap_up", "w", "wrap_up", "Wrap up", "Close the call: verdict, disposition, reason", footer=True),
    Command("call.switch", "tab", "switch", "Other pane", "On a narrow screen: the question or the verdict"),
    Command("call.leave", "escape", "leave", "Leave", "Back to the leads; the call can be resumed"),
    *_moves("call"),
    Command("call.home", "home", "edge(-1)", "First", "The first question", palette=False),
    Command("call.end", "end", "edge(1)", "Last", "The last question", palette=False),
    Command("call.previous", "left_square_bracket", "criterion(-1)", "Criterion before", "To the criterion before"),
    Command("call.next", "right_square_bracket", "criterion(1)", "Next criterion", "To the next criterion"),
)

WRAPUP = (
    Command("wrapup.close", "enter", "close", "Close", "Close the call and write its brief", footer=True),
    Command("wrapup.digit", "1,2,3,4,5,6,7", "pick({n})", "Ended", "How the call ended", footer=True),
    Command("wrapup.reason", "r", "reason", "Reason", "Pick the reason code", footer=True),
    Command("wrapup.override", "o", "override", "Override", "Set the verdict yourself, with a reason", footer=True),
    Command("wrapup.back", "escape", "back", "Back", "Back to the call", footer=True),
    Command("wrapup.reopen", "d", "reopen", "Day", "The day to come back, as in 'end of Q1'"),
    Command("wrapup.trigger", "t", "trigger", "Trigger", "The event to come back on, as in 'new CFO'"),
    Command("wrapup.take_back", "u", "take_back", "Take back", "Take the override back"),
    *_moves("wrapup"),
)

BRIEF = (
    Command("brief.copy", "y", "copy", "Copy", "Copy the brief as Markdown", footer=True),
    Command("brief.copy_plain", "p", "copy_plain", "Plain text", "Copy the brief as plain text", footer=True),
    Command("brief.mail", "m", "mail", "Mail", "Open a draft with the brief in the mail program", footer=True),
    Command("brief.save", "s", "save", "Save", "Save the brief as Markdown and HTML", footer=True),
    Command("brief.hand_over", "h", "hand_over", "Hand over", "Hand the call over; says where it stands", footer=True),
    Command("brief.hand_over_to", "H", "hand_over_to", "Hand over to", "Hand the call over to a name, with a word"),
    Command("brief.deliver", "d", "deliver", "Deliver", "Deliver the brief to a place that the configuration names"),
    Command("brief.reopen", "o", "reopen", "Reopen", "Open the call again, to add to it or to end it otherwise"),
    Command("brief.back", "escape,enter", "back", "Leads", "Back to the leads", footer=True),
    *_moves("brief"),
    Command("brief.home", "home", "edge(-1)", "Top", "The top of the brief", palette=False),
    Command("brief.end", "end", "edge(1)", "End", "The end of the brief", palette=False),
)

HANDOFFS = (
    Command(
        "handoffs.open", "enter", "open", "Brief", "Read the brief; there it can be handed over again", footer=True
    ),
    Command("handoffs.accept", "a", "accept", "Accept", "Accept the hand-off: from now on it is yours", footer=True),
    Command("handoffs.return", "r", "return", "Return", "Send it back for what is missing", footer=True),
    Command("handoffs.reject", "x", "reject", "Reject", "Refuse it with a code; the lead goes back", footer=True),
    Command("handoffs.rate", "1,2,3,4,5", "rate({n})", "Rate", "1 to 5 for the brief, once accepted", footer=True),
    Command("handoffs.reopen", "o", "reopen", "Reopen", "Open the call again to add what is missing", footer=True),
    Command("handoffs.back", "escape", "back", "Leads", "Back to the leads", footer=True),
    Command("handoffs.reload", "f5", "reload", "Read again", "Read the list again"),
    *_moves("handoffs"),
)

HELP = (
    Command("help.back", "escape,f1,enter", "back", "Back", "Back to the screen", footer=True),
    *_moves("help"),
)

TOUR = (Command("tour.leave", "escape", "leave_tour", "Leave", "Leaves the tour", priority=True, palette=False),)
"""On any screen, as long as the tour says something there."""

SCREENS: Mapping[str, tuple[Command, ...]] = {
    "Leads": LEADS,
    "Call": CALL,
    "Wrap-up": WRAPUP,
    "Brief": BRIEF,
    "Hand-offs": HANDOFFS,
    "Help": HELP,
    "Tour": TOUR,
    "Everywhere": GLOBAL,
}
"""Every table of commands, by the name of its screen, in the order in which a user meets them."""


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Textual's bindings; a command whose keys differ in what they do has one a key, with its own id."""
    made: list[BindingType] = []
    for command in commands:
        if command.one_action:
            made.append(_binding(command, command.keys, command.action, command.id))
            continue
        for place, key in enumerate(command.each_key):
            made.append(_binding(command, key, command.action.format(n=place), f"{command.id}.{key}"))
    return made


def _binding(command: Command, keys: str, action: str, binding_id: str) -> Binding:
    return Binding(
        keys, action, command.label, show=command.footer, priority=command.priority, tooltip=command.help, id=binding_id
    )


_KEY_NAMES: Mapping[str, str] = {
    "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "enter": "Enter",
    "escape": "Esc", "tab": "Tab", "space": "Space",
}  # fmt: skip
CHARACTERS: Mapping[str, str] = {_character_to_key(character): character for character in string.punctuation}
"""The characters of a keyboard that have a name to Textual, by that name."""


def key_name(key: str) -> str:
    """A key as a person reads it."""
    if key.startswith("ctrl+"):
        return f"^{key[5:]}"
    return _KEY_NAMES.get(key) or CHARACTERS.get(key) or (key.upper() if len(key) > 1 else key)


def key_names(command: Command) -> tuple[str, ...]:
    """The keys as a person reads them; a row of keys as its ends (`1-9`, `F2-F4`)."""
    names = tuple(key_name(key) for key in command.each_key)
    return names if command.one_action else (f"{names[0]}-{names[-1]}",)


def footer(commands: Iterable[Command]) -> tuple[tuple[str, str], ...]:
    """Key and label of each command that the footer names."""
    return tuple((key_names(command)[0], command.label) for command in commands if command.footer)


_PLAIN_MOVES = frozenset({"up", "down", "page_up", "page_down", "home", "end"})


def markdown_table() -> str:
    """The table of the keys, for the README; the arrows and their like move everywhere."""
    lines = ["| Screen | Key | What it does |", "|---|---|---|"]
    for screen, commands in SCREENS.items():
        for command in commands:
            if command.id.rpartition(".")[2] in _PLAIN_MOVES:
                continue
            keys = " ".join(f"`{name}`" for name in key_names(command))
            lines.append(f"| {screen} | {keys} | {command.help} |")
    return "\n".join(lines) + "\n"
