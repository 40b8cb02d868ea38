from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from discovery import paths
from discovery.banks.library import Library
from discovery.briefs.brief import Line, Section
from discovery.engine.answers import Answer, Evidence, Sheet, State
from discovery.engine.events import Kind
from discovery.engine.values import describe
from tests.briefs.calls import (
    FULL,
    LEAD,
    NEARLY_EMPTY,
    NOW,
    START,
    Change,
    bank,
    brief_of,
    in_vain,
    note,
    said,
)

SHIPPED = Library([paths.shipped_banks()])


def texts(section: Section) -> list[str]:
    return [line.text for line in section.lines]


def unknown_lines(section: Section) -> list[Line]:
    return [line for line in section.lines if line.tag == "unknown"]


def test_the_first_ten_parts_of_a_full_call_have_250_to_350_words() -> None:
    assert 250 <= brief_of(FULL).words <= 350


@pytest.mark.parametrize("framework", SHIPPED.framework_ids())
def test_the_first_ten_parts_of_a_call_in_any_framework_have_250_to_350_words(framework: str) -> None:
    held = SHIPPED.bank(framework)
    fitting = [
        change for change in FULL if change[0] is not Kind.RATING and change[1].get("fact") in {None, *held.facts}
    ]
    assert 250 <= brief_of(fitting, on=held).words <= 350


def test_longer_answers_are_shortened_until_the_first_page_fits_and_stay_whole_in_the_appendix() -> None:
    wordy = "a rather long story about invoices " * 6
    longer = [
        (kind, {**body, "value": wordy.strip()}) if isinstance(body.get("value"), str) and " " in body["value"] else
        (kind, body)
        for kind, body in FULL
    ]  # fmt: skip
    brief = brief_of(longer)
    assert 250 <= brief.words <= 350
    asked = next(question for question in brief.appendix.questions if question.fact == "timeline.slip")
    assert asked.replies[-1].text == wordy.strip()


def test_the_parts_stand_in_the_order_in_which_they_are_read() -> None:
    assert [section.id for section in brief_of(FULL).sections] == [
        "next_step", "people", "pain", "why_now", "decision", "money", "landscape", "risks", "promises", "opening",
    ]  # fmt: skip


@pytest.mark.parametrize("changes", [(), NEARLY_EMPTY, FULL])
@pytest.mark.parametrize("criteria", [(), ("need",), ("budget", "timeline")])
def test_no_part_vanishes_and_risks_are_always_there(changes: tuple[Change, ...], criteria: tuple[str, ...]) -> None:
    brief = brief_of([item for item in changes if item[0] is not Kind.RATING], on=bank(*criteria))
    assert all(section.lines and all(line.text.strip() for line in section.lines) for section in brief.sections)


def test_a_call_without_answers_says_in_every_part_what_is_not_known() -> None:
    brief = brief_of(())
    told = (
        brief.part("next_step"),
        brief.part("people"),
        brief.part("pain"),
        brief.part("why_now"),
        brief.part("decision"),
        brief.part("money"),
        brief.part("landscape"),
    )
    assert all(len(unknown_lines(section)) == 1 for section in told)
    assert brief.headline == Line("Nordwind Logistics: insufficient. Why now is not known.", "unknown")


def test_every_statement_about_the_lead_has_a_tag_and_a_source_with_a_place_in_the_appendix() -> None:
    brief = brief_of(FULL)
    appendix = brief.appendix
    places = {question.fact for question in appendix.questions} | {score.id for score in appendix.scores}
    places |= {line.source for line in appendix.notes if line.source}
    for line in (brief.headline, *(line for section in brief.sections for line in section.lines)):
        if line.tag in {"confirmed", "claimed"}:
            assert line.source in places, line


def test_the_headline_names_account_verdict_grade_and_why_now() -> None:
    brief = brief_of([change for change in FULL if change[0] is not Kind.OVERRIDE])
    assert brief.headline == Line(
        "Nordwind Logistics: qualified B. Why now: A contract runs out, by 2027-01-31.", "confirmed", "timeline.driver"
    )


def test_an_override_stands_beside_the_computed_verdict() -> None:
    brief = brief_of(FULL)
    assert "develop (override; computed: qualified)" in brief.headline.text
    result = brief.appendix.result
    assert (result.verdict, result.override) == ("qualified", "develop")
    assert result.override_why == "Wait until Ben has accepted the invitation."
    assert result.override_by.startswith("Sam Okafor, 2026-11-20 14:35")


def test_the_headline_is_known_only_as_well_as_the_weakest_of_its_parts() -> None:
    brief = brief_of([said("timeline.driver", ["renewal"]), said("timeline.needed_by", "2027-Q1", "claimed")])
    assert brief.headline.tag == "claimed"


def test_a_knockout_is_named_with_the_title_of_its_reason() -> None:
    brief = brief_of([said("money.route", "unfundable")])
    assert brief.headline == Line(
        "Nordwind Logistics: disqualified. There is no money now.", "confirmed", "money.route"
    )


def test_who_asked_not_to_be_contacted_is_not_asked_anything_more() -> None:
    brief = brief_of([*FULL, said("compliance.objection", "yes", "claimed")])
    assert texts(brief.part("opening")) == ["None: do not contact them."]
    assert brief.part("next_step").lines[-1] == Line(
        "None: they asked not to be contacted again.", "claimed", "compliance.objection"
    )
    assert "do not contact" in brief_of([said("compliance.objection", "yes")]).headline.text


def test_a_call_that_is_to_be_taken_up_again_says_when_and_why() -> None:
    closed = {"disposition": "nurture", "reason": "NO-PAIN", "reopen_on": "2027-03-01", "trigger": "A new leader"}
    brief = brief_of([(Kind.CLOSED, {**closed, "verdict": "nurture"})])
    assert texts(brief.part("next_step"))[1:] == [
        "Closed as nurture: They have no problem that we solve.",
        "Come back on 2027-03-01",
        "Come back when: A new leader",
    ]


def test_the_problem_has_two_quotes_at_most_and_a_number_with_its_unit_and_whose_it_is() -> None:
    lines = brief_of(FULL).part("pain").lines
    assert sum("“" in line.text for line in lines) == 2
    assert Line("Impact: EUR 84,000 a year (theirs)", "confirmed", "impact.cost") in lines
    assert Line("How often: 40 times a month (ours until they confirm it)", "claimed", "impact.volume") in lines


def test_a_claimed_number_with_a_quote_is_theirs() -> None:
    brief = brief_of([said("impact.volume", 40, "claimed", quote="Forty, I would say.")])
    assert "How often: 40 times a month (theirs) “Forty, I would say.”" in texts(brief.part("pain"))


def test_a_quote_stands_beside_the_answer_and_alone_where_it_is_the_same() -> None:
    beside = brief_of([said("pain.trigger", "An audit.", quote="It was a bad day.", speaker="Ana")]).part("pain")
    assert texts(beside)[0] == "Why they took the call: An audit. “It was a bad day.” (Ana)"
    alone = brief_of([said("pain.trigger", "It was a bad day", quote="it was a bad day.")]).part("pain")
    assert texts(alone)[0] == "Why they took the call: “it was a bad day.”"


@pytest.mark.parametrize("framework", SHIPPED.framework_ids())
def test_what_proves_a_criterion_stands_in_the_body_in_every_framework(framework: str) -> None:
    held = SHIPPED.bank(framework)
    values = {"text": "It was like this", "yes_no": "yes", "number": 7654, "date": "2027-02-03"}
    money = {"amount": 7654, "currency": "EUR", "per": "year"}
    for criterion in held.criteria:
        for fact in (held.facts[name] for name in criterion.proof if held.facts[name].type not in {"person", "people"}):
            picked = fact.choices[0].id if fact.choices else None
            value = [picked] if fact.type == "choices" else picked or values.get(fact.type, money)
            brief = brief_of([said(fact.id, value, "claimed", quality=2)], on=held, start=Sheet(START.date(), "ae"))
            body = " ".join(line.text for section in brief.sections[:-1] for line in section.lines)
            assert describe(fact, value) in body, fact.id


def test_an_answer_without_a_place_of_its_own_stands_under_its_question() -> None:
    brief = brief_of([said("money.health", "good")], on=SHIPPED.bank("faint"))
    assert any(line.source == "money.health" for line in brief.part("money").lines)


def test_what_is_claimed_is_to_be_confirmed_and_not_asked_again() -> None:
    brief = brief_of([said("pain.request", "a dashboard", "claimed"), said("pain.reason", "audit", "claimed")],
                     on=SHIPPED.bank("neat"))  # fmt: skip
    need = next(line for line in brief.part("risks").lines if line.source == "core_need")
    assert "Ask: “" in need.text
    assert SHIPPED.bank("neat").wording("pain.reason") not in need.text
    assert "Why they ask for it: audit" in texts(brief.part("pain"))
    both = brief_of([said("pain.trigger", "x", "claimed"), said("pain.example", "y", "claimed")])
    assert "Confirm: “What was going on" in next(
        line.text for line in both.part("risks").lines if line.source == "need"
    )


def test_without_a_quote_the_problem_is_told_as_it_was_noted() -> None:
    assert brief_of(NEARLY_EMPTY).part("pain").lines[0] == Line(
        "Why they took the call: Saw us at the trade fair.", "claimed", "pain.trigger"
    )


def test_every_criterion_that_is_not_confirmed_is_a_risk_and_the_first_three_have_a_question() -> None:
    lines = brief_of(()).part("risks").lines
    assert [line.source for line in lines] == ["need", "authority", "timeline", "budget"]
    assert ["Ask: “" in line.text for line in lines] == [True, True, True, False]
    assert lines[0].text.endswith("Ask: “What was going on when you agreed to this call?”")
    assert lines[3].text == "Budget: Nobody has confirmed how this gets paid for."


def test_a_confirmed_and_weak_criterion_stays_a_risk() -> None:
    weak = (Kind.RATING, {"criterion": "need", "quality": 1, "evidence": "confirmed", "why": "Barely a problem."})
    need = next(line for line in brief_of([weak]).part("risks").lines if line.source == "need")
    assert need.tag == "confirmed"


def test_a_risk_asks_neither_what_was_declined_nor_what_they_do_not_know() -> None:
    brief = brief_of([in_vain("money.route", State.DECLINED), in_vain("pain.trigger", State.UNKNOWN)])
    need = next(line for line in brief.part("risks").lines if line.source == "need")
    assert need.text.endswith("Ask: “Tell me about the last time that happened.”")
    asked = [line.source for line in brief.part("opening").lines]
    assert "money.route" not in asked
    assert "pain.trigger" not in asked


def test_what_the_framework_does_not_ask_is_said_once() -> None:
    brief = brief_of((), on=bank("budget"))
    told = [text for section in brief.sections for text in texts(section) if "Not covered by" in text]
    assert told == ["Not covered by BANT: why now, how they will decide, landscape."]
    assert texts(brief.part("landscape")) == ["Nothing is known."]


def test_a_fact_that_another_framework_asked_is_still_told() -> None:
    brief = brief_of([said("situation.tool", "A spreadsheet.")], on=bank("budget"))
    assert brief.part("landscape").lines == (Line("Today: A spreadsheet.", "confirmed", "situation.tool"),)


def test_notes_and_declined_questions_are_what_not_to_ask_again() -> None:
    brief = brief_of([note("Promised a sample."), in_vain("money.amount", State.DECLINED)])
    assert brief.part("promises").lines == (
        Line("Promised a sample.", "claimed", "note:2"),
        Line("Declined to answer: “What range did you have in mind?”", "unknown", "money.amount"),
    )


def test_a_question_declined_first_and_answered_later_is_not_a_sensitivity() -> None:
    brief = brief_of([in_vain("money.route", State.DECLINED), said("money.route", "allocated")])
    assert texts(brief.part("promises")) == ["No promise, sensitivity or declined question was noted."]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (5, "14:06 Note 4."),
        (6, "And 1 more note, in the appendix."),
        (8, "And 3 more notes, in the appendix."),
    ],
)
def test_notes_beyond_the_first_five_are_counted_and_stand_in_the_appendix(count: int, told: str) -> None:
    brief = brief_of([note(f"Note {number}.") for number in range(count)])
    assert texts(brief.part("noted"))[-1] == told
    assert len(brief.appendix.notes) == count


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Promised a sample.", "promises"), ("promise: a call", "promises"), ("Sensitive: layoffs", "promises"),
        ("don't mention the audit", "promises"), ("Do not call before ten", "promises"),
        ("Asked us not to ring in June", "promises"), ("promising lead", "noted"), ("their roof leaks", "noted"),
        ("don't know the CFO", "noted"),
    ],
)  # fmt: skip
def test_a_note_stands_under_what_it_says_to_keep_to_or_with_its_time_under_the_others(text: str, part: str) -> None:
    brief = brief_of([note(text)])
    assert [line.source for line in brief.part(part).lines] == ["note:2"]
    assert texts(brief.part(part)) == [text if part == "promises" else f"14:02 {text}"]
    assert ("noted" in [section.id for section in brief.sections]) is (part == "noted")


def test_an_undone_answer_is_nowhere() -> None:
    brief = brief_of([said("pain.trigger", "Oops."), (Kind.UNDO, {"of": 2})])
    assert "Oops." not in repr(brief)


def test_the_opening_recaps_in_their_words_and_asks_three_questions_that_are_not_confirmed() -> None:
    lines = brief_of(FULL).part("opening").lines
    assert lines[0].text.startswith("Open with: You told Sam Okafor on 2026-11-20: “The auditor found forty thousand")
    assert [line.source for line in lines[1:]] == ["money.route", "impact.volume", "pain.tried"]


def test_core_questions_come_first_in_the_order_of_the_conversation_and_in_the_words_of_the_framework() -> None:
    lines = brief_of(()).part("opening").lines
    assert lines[1].text == "Ask: “What was going on when you agreed to this call?”"
    assert [line.source for line in lines[1:]] == ["pain.trigger", "pain.example", "impact.cost"]


def test_a_criterion_that_does_not_apply_is_neither_asked_nor_a_risk() -> None:
    brief = brief_of([(Kind.NOT_APPLICABLE, {"criterion": "need", "on": True})])
    assert "need" not in [line.source for line in brief.part("risks").lines]
    assert all(not (line.source or "").startswith("pain.") for line in brief.part("opening").lines)
    assert ("Not applicable", "Need") in brief.appendix.record


def test_an_answer_past_its_days_is_named_as_out_of_date() -> None:
    brief = brief_of([said("money.route", "allocated")], now=NOW + timedelta(days=91))
    assert "Out of date, worth asking again: budget and funds." in texts(brief.part("risks"))
    assert brief.appendix.questions[0].replies[0].remark == "out of date"


def test_a_lead_without_a_company_goes_by_the_name_of_its_person() -> None:
    brief = brief_of((), lead=replace(LEAD, company=""))
    assert brief.headline.text.startswith("Ana Ruiz: insufficient.")


def test_nothing_else_is_said_than_what_the_answers_say() -> None:
    kept = brief_of(FULL)
    without = brief_of([change for change in FULL if not str(change[1].get("fact", "")).startswith("timeline.")])
    assert [line.tag for line in without.part("why_now").lines] == ["claimed", "unknown"]
    assert kept.part("money") == without.part("money")


def test_answers_of_earlier_calls_are_marked_and_those_of_no_fact_of_the_bank_are_kept() -> None:
    before = START - timedelta(days=3)
    known = Sheet(START.date(), answers={
        "money.route": Answer("money.route", "allocated", Evidence.CLAIMED, at=before),
        "champion.who": Answer("champion.who", {"name": "Kim"}, Evidence.CLAIMED, at=before),
    })  # fmt: skip
    brief = brief_of([said("money.route", "allocated")], start=known)
    route, champion = brief.appendix.questions
    assert [reply.remark for reply in route.replies] == ["before this call, replaced", ""]
    assert (champion.ask, champion.replies[0].text) == ("champion.who", '{"name": "Kim"}')
    assert champion.replies[0].remark == "before this call, not asked by this framework"


def test_the_same_call_gives_the_same_brief() -> None:
    assert brief_of(FULL) == brief_of(FULL)


def test_objections_are_told_by_their_card_with_their_words_and_the_time() -> None:
    raised: list[Change] = [
        (Kind.OBJECTION, {"card": "OBJ-BUDGET", "text": "Not this year."}),
        (Kind.OBJECTION, {"card": "OBJ-GONE", "text": ""}),
    ]
    brief = brief_of([*raised, note("x")])
    assert brief.part("objections").lines == (
        Line("There's no budget. “Not this year.” (14:02)", "claimed", "objection:2"),
        Line("OBJ-GONE (14:03)", "claimed", "objection:3"),
    )
    assert [section.id for section in brief.sections][-3:] == ["promises", "noted", "opening"]
    assert [line.source for line in brief.appendix.objections] == ["objection:2", "objection:3"]


def test_without_an_objection_there_is_no_such_part() -> None:
    assert "objections" not in [section.id for section in brief_of(FULL).sections]


def test_an_objection_that_was_taken_back_is_nowhere() -> None:
    brief = brief_of([(Kind.OBJECTION, {"card": "OBJ-BUDGET", "text": "Oops."}), (Kind.UNDO, {"of": 2})])
    assert "Oops." not in repr(brief)
