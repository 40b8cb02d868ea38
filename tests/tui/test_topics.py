from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from discovery.banks.model import Fact, FactType
from discovery.service.banks import shipped
from discovery.tui import topics
from discovery.tui.commands import BRIEF, Topical
from discovery.tui.keymap import worded
from discovery.tui.replies import PROMPT
from discovery.tui.screens.help import HelpScreen
from discovery.tui.screens.leads import LeadsScreen
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.plain import Plain
from tests.tui.pilot import Host, driven, leads_app, wait_for

FACTS: dict[str, Fact] = {
    fact.type: fact for bank in ("bant", "meddic", "champ") for fact in shipped().bank(bank).facts.values()
}
PAIRS = [topics.LEADS, topics.RATING, topics.VERDICT, topics.FINDER, topics.WRAPUP, topics.BRIEF]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_a_topic_names_keys_that_exist(pair: tuple[str, str]) -> None:
    assert "{" not in worded(None, topics.topic(pair))


@pytest.mark.parametrize("kind", sorted(set(get_args(FactType)) & set(FACTS)))
def test_every_type_of_question_is_explained_with_examples(kind: str) -> None:
    for said in (topics.question_topic(FACTS[kind]), topics.line_topic("answer", FACTS[kind])):
        heading, *lines = worded(None, said).splitlines()
        assert heading
        assert ("Worth hearing: " if kind == "text" else "For example: ") in " ".join(lines)
        assert "{" not in worded(None, said)


@pytest.mark.parametrize("kind", PROMPT)
def test_every_line_of_text_is_explained(kind: str) -> None:
    said = worded(None, topics.line_topic(kind, FACTS["text"]))
    assert "Enter takes the line, Esc keeps it unfinished for later, ^u empties it" in said


def test_the_help_begins_with_what_is_in_front(demo_store: Path) -> None:
    app, database = leads_app(demo_store)

    async def script(pilot: Pilot[Any]) -> None:
        assert isinstance(app.screen, LeadsScreen)
        assert isinstance(app.screen, Topical)
        await pilot.press("f1")
        screen = await wait_for(pilot, HelpScreen)
        first, second, *_ = screen.query_one(LineView).text.splitlines()
        assert first == "The list of leads"
        assert second.startswith("What you type filters it")

    driven(app, script, database=database)


class Silent(Screen[None]):
    """A screen with keys that has nothing to explain."""

    KEYS = BRIEF

    def compose(self) -> ComposeResult:
        yield Plain("")


def test_a_screen_without_a_topic_has_its_keys_explained() -> None:
    assert not isinstance(Silent(), Topical)
    screen = HelpScreen(BRIEF)

    async def script(pilot: Pilot[Any]) -> None:
        await wait_for(pilot, HelpScreen)
        assert screen.query_one(LineView).text.splitlines()[0] == "Keys of this screen"

    driven(Host(screen), script)
