from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from discovery.errors import UsageError
from discovery.tui.commands import BRIEF, CALL, GLOBAL, LEADS, SCREENS, footer
from discovery.tui.keymap import Keymap, actions, in_force, keymap
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.help import HelpScreen
from discovery.tui.screens.leads import LeadsScreen
from discovery.tui.screens.prompts import TextPrompt
from discovery.tui.widgets.lines import LineView
from tests.examples import examples
from tests.tui.calling import press
from tests.tui.pilot import NARROW, driven, leads_app, screen_text, wait_for, wait_until

IDS = [command.id for commands in SCREENS.values() for command in commands]


@pytest.mark.parametrize(
    ("name", "said", "keys"),
    [
        ("call.note", "k", "k"),
        ("call.note", "k, F5", "k,f5"),
        ("call.note", "?", "question_mark"),
        ("call.note", ".,comma", "full_stop,comma"),
        ("call.note", "alt+n", "alt+n"),
        ("call.note", "ö", "ö"),
        ("call.home", "home,ctrl+home", "home,ctrl+home"),
        ("leads.bank", "f9", "f9"),
        ("app.help", "f12", "f12"),
    ],
)
def test_a_command_gets_the_keys_that_it_is_given(name: str, said: str, keys: str) -> None:
    assert keymap({name: said}) == Keymap({name: keys})


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("call.nite", "k", "call.nite is no command; did you mean call.note?"),
        ("x\x1b[2J", "k", "x[2J is no command"),
        ("call.digit", "1,2", "call.digit is a row of keys and stays as it is"),
        ("call.note", "kk", '"call.note" = "kk": not a key that can be used'),
        ("call.note", "", "not a key that can be used"),
        ("call.note", "ctrl+c", "not a key that can be used"),
        ("call.note", "<any>", "not a key that can be used"),
        ("leads.brief", "b", '"leads.brief" = "b": that key writes text there'),
        ("call.leave", "space", "that key writes text there"),
        ("leads.brief", "ctrl+w", "that key writes text there"),
        ("app.quit", "Q", "that key writes text there"),
        ("call.note", "u", '"call.note" = "u": u is Undo (call.undo) there'),
        ("call.note", "5", "5 is Pick (call.digit) there"),
        ("call.note", "f1", "F1 is Help (app.help) there"),
        ("app.help", "f3", "F3 is Brief (leads.brief) there"),
    ],
)
def test_a_line_that_cannot_be_used_is_left_out_and_said(name: str, said: str, told: str) -> None:
    made = keymap({name: said})
    assert made.keys == {}
    (problem,) = made.problems
    assert told in problem
    assert "\n" not in problem


def test_two_commands_can_change_places() -> None:
    assert keymap({"call.note": "q", "call.quote": "t"}).problems == ()


def test_of_two_lines_that_want_one_key_the_first_has_it() -> None:
    made = keymap({"call.note": "k", "call.rate": "k"})
    assert made.keys == {"call.note": "k"}
    assert made.problems == ('"call.rate" = "k": k is Note (call.note) there',)


def test_a_line_that_leaned_on_one_that_is_left_out_is_left_out_as_well() -> None:
    made = keymap({"call.note": "u", "call.undo": "f1"})
    assert made.keys == {}
    assert len(made.problems) == 2


@settings(examples(100), derandomize=True)
@given(
    st.dictionaries(
        st.sampled_from(IDS), st.sampled_from(["k", "u", "t", "f1", "f5", "q,u", "ctrl+q", "enter", "escape"])
    )
)
def test_whatever_is_asked_for_a_screen_gives_each_key_one_meaning(asked: dict[str, str]) -> None:
    made = keymap(asked)
    assert len(made.keys) + len(made.problems) == len(asked)
    for commands in SCREENS.values():
        changed = [
            key for each in (*commands, *GLOBAL) if each.id in made.keys for key in made.keys[each.id].split(",")
        ]
        everything = [key for each in made.of({*commands, *GLOBAL}) for key in each.each_key]
        assert [key for key in changed if everything.count(key) > 1] == []


def test_the_footer_and_the_actions_follow() -> None:
    made = keymap({"call.wrap_up": "k"})
    assert ("k", "Wrap up") in footer(made.of(CALL))
    assert actions(made.of(CALL))["k"] == "wrap_up"
    assert "w" not in actions(made.of(CALL))
    assert actions(CALL)["3"] == "digit(3)"
    assert made.of(BRIEF) == BRIEF
    assert in_force(object(), LEADS) == LEADS


def test_a_users_keys_work_and_are_named_on_the_screen(demo_store: Path) -> None:
    app, database = leads_app(demo_store, keymap=keymap({"leads.import": "f9", "app.help": "f12", "leads.bank": "f4"}))

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "F9 Import" in screen_text(app))
        assert "F12 Help" in screen_text(app)
        assert "F4 Framework" in screen_text(app)
        await pilot.press("f12")
        screen = await wait_for(pilot, HelpScreen)
        assert "F9" in screen.query_one(LineView).text
        await pilot.press("f12")
        await wait_for(pilot, LeadsScreen)
        await pilot.press("f9")
        await wait_for(pilot, TextPrompt)
        await pilot.press("escape")
        await wait_for(pilot, LeadsScreen)
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, LeadsScreen)

    driven(app, script, database=database, size=(120, 40))


def test_what_is_wrong_with_a_users_keys_is_said_at_the_start(demo_store: Path) -> None:
    app, database = leads_app(demo_store, keymap=keymap({"leads.import": "x", "call.nte": "k"}))

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: app._notifications)
        (told,) = app._notifications
        assert "config.toml" in told.message
        assert "call.nte is no command" in told.message
        assert "F4 Import" in screen_text(app)

    driven(app, script, database=database)


def test_what_is_wrong_is_said_on_the_leads_alone_and_above_the_line_that_is_typed_in(demo_store: Path) -> None:
    app, database = leads_app(demo_store, keymap=keymap({"call.nte": "k"}))

    async def script() -> None:
        async with app.run_test(size=NARROW, notifications=True) as pilot:
            leads = await wait_for(pilot, LeadsScreen)
            await wait_until(pilot, lambda: database.is_open and leads.found and app._notifications)
            await wait_until(pilot, lambda: "call.nte is no command" in screen_text(app))
            assert "call.nte" in "".join(screen_text(app).splitlines()[:8])
            await press(pilot, "enter")
            await wait_for(pilot, CallScreen)
            await wait_until(pilot, lambda: not app._notifications)
            app.later(UsageError("bant.yaml: not readable"))
            await press(pilot, "1", "escape")
            await wait_until(pilot, lambda: app.screen is leads and app._notifications)
            (told,) = app._notifications
            assert "call.nte is no command" in told.message
            assert "bant.yaml: not readable" in told.message

    try:
        asyncio.run(script())
    finally:
        database.close()
