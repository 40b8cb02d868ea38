from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from discovery.banks.model import bank_from
from discovery.engine.answers import Answer, Evidence, State
from discovery.engine.outlook import outlook
from discovery.service.banks import shipped
from discovery.tui.moment import Mark, places
from tests.service import material
from tests.service.material import said
from tests.tui.calling import moment_of
from tests.tui.pilot import NOW

BANT = shipped().bank("bant")


@pytest.mark.parametrize(
    ("answer", "mark"),
    [
        (None, Mark.OPEN),
        (said("money.route", "allocated", "claimed"), Mark.CLAIMED),
        (said("money.route", "allocated"), Mark.CONFIRMED),
        (Answer("money.route", None, Evidence.NONE, state=State.UNKNOWN), Mark.UNKNOWN),
        (Answer("money.route", None, Evidence.NONE, state=State.DECLINED), Mark.DECLINED),
    ],
    ids=lambda value: value.name if isinstance(value, Mark) else "",
)
def test_a_question_is_marked_by_what_is_known(answer: Answer | None, mark: Mark) -> None:
    assert moment_of(*([answer] if answer else [])).mark("money.route") is mark


def test_every_mark_differs_from_the_others_without_its_colour() -> None:
    assert len({mark.value for mark in Mark}) == len(Mark)


def test_a_question_that_a_condition_closes_is_marked_closed_and_passed_over() -> None:
    now = moment_of(said("next_step.action", "nothing"), bank=BANT)
    assert now.mark("next_step.goal") is Mark.CLOSED
    assert now.next_open((None, "next_step.attendees")) == (None, "next_step.homework")


def test_the_age_of_a_carried_answer_is_counted_until_this_call_asks_again() -> None:
    old = replace(said("money.route", "allocated"), at=NOW - timedelta(days=100))
    topics = {**material.TOPICS, "money": {**material.TOPICS["money"], "valid_days": 90}}
    document = material.bank().document
    bank = bank_from({"framework": document["framework"], "topics": topics})
    now = moment_of(bank=bank, known={"money.route": old})
    assert (now.carried_days("money.route"), now.stale("money.route")) == (100, True)
    assert now.asked == 0
    again = moment_of(said("money.route", "none"), bank=bank, known={"money.route": old})
    assert (again.carried_days("money.route"), again.stale("money.route"), again.asked) == (None, False, 1)


def test_only_questions_of_the_criteria_count_as_asked() -> None:
    now = moment_of(material.DATED, said("compliance.objection", "no"), material.MONEY, material.PAIN)
    assert now.asked == 2


def test_the_next_question_comes_after_the_one_in_front_and_starts_over_at_the_end() -> None:
    now = moment_of(material.MONEY)
    every = list(places(now.bank))
    assert now.next_open(("budget", "money.route")) == ("budget", "money.amount")
    assert now.next_open(every[-1]) == ("budget", "money.amount")


def test_a_criterion_that_is_out_of_scope_is_not_asked_next() -> None:
    now = moment_of()
    assert now.next_open(("need", "pain.since")) == (None, "next_step.date")


def test_there_is_no_next_question_when_all_were_asked() -> None:
    answers = [Answer(fact, None, Evidence.NONE, state=State.DECLINED) for fact in material.bank().facts]
    assert moment_of(*answers).next_open(("budget", "money.route")) is None


def test_what_is_too_old_is_proposed_again_and_asked_once_nothing_else_is_open() -> None:
    topics = {**material.TOPICS, "money": {**material.TOPICS["money"], "valid_days": 60}}
    bank = material.bank(topics=topics)
    old = replace(material.MONEY, at=NOW - timedelta(days=100), evidence=Evidence.CLAIMED)
    now = moment_of(bank=bank, known={"money.route": old})
    assert now.stale_facts == ("money.route",)
    ahead = outlook(now.seen, now.assessment, asked=0, stale=frozenset(now.stale_facts))
    assert "money.route" not in [each.fact for each in outlook(now.seen, now.assessment, asked=0).next]
    known = {
        **{fact: Answer(fact, None, Evidence.NONE, state=State.DECLINED) for fact in bank.facts},
        "money.route": old,
    }
    everything = moment_of(bank=bank, known=known)
    assert everything.next_open(("need", "pain.since")) == ("budget", "money.route")
    pain = moment_of(material.PAIN, bank=bank, known={"money.route": old})
    ahead = outlook(pain.seen, pain.assessment, asked=1, stale=frozenset(pain.stale_facts))
    assert "money.route" in [each.fact for each in ahead.next]
