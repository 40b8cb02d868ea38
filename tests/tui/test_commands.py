from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.keys import Keys

from discovery.engine.events import DISPOSITIONS
from discovery.tui.commands import GLOBAL, HELP, SCREENS, Command, bindings, footer, key_names, markdown_table
from discovery.tui.screens.brief import BriefScreen
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.handoffs import HandOffsScreen
from discovery.tui.screens.help import HelpScreen
from discovery.tui.screens.leads import LeadsScreen
from discovery.tui.screens.wrapup import WrapupScreen

EVERY = [pytest.param(command, id=command.id) for commands in SCREENS.values() for command in commands]
NAMED_KEYS = {key.value for key in Keys} | {"slash", "quotation_mark", "left_square_bracket", "right_square_bracket"}
UNUSABLE = {"ctrl+c", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+z"}


@pytest.mark.parametrize("command", EVERY)
def test_a_terminal_can_send_every_key_of_a_command(command: Command) -> None:
    for key in command.each_key:
        assert len(key) == 1 or key in NAMED_KEYS
        assert key not in UNUSABLE


@pytest.mark.parametrize("commands", SCREENS.values(), ids=SCREENS)
def test_a_screen_gives_each_key_one_meaning(commands: tuple[Command, ...]) -> None:
    keys = [key for command in commands for key in command.each_key]
    assert len(keys) == len(set(keys))
    everywhere = {key for command in GLOBAL for key in command.each_key}
    assert commands in (GLOBAL, HELP) or not everywhere & set(keys)
    ids = [command.id for command in commands]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("screen", "name"),
    [
        (LeadsScreen, "Leads"),
        (CallScreen, "Call"),
        (WrapupScreen, "Wrap-up"),
        (BriefScreen, "Brief"),
        (HandOffsScreen, "Hand-offs"),
        (HelpScreen, "Help"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_screen_can_do_what_its_commands_name(screen: type, name: str) -> None:
    for command in SCREENS[name]:
        assert callable(getattr(screen, f"action_{command.action.partition('(')[0]}"))


def test_a_row_of_keys_becomes_one_binding_a_key_with_its_place() -> None:
    made = bindings([Command("x.pick", "7,8,9", "pick({n})", "Pick", "Pick one")])
    assert [(b.key, b.action, b.id) for b in made if isinstance(b, Binding)] == [
        ("7", "pick(0)", "x.pick.7"),
        ("8", "pick(1)", "x.pick.8"),
        ("9", "pick(2)", "x.pick.9"),
    ]


@pytest.mark.parametrize(
    ("keys", "action", "shown"),
    [
        ("ctrl+q", "quit", ("^q",)),
        ("escape,enter", "back", ("Esc", "Enter")),
        ("quotation_mark,q", "quote", ('"', "q")),
        ("f2,f3,f4", "best({n})", ("F2-F4",)),
        ("U,ctrl+y", "redo", ("U", "^y")),
    ],
)
def test_keys_are_named_as_a_person_reads_them(keys: str, action: str, shown: tuple[str, ...]) -> None:
    assert key_names(Command("x", keys, action, "", "")) == shown


@pytest.mark.parametrize("commands", SCREENS.values(), ids=SCREENS)
def test_the_footer_of_a_screen_names_at_most_seven_commands(commands: tuple[Command, ...]) -> None:
    assert len(footer(commands)) <= 7


def test_every_disposition_has_a_digit() -> None:
    (digits,) = (command for command in SCREENS["Wrap-up"] if command.id == "wrapup.digit")
    assert len(digits.each_key) == len(DISPOSITIONS)


def test_the_table_for_the_readme_has_every_command_but_the_arrows() -> None:
    table = markdown_table()
    moves = {"up", "down", "page_up", "page_down", "home", "end"}
    named = [each for commands in SCREENS.values() for each in commands if each.id.split(".")[1] not in moves]
    assert table.count("\n") == 2 + len(named)
    assert all(command.help in table for command in named)
