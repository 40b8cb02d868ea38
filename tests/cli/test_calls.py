from __future__ import annotations

import json

import pytest

from discovery.cli.calls import calls
from tests.cli.conftest import Run


@pytest.fixture
def demo(run: Run) -> list[dict[str, object]]:
    """The calls of the demo store."""
    found: list[dict[str, object]] = json.loads(run("--demo", "calls", "list", "--json").out)
    return found


def test_calls_are_listed_newest_first_with_verdict_and_score(run: Run, demo: list[dict[str, object]]) -> None:
    assert [call["verdict"] for call in demo] == [
        *("qualified", "qualified", "qualified", "develop", "qualified", "insufficient", "qualified", "qualified"),
        *("do_not_contact", "disqualified", "nurture"),
    ]
    lines = run("--demo", "calls", "list").out.splitlines()
    assert lines[0].split() == ["CALL", "STARTED", "NAME", "COMPANY", "BANK", "VERDICT", "SCORE", "BY"]
    assert "qualified A" in lines[1]
    assert len(lines) == 12
    assert [line.split()[0] for line in lines[1:]] == [str(call["id"])[-8:] for call in demo]


def test_a_query_narrows_the_list(run: Run, demo: list[dict[str, object]]) -> None:
    (call,) = json.loads(run("--demo", "calls", "list", "--json", "ruiz").out)
    assert call == demo[0]
    assert run("--demo", "calls", "list", "nobody").err == "no call matches\n"
    assert "there are no calls yet" in run("calls", "list").err


def test_a_call_is_shown_as_text_and_as_json(run: Run, demo: list[dict[str, object]]) -> None:
    short = str(demo[0]["id"])[-8:]
    text = run("--demo", "calls", "show", short)
    assert (text.status, text.err) == (0, "")
    assert text.out.startswith("Ana Ruiz, Head of Finance, Nordwind Logistics\n")
    document = json.loads(run("--demo", "calls", "show", short, "--json").out)
    assert document["call"]["id"] == demo[0]["id"]
    assert document["assessment"]["grade"] == "A"
    assert document["events"][0]["kind"] == "started"


@pytest.mark.usefixtures("demo")
def test_a_call_that_is_not_there_is_one_line_and_status_2(run: Run) -> None:
    result = run("--demo", "calls", "show", "zzz\x1b[31m")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("discovery: no call has the id 'zzz")
    assert "\x1b" not in result.err


@pytest.mark.usefixtures("demo")
def test_demo_data_never_mixes_with_real_ones(run: Run) -> None:
    assert run("leads", "list").out == ""
    assert len(json.loads(run("--demo", "leads", "list", "--json").out)) == 25
    run("--demo", "leads", "import", "-", stdin=b"Name,Company\nNew,Lead\n")
    assert len(json.loads(run("--demo", "leads", "list", "--json").out)) == 26


def test_the_group_lists_its_verbs() -> None:
    assert sorted(calls.commands) == ["list", "show"]
