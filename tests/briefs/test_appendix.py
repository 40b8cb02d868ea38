from __future__ import annotations

import pytest

from discovery.engine.answers import State
from discovery.engine.events import Kind
from tests.briefs.calls import FULL, HEAD, bank, brief_of, in_vain, said


@pytest.mark.parametrize("criteria", [(), ("authority", "need", "timeline"), ("budget", "need")])
def test_the_points_of_the_criteria_add_up_to_the_score_shown(criteria: tuple[str, ...]) -> None:
    changes = [change for change in FULL if change[0] is not Kind.RATING]
    appendix = brief_of(changes, on=bank(*criteria)).appendix
    assert round(sum(float(score.points) for score in appendix.scores), 1) == float(appendix.result.score)
    assert round(sum(float(score.weight) for score in appendix.scores), 1) == 100


def test_a_rating_is_shown_with_its_reason() -> None:
    budget = brief_of(FULL).appendix.scores[0]
    assert (budget.quality, budget.tag, budget.points, budget.filled) == ("2.0", "claimed", "6.7", 33)
    assert budget.why == "Ben has not said it himself."


def test_a_criterion_of_which_nothing_is_known_has_no_quality() -> None:
    assert {(score.quality, score.tag) for score in brief_of(()).appendix.scores} == {("–", "unknown")}


def test_every_answer_to_a_question_is_kept_with_the_one_that_counts_last() -> None:
    cost = next(question for question in brief_of(FULL).appendix.questions if question.fact == "impact.cost")
    assert [(reply.text, reply.tag, reply.remark) for reply in cost.replies] == [
        ("EUR 60,000 a year", "claimed", "replaced"),
        ("EUR 84,000 a year", "confirmed", ""),
    ]
    assert cost.replies[1].quote == "Call it seven thousand a month."
    assert cost.replies[1].at == "2026-11-20 14:08+01:00"


def test_questions_stand_in_the_order_of_the_conversation_then_those_of_no_criterion() -> None:
    changes = [said("situation.tool", "Paper."), said("money.route", "allocated"), said("pain.trigger", "An audit.")]
    asked = [question.fact for question in brief_of(changes).appendix.questions]
    assert asked == ["pain.trigger", "money.route", "situation.tool"]


@pytest.mark.parametrize(
    ("state", "text"), [(State.UNKNOWN, "They do not know"), (State.DECLINED, "They declined to answer")]
)
def test_a_question_asked_in_vain_is_told(state: State, text: str) -> None:
    reply = brief_of([in_vain("money.amount", state)]).appendix.questions[0].replies[0]
    assert (reply.text, reply.tag) == (text, "unknown")


def test_an_answer_whose_question_no_longer_matters_is_marked() -> None:
    brief = brief_of([said("compliance.channel", "email"), said("compliance.objection", "yes")])
    channel = next(question for question in brief.appendix.questions if question.fact == "compliance.channel")
    assert channel.replies[0].remark == "no longer relevant"


def test_consent_and_channel_are_told_or_said_to_be_unknown() -> None:
    assert [line.text for line in brief_of(FULL).appendix.consent] == [
        "Notes or recording: Notes only, no recording",
        "Objection to contact: No",
        "Channel: E-mail",
    ]
    assert [line.tag for line in brief_of(()).appendix.consent] == ["unknown"]


def test_the_record_names_who_when_with_which_bank_and_the_head_of_the_chain() -> None:
    record = dict(brief_of(FULL).appendix.record)
    assert record["SDR"] == "Sam Okafor"
    assert record["Started"] == "2026-11-20 14:00+01:00"
    assert record["Brief written"] == "2026-11-20 14:45+01:00"
    assert record["Framework"] == "BANT 1.0.0"
    assert record["Question bank"] == bank().sha256[:12]
    assert record["Head of the event chain"] == f"{HEAD[:16]} after {len(FULL) + 1} events"
    assert dict(brief_of(()).appendix.record)["Head of the event chain"] == f"{HEAD[:16]} after 1 event"
