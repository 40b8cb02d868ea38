from __future__ import annotations

import json
from typing import Any

import pytest

from discovery.cli.handoff import handoff
from discovery.engine.handoffs import REJECTION_CODES
from tests.cli.conftest import Run

Rows = dict[str, dict[str, Any]]


@pytest.fixture
def rows(run: Run) -> Rows:
    """The hand-offs of the demo store, by company."""
    return listed(run)


def listed(run: Run, *args: str) -> Rows:
    result = run("--demo", "handoff", "list", "--json", *args)
    assert (result.status, result.err) == (0, "")
    return {row["company"]: row for row in json.loads(result.out)}


@pytest.fixture
def ana(run: Run) -> str:
    """The end of the id of a call that ended as handed off, and was not handed over yet."""
    (call,) = json.loads(run("--demo", "calls", "list", "--json", "ruiz").out)
    return str(call["id"])[-8:]


def test_hand_offs_are_listed_with_those_that_wait_first(run: Run, rows: Rows) -> None:
    assert list(rows) == ["Bursztyn Energia", "Parcelio", "Waterland Bulbs", "Larkspur Analytics", "Vini Moretti"]
    late, accepted = rows["Parcelio"], rows["Larkspur Analytics"]
    assert (late["state"], late["overdue"], late["to"], late["by"]) == ("submitted", True, "Robin Hale", "Demo rep")
    assert accepted["rating"]["stars"] == 4
    assert [move["kind"] for move in accepted["history"]] == ["submitted", "accepted", "rated"]
    lines = run("--demo", "handoff", "list").out.splitlines()
    assert lines[0].split() == ["CALL", "NAME", "COMPANY", "STATE", "BY", "TO", "SUBMITTED", "DUE", "WHAT"]
    assert lines[2].startswith(late["call"][-8:])
    assert "! OVERDUE" in lines[2]
    assert lines[3].rstrip().endswith("Budget; What does a late lorry cost the…")


@pytest.mark.parametrize(
    ("args", "companies"),
    [
        (("--state", "overdue"), ["Parcelio"]),
        (("--state", "waiting"), ["Bursztyn Energia", "Parcelio"]),
        (("--state", "returned", "--state", "rejected"), ["Waterland Bulbs", "Vini Moretti"]),
        (("--to", "robin hale", "--limit", "2"), ["Parcelio", "Waterland Bulbs"]),
        (("--by", "nobody"), []),
    ],
)
def test_a_list_is_narrowed(args: tuple[str, ...], companies: list[str], run: Run) -> None:
    assert list(listed(run, *args)) == companies


def test_an_empty_list_says_what_makes_one(run: Run) -> None:
    assert run("handoff", "list").err.startswith("there are no hand-offs yet: `discovery handoff submit CALL`")
    assert run("--demo", "handoff", "list", "--by", "nobody").err == "no hand-off matches\n"
    assert run("handoff", "stats").err == "there are no hand-offs to count\n"


def test_a_call_is_handed_over_returned_submitted_again_accepted_and_rated(run: Run, ana: str) -> None:
    def move(*args: str) -> str:
        result = run("--demo", "handoff", args[0], ana, *args[1:])
        assert (result.status, result.err) == (0, "")
        return result.out.rstrip("\n")

    assert move("submit", "--to", "Robin Hale", "--note", "soon").startswith(
        "waiting: to be answered by Robin Hale until"
    )
    returned = move("return", "--missing", "Budget", "--missing", "The CFO", "--why", "who signs?")
    assert returned.startswith("returned by ")
    assert returned.endswith(": Budget; The CFO; who signs?")
    assert move("submit", "--note", "Ben signs").startswith("waiting: to be answered until")
    assert move("accept").startswith("accepted by ")
    document = json.loads(move("rate", "--stars", "5", "--different", "nothing", "--json"))
    assert (document["state"], document["rounds"], document["rating"]["stars"]) == ("accepted", 2, 5)


def test_a_lead_is_rejected_with_a_code(run: Run, rows: Rows) -> None:
    call = rows["Parcelio"]["call"]
    document = json.loads(
        run("--demo", "handoff", "reject", call, "--code", "not-icp", "--to", "nurture", "--json").out
    )
    assert (document["state"], document["code"], document["back_to"]) == ("rejected", "NOT-ICP", "nurture")
    again = run("--demo", "handoff", "submit", call, "--note", "please")
    assert again.status == 2
    assert "rejected this lead with the same answers (NOT-ICP, " in again.err


@pytest.mark.parametrize(
    ("args", "company", "told"),
    [
        (("accept",), "Larkspur Analytics", "Robin Hale accepted this hand-off on "),
        (("reject", "--code", "BORED"), "Parcelio", "'BORED' is not a reason to reject: NOT-ICP, "),
        (("return",), "Parcelio", "say what is missing"),
        (("rate", "--stars", "9"), "Larkspur Analytics", "9 is not a rating: give 1 to 5 stars"),
        (("submit",), "Waterland Bulbs", "it was returned for: Budget"),
    ],
)
def test_a_move_that_cannot_be_made_is_one_line_and_status_2(
    args: tuple[str, ...], company: str, told: str, run: Run, rows: Rows
) -> None:
    result = run("--demo", "handoff", args[0], rows[company]["call"], *args[1:])
    assert (result.status, result.out, result.err.count("\n")) == (2, "", 1)
    assert told in result.err
    assert listed(run) == rows


def test_a_call_that_did_not_end_as_handed_off_stays(run: Run) -> None:
    (call,) = json.loads(run("--demo", "calls", "list", "--json", "webb").out)
    result = run("--demo", "handoff", "submit", call["id"])
    assert result.status == 2
    assert result.err == (
        "discovery: the call ended as follow up: reopen it, close it as handed off, then hand it over\n"
    )


def test_the_agreement_is_that_of_the_configuration(run: Run, ana: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOVERY_SLA_HOURS", "1000")
    monkeypatch.setenv("DISCOVERY_WORKING_DAYS", "mon")
    document = json.loads(run("--demo", "handoff", "submit", ana, "--json").out)
    assert int(document["due"][:4]) - int(document["submitted_at"][:4]) >= 2


def test_figures_are_given_with_their_n(run: Run) -> None:
    (whole,) = json.loads(run("--demo", "handoff", "stats", "--json").out)
    assert (whole["submitted"], whole["decided"], whole["accepted"], whole["acceptance"]) == (5, 2, 1, 50.0)
    assert (whole["reasons"], whole["missing"]) == ({"NO-REASON-NOW": 1}, {"Budget": 1})
    text = run("--demo", "handoff", "stats", "--by", "company").out.splitlines()
    assert text[0].split("  ")[0] == "GROUP"
    assert "50 % of 2" in text[1]
    assert sum("none decided" in line for line in text) == 3
    assert text[-2:] == ["rejected for: NO-REASON-NOW 1", "returned for: Budget 1"]
    (none,) = json.loads(run("--demo", "handoff", "stats", "--since", "2999-01-01", "--json").out)
    assert (none["submitted"], none["acceptance"]) == (0, None)


def test_the_help_names_every_code(run: Run) -> None:
    text = "".join(run("handoff", "reject", "--help").out.split())
    assert all(reason.code in text for reason in REJECTION_CODES)
    assert sorted(handoff.commands) == ["accept", "list", "rate", "reject", "return", "stats", "submit"]
