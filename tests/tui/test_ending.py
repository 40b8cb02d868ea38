from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from discovery.banks.reasons import Reason
from discovery.capture.dates import parse_date
from discovery.engine.answers import Answer, Evidence, Sheet
from discovery.engine.assess import assess
from discovery.engine.assessment import Assessment, Verdict
from discovery.engine.events import Override
from discovery.service.banks import shipped
from discovery.tui.ending import Ending, first_day, missing, proposed, reasons_for
from tests.tui.pilot import NOW

REASONS = tuple(shipped().reasons().values())
BANT = shipped().bank("bant")
TODAY = NOW.date()


def assessment(*answers: Answer) -> Assessment:
    return assess(BANT, Sheet(TODAY, answers={answer.fact: answer for answer in answers}))


def overridden(verdict: Verdict) -> Override:
    return Override(verdict, "because", "Sam", NOW)


@pytest.mark.parametrize(
    ("verdict", "disposition"),
    [
        (Verdict.QUALIFIED, "handed_off"),
        (Verdict.DEVELOP, "follow_up"),
        (Verdict.INSUFFICIENT, "follow_up"),
        (Verdict.NURTURE, "nurture"),
        (Verdict.DISQUALIFIED, "disqualified"),
        (Verdict.DO_NOT_CONTACT, "do_not_contact"),
    ],
)
def test_a_verdict_proposes_its_disposition(verdict: Verdict, disposition: str) -> None:
    assert proposed(assessment(), overridden(verdict), REASONS).disposition == disposition


def test_a_knockout_proposes_its_reason_and_what_would_reopen_it() -> None:
    knockout = next(
        (fact, choice)
        for fact in BANT.facts.values()
        for choice in fact.choices
        if choice.knockout and fact.when is None
    )
    fact, choice = knockout
    value: Any = [choice.id] if fact.type == "choices" else choice.id
    found = assessment(Answer(fact.id, value, Evidence.CONFIRMED))
    assert found.verdict is Verdict.DISQUALIFIED
    ending = proposed(found, None, REASONS)
    assert ending.reason == choice.knockout
    assert missing(found.verdict, ending) == ()


@pytest.mark.parametrize(
    ("verdict", "ending", "lacking"),
    [
        ("qualified", Ending("handed_off"), ()),
        ("develop", Ending("follow_up"), ()),
        ("disqualified", Ending("disqualified"), ("a reason code (r)",)),
        ("disqualified", Ending("disqualified", "NO-PROJECT"), ()),
        ("nurture", Ending("nurture"), ("a reason code (r)", "a day (d) or an event (t) to come back")),
        ("nurture", Ending("nurture", "BAD-TIMING"), ("a day (d) or an event (t) to come back",)),
        ("nurture", Ending("nurture", "BAD-TIMING", date(2027, 1, 1)), ()),
        ("nurture", Ending("nurture", "BAD-TIMING", None, "new CFO"), ()),
        ("insufficient", Ending("disqualified"), ("a reason code (r)",)),
        ("develop", Ending("nurture", "BAD-TIMING"), ("a day (d) or an event (t) to come back",)),
        ("nurture", Ending("disqualified", "NO-PROJECT"), ("a day (d) or an event (t) to come back",)),
    ],
)
def test_what_an_ending_demands_is_said_with_its_key(verdict: str, ending: Ending, lacking: tuple[str, ...]) -> None:
    assert missing(verdict, ending) == lacking


@pytest.mark.parametrize(("verdict", "outcome"), [("disqualified", "disqualify"), ("nurture", "nurture")])
def test_only_reasons_of_the_right_outcome_are_offered(verdict: str, outcome: str) -> None:
    assert {reason.outcome for reason in reasons_for(verdict, REASONS)} == {outcome}
    assert {reason.outcome for reason in reasons_for("insufficient", REASONS, verdict)} == {outcome}
    assert reasons_for("develop", REASONS, "follow_up") == REASONS


def test_a_reason_brings_its_trigger_unless_the_rep_wrote_one() -> None:
    reason = Reason("BAD-TIMING", "Later", "nurture", "The date they named")
    assert Ending("nurture").with_reason(reason).trigger == "The date they named"
    assert Ending("nurture").with_trigger("new CFO").with_reason(reason).trigger == "new CFO"


def test_a_new_proposal_keeps_what_the_rep_chose() -> None:
    chosen = Ending("follow_up").with_disposition("no_show").with_reopening("2027-01-04")
    kept = Ending("nurture", "BAD-TIMING").keeping(chosen)
    assert (kept.disposition, kept.reason, kept.reopen_on) == ("no_show", "BAD-TIMING", date(2027, 1, 4))
    assert kept.with_reopening("").reopen_on is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-Q4", date(2026, 10, 1)),
        ("2027-Q1", date(2027, 1, 1)),
        ("2027-03", date(2027, 3, 1)),
        ("2027-03-15", date(2027, 3, 15)),
        (parse_date("Q2", TODAY), date(2027, 4, 1)),
        (parse_date("in 6 weeks", TODAY), date(2027, 1, 3)),
    ],
)
def test_a_call_is_reopened_on_the_first_day_of_what_was_said(said: str, day: date) -> None:
    assert first_day(said) == day
