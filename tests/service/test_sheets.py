from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from discovery.banks.model import Bank
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State
from discovery.engine.assess import assess_view
from discovery.engine.view import view
from discovery.errors import SheetError
from discovery.service.sheets import assess_sheet, assessment_document, sheet_from
from tests.service.material import DATED, MONEY, PAIN, TODAY, said


def sheet(document: Any, bank: Bank) -> Sheet:
    return sheet_from(document, bank, on=TODAY)


def answered(**item: Any) -> dict[str, Any]:
    return {"answers": [item]}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("pain.trigger", "the audit failed"),
        ("pain.since", "2026-Q3"),
        ("money.route", "allocated"),
        ("money.amount", {"amount": 50000, "currency": "EUR", "per": "year"}),
        ("money.amount", {"amount": 0.5, "currency": "EUR"}),
        ("money.owner", {"name": "Ben", "role": "decider"}),
        ("people.decides", "no"),
        ("people.others", [{"name": "Ben"}, {"title": "CFO"}]),
        ("people.users", 40),
        ("people.worries", ["cost", "time"]),
    ],
)
def test_a_value_of_every_type_is_taken(fact: str, value: Any, bank: Bank) -> None:
    assert sheet(answered(fact=fact, value=value), bank).answers == {fact: Answer(fact, value)}


def test_an_empty_sheet_is_a_sheet_of_today(bank: Bank) -> None:
    assert sheet({}, bank) == Sheet(TODAY)


def test_everything_that_a_sheet_may_say_is_read(bank: Bank) -> None:
    document = {
        "on": "2026-01-31",
        "stage": "ae",
        "answers": [
            {
                "fact": "pain.trigger",
                "value": "x",
                "quality": 0,
                "evidence": "confirmed",
                "quote": "q",
                "speaker": "Ana",
                "state": "answered",
            },
            {"fact": "money.route", "state": "declined"},
            {"fact": "money.amount", "state": "unknown", "evidence": "none", "value": None},
        ],
        "ratings": [{"criterion": "need", "quality": 2, "evidence": "claimed", "why": "second-hand"}],
        "not_applicable": ["budget"],
    }
    assert sheet(document, bank) == Sheet(
        date(2026, 1, 31),
        "ae",
        {
            "pain.trigger": Answer("pain.trigger", "x", Evidence.CONFIRMED, 0, "q", "Ana"),
            "money.route": Answer("money.route", evidence=Evidence.NONE, state=State.DECLINED),
            "money.amount": Answer("money.amount", evidence=Evidence.NONE, state=State.UNKNOWN),
        },
        {"need": Rating("need", 2, Evidence.CLAIMED, "second-hand")},
        frozenset({"budget"}),
    )


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ([], "the sheet is not a JSON object"),
        (None, "the sheet is not a JSON object"),
        ({"anwsers": []}, "anwsers: the sheet has no such key; did you mean 'answers'?"),
        ({"on": "2026-13-01"}, "on: '2026-13-01' is not a day"),
        ({"on": "20260101"}, "on: '20260101' is not a day"),
        ({"on": None}, "on: None is not a day"),
        ({"stage": "boss"}, "stage: 'boss' is not one of sdr, ae"),
        ({"stage": ["sdr"]}, "stage: ['sdr'] is not one of"),
        ({"answers": {}}, "answers: {} is not a list"),
        ({"answers": [3]}, "an answer is not a JSON object but 3"),
        (answered(fact="money.rout", value="x"), "money.rout: duo has no such fact; did you mean 'money.route'?"),
        (answered(fact=["money.route"], value="x"), "duo has no such fact"),
        (answered(value="x"), "None: duo has no such fact"),
        (answered(fact="money.route", valu="allocated"), "valu: an answer has no such key; did you mean 'value'?"),
        (answered(fact="money.route", value="gold"), "money.route: 'gold' is not one of allocated, none"),
        (answered(fact="money.route", value=["allocated"]), "money.route: ['allocated'] is not one of"),
        (answered(fact="people.users", value="40"), "people.users: '40' is not a number"),
        (answered(fact="people.users", value=True), "people.users: True is not a number"),
        (answered(fact="people.users", value=10**400), "people.users: "),
        (answered(fact="people.decides", value=True), 'people.decides: True is not "yes" or "no"'),
        (answered(fact="people.worries", value=[]), "people.worries: [] is not a list of some of cost, time"),
        (answered(fact="money.amount", value=50000), "money.amount: 50000 is not"),
        (answered(fact="pain.since", value="soon"), "pain.since: 'soon' is not a date"),
        (answered(fact="pain.trigger", value="\u202e"), "pain.trigger: '' is not a text"),
        (answered(fact="pain.trigger"), "pain.trigger: an answer needs a value"),
        (answered(fact="pain.trigger", value=None), "pain.trigger: an answer needs a value"),
        (answered(fact="pain.trigger", value="x", evidence="none"), "evidence 'none' is not one of claimed, confirmed"),
        (answered(fact="pain.trigger", value="x", evidence="sure"), "evidence 'sure' is not one of"),
        (answered(fact="pain.trigger", value="x", quality=4), "pain.trigger: quality 4 is not 0, 1, 2 or 3"),
        (answered(fact="pain.trigger", value="x", quality=2.0), "pain.trigger: quality 2.0 is not"),
        (answered(fact="pain.trigger", value="x", quality=True), "pain.trigger: quality True is not"),
        (answered(fact="pain.trigger", value="x", quote=3), "pain.trigger: quote 3 is not a text"),
        (answered(fact="pain.trigger", value="x", state="asked"), "state 'asked' is not one of"),
        (answered(fact="pain.trigger", value="x", state="unknown"), "with the state unknown it has no value"),
        (answered(fact="pain.trigger", quality=1, state="declined"), "with the state declined it has no quality"),
        (answered(fact="pain.trigger", evidence="claimed", state="unknown"), "its evidence is none"),
        ({"answers": [{"fact": "pain.trigger", "value": "x"}] * 2}, "pain.trigger: it stands twice in answers"),
        ({"ratings": [{"criterion": "needs", "quality": 1}]}, "needs: duo has no such criterion; did you mean 'need'?"),
        ({"ratings": [{"criterion": "need"}]}, "need: a rating needs a quality"),
        ({"ratings": [{"criterion": "need", "quality": 1, "evidence": "x"}]}, "need: evidence 'x' is not one of"),
        ({"not_applicable": ["pain"]}, "pain: duo has no such criterion"),
        ({"not_applicable": "need"}, "not_applicable: 'need' is not a list"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_with_what_is_wrong(document: Any, told: str, bank: Bank) -> None:
    with pytest.raises(SheetError) as caught:
        sheet(document, bank)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_texts_are_cleaned_on_the_way_in(bank: Bank) -> None:
    item = answered(fact="money.owner", value={"name": "\x1b]0;x\x07Ben\u202e"}, quote="a\x00b\x9b")
    answer = sheet(item, bank).answers["money.owner"]
    assert (answer.value, answer.quote) == ({"name": "]0;xBen"}, "ab")


def test_an_assessment_has_the_keys_of_the_format_and_figures_that_are_not_rounded(bank: Bank) -> None:
    amount = said("money.amount", {"amount": 6000, "currency": "USD"}, "claimed")
    document = assess_sheet(bank, Sheet(TODAY).answer(PAIN).answer(amount))
    assert list(document) == [
        *("bank", "version", "verdict", "grade", "score", "ceiling", "coverage", "proof", "threshold", "criteria"),
        *("gates", "knockouts", "risks", "reasons", "reachable", "settled", "odds", "next", "flips"),
    ]
    assert document["verdict"] == "develop"
    assert (document["score"], document["coverage"], document["proof"]) == (80.0, 100.0, 60.0)
    assert document["criteria"][0] == {
        "id": "budget", "weight": 40, "quality": 3.0, "evidence": "claimed", "points": 20.0, "rated": False
    }  # fmt: skip
    assert document["gates"] == [{"criterion": "need", "gate": "must_pass", "state": "met"}]
    assert document["risks"] == ["Nobody has confirmed the money."]
    assert "qualified" in document["reachable"]
    assert not document["settled"]
    assert sum(document["odds"].values()) == pytest.approx(1)
    assert {(flip["criterion"], flip["fact"], flip["verdict"]) for flip in document["flips"]} == {
        (None, "next_step.date", "qualified"),
        ("budget", "money.route", "disqualified"),
    }
    assert json.loads(json.dumps(document)) == document


def test_a_fired_knockout_names_fact_criterion_and_code(bank: Bank) -> None:
    seen = view(bank, Sheet(TODAY).answer(said("money.route", "none")))
    document = assessment_document(assess_view(seen))
    assert document["verdict"] == "disqualified"
    assert document["knockouts"] == [{"fact": "money.route", "criterion": "budget", "code": "NO-FUNDS-NOW"}]
    assert "odds" not in document


def test_a_settled_sheet_has_nothing_that_would_flip_it(bank: Bank) -> None:
    document = assess_sheet(bank, Sheet(TODAY).answer(said("compliance.objection", "yes")))
    assert (document["reachable"], document["settled"], document["flips"]) == (["do_not_contact"], True, [])


def test_a_qualified_sheet_has_its_grade(bank: Bank) -> None:
    seen = view(bank, Sheet(TODAY).answer(PAIN).answer(MONEY).answer(DATED))
    assert assessment_document(assess_view(seen))["grade"] == "A"


@pytest.mark.parametrize("time", ["2026-11-22T14:05:00+01:00", "2026-11-22T14:05", "14:05", None])
@pytest.mark.parametrize("rest", [{"value": "x"}, {"state": "unknown"}])
def test_an_answer_may_say_when_and_by_whom_it_was_given(time: str | None, rest: dict[str, Any], bank: Bank) -> None:
    found = sheet(answered(fact="pain.trigger", time=time, speaker="Ana", **rest), bank).answers["pain.trigger"]
    assert found == replace(sheet(answered(fact="pain.trigger", **rest), bank).answers["pain.trigger"], speaker="Ana")


@pytest.mark.parametrize("time", ["noon", 1405, "25:00", ["14:05"]])
def test_a_time_that_is_none_is_an_error_with_the_name_of_the_fact(time: Any, bank: Bank) -> None:
    with pytest.raises(SheetError, match=r"^pain\.trigger: time "):
        sheet(answered(fact="pain.trigger", value="x", time=time), bank)
