"""Two windows on one call: each shows what the other does, and neither writes over it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.terminal.conftest import Discovery, Start
from tests.terminal.rep import Rep

pytestmark = [pytest.mark.terminal, pytest.mark.usefixtures("leads")]

SOMEBODY_ELSE = "somebody else changed this call as well"


@pytest.fixture
def pair(start: Start) -> tuple[Rep, Rep]:
    """Two reps on the call of Ana Ruiz, the second one resuming it."""
    one = Rep(start())
    one.call("Ana Ruiz")
    other = Rep(start())
    other.terminal.wait("Ana Ruiz", "▸ resume", "F2 Framework")
    other.terminal.press("enter")
    other.saved = 1
    other.acknowledged()
    other.terminal.wait("Enter Answer", "INSUFFICIENT")
    return one, other


def shown(discovery: Discovery) -> dict[str, Any]:
    [call] = json.loads(discovery("calls", "list", "--json"))
    found: dict[str, Any] = json.loads(discovery("calls", "show", str(call["id"]), "--json"))
    return found


def test_each_sees_what_the_other_answers_and_both_are_kept(pair: tuple[Rep, Rep], discovery: Discovery) -> None:
    one, other = pair
    one.key("1")
    other.acknowledged(1)
    other.terminal.wait("1 ● Notes only", SOMEBODY_ELSE)
    other.go_to("get paid for")
    other.key("2")
    one.acknowledged(1)
    one.go_to("get paid for")
    one.terminal.wait("2 ● A funded project", gone=SOMEBODY_ELSE)
    one.terminal.press("1")
    other.terminal.press("3")
    for rep in pair:
        rep.acknowledged(2)
    last = shown(discovery)["events"][-1]["body"]["value"]
    label = {"allocated": "1 ● In this year's budget", "discretion": "3 ● At an executive's discretion"}[last]
    for rep in pair:
        rep.terminal.wait(label)
        assert rep.leave() == 0
    answers = [(event["body"]["fact"], event["body"]["value"]) for event in shown(discovery)["events"][1:]]
    assert answers[:2] == [("compliance.recording", "not_recording"), ("money.route", "project")]
    assert sorted(answers[2:]) == [("money.route", "allocated"), ("money.route", "discretion")]
    assert "1 call" in discovery("audit", "verify")


def test_what_is_typed_stays_while_the_other_window_answers(pair: tuple[Rep, Rep], discovery: Discovery) -> None:
    one, other = pair
    one.terminal.press("t")
    one.terminal.wait("Note: ")
    one.terminal.type("half a ")
    one.terminal.wait("half a")
    other.key("1")
    one.acknowledged(1)
    one.terminal.type("thought")
    one.terminal.press("enter")
    for rep in pair:
        rep.acknowledged(1)
    assert shown(discovery)["events"][-1]["body"]["text"] == "half a thought"


def test_the_other_window_follows_to_another_framework(pair: tuple[Rep, Rep], discovery: Discovery) -> None:
    one, other = pair
    one.key("1")
    other.go_to("get paid for")
    switch(one, "champ", "CHAMP")
    other.terminal.wait("How does a purchase like this get paid for", "Money")
    other.terminal.wait("· CHAMP", SOMEBODY_ELSE)
    other.acknowledged(2)
    other.key("1")
    one.acknowledged(1)
    assert [event["kind"] for event in shown(discovery)["events"]] == ["started", "answer", "switched", "answer"]


def test_what_is_typed_on_a_question_that_the_other_framework_does_not_ask_becomes_free_text(
    pair: tuple[Rep, Rep], discovery: Discovery
) -> None:
    one, other = pair
    one.go_to("next budget year")
    one.terminal.press("t")
    one.terminal.wait("Note: ")
    one.terminal.type("half a ")
    one.terminal.wait("half a")
    switch(other, "spin", "SPIN")
    one.terminal.wait("· SPIN", "Enter takes this", "half a")
    one.terminal.type("thought")
    one.terminal.press("enter")
    one.acknowledged(2)
    assert one.leave() == 0
    assert b"Traceback" not in one.terminal.raw
    assert shown(discovery)["events"][-1]["body"]["text"] == "half a thought"


def switch(rep: Rep, framework: str, title: str) -> None:
    """Goes on with another framework."""
    rep.terminal.press("f")
    rep.terminal.wait("Go on with another framework")
    rep.terminal.type(framework)
    rep.terminal.wait_until(lambda: rep.terminal.text.count(" core questions") == 1, f"{title} alone")
    rep.terminal.press("enter")
    rep.terminal.wait(f"{title} from now on")
    rep.acknowledged(1)


def test_a_call_that_one_closes_takes_no_more_of_the_other_and_lets_it_go(
    pair: tuple[Rep, Rep], discovery: Discovery
) -> None:
    one, other = pair
    one.key("1")
    other.acknowledged(1)
    one.terminal.press("w")
    one.terminal.wait("Wrap up: Ana Ruiz, Nordwind")
    one.terminal.press("2")
    one.terminal.wait("● follow up", "Enter closes the call")
    one.terminal.press("enter")
    one.terminal.wait("y Copy")
    other.terminal.wait(SOMEBODY_ELSE, "closed it: Esc leaves it")
    other.terminal.press("2")
    other.terminal.wait("this call is closed")
    other.terminal.press("escape")
    other.terminal.wait("3 leads", "F2 Framework")
    for rep in pair:
        assert rep.leave() == 0
    assert [event["kind"] for event in shown(discovery)["events"]] == ["started", "answer", "closed"]
