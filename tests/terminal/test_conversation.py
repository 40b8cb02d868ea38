"""A whole call in a real terminal, as fast as the program takes the keys: nothing that was said may be lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.conftest import Discovery, Start
from tests.terminal.conversation import Conversation, conversation
from tests.terminal.rep import Rep

pytestmark = pytest.mark.terminal


def test_a_call_of_sixty_turns_is_kept_word_for_word(start: Start, discovery: Discovery, tmp_path: Path) -> None:
    held = conversation()
    assert len(held.turns) >= 60
    discovery("leads", "import", "-", stdin=f"{','.join(held.lead)}\n{','.join(held.lead.values())}\n")
    rep = Rep(start())
    rep.call(held.lead["name"])
    hold(rep, held)
    wrap_up(rep, held)

    [call] = json.loads(discovery("calls", "list", "--json"))
    kept = json.loads(discovery("calls", "show", str(call["id"]), "--json"))
    check_facts(kept, held)
    check_the_rest(kept, held)
    brief = discovery("brief", str(call["id"]), "--format", "md").replace("\\", "")
    assert [said for said in held.brief if said not in brief] == []
    assert "1 call" in discovery("audit", "verify")


def hold(rep: Rep, held: Conversation) -> None:
    """Presses each turn's keys in one go, and waits for the disk and for what the screen says."""
    for turn in held.turns:
        rep.terminal.press(*turn.pressed)
        rep.acknowledged(turn.changes)
        rep.terminal.wait(*turn.shows, gone=turn.gone)


def wrap_up(rep: Rep, held: Conversation) -> None:
    rep.terminal.press("w")
    rep.terminal.wait(f"Wrap up: {held.lead['name']}", held.verdict[0].upper(), "● handed off")
    rep.terminal.press("enter")
    rep.terminal.wait("y Copy", "s Save")
    rep.terminal.press("enter")
    rep.terminal.wait("1 lead")
    assert rep.leave() == 0
    assert b"Traceback" not in rep.terminal.raw


def check_facts(kept: dict[str, Any], held: Conversation) -> None:
    """Every fact with its value, evidence, quality and quote; and no other."""
    day = date.fromisoformat(kept["call"]["started_at"][:10])
    wanted = {
        fact: {
            "value": said["value"] if "value" in said else (day + timedelta(said["days"])).isoformat(),
            "evidence": said.get("evidence", "claimed"),
            "quality": said.get("quality"),
            "quote": said.get("quote", ""),
            "state": "answered",
        }
        for fact, said in held.facts.items()
    }
    found = {answer["fact"]: {key: answer[key] for key in wanted["pain.trigger"]} for answer in kept["answers"]}
    assert found == wanted


def check_the_rest(kept: dict[str, Any], held: Conversation) -> None:
    events = [event for event in kept["events"] if event["kind"] == "answer"]
    for fact, before in held.history.items():
        values = [event["body"]["value"] for event in events if event["body"]["fact"] == fact]
        assert [value and value["amount"] for value in values] == before
    assert [note["text"] for note in kept["notes"]] == held.notes
    assert [raised["card"] for raised in kept["objections"]] == held.objections
    assert [switch["framework"] for switch in kept["switches"]] == held.frameworks
    rated = {event["body"]["criterion"]: event["body"] for event in kept["events"] if event["kind"] == "rating"}
    assert {name: [body["quality"], body["evidence"], body["why"]] for name, body in rated.items()} == held.ratings
    assert [kept["call"]["verdict"], kept["call"]["grade"]] == held.verdict
    assert kept["closing"]["disposition"] == held.disposition
    assert [event["seq"] for event in kept["events"]] == list(range(1, len(kept["events"]) + 1))
