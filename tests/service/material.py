from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from discovery.banks.model import Bank, bank_from
from discovery.engine.answers import Answer, Evidence

ZONE = timezone(timedelta(hours=-5))
NOW = datetime(2026, 11, 20, 21, 30, tzinfo=ZONE)
TODAY = date(2026, 11, 20)
AUTHOR = "Sam Okafor"


def _fact(fact_id: str, kind: str, phase: str = "situation", **more: Any) -> dict[str, Any]:
    return {"id": fact_id, "ask": f"What about {fact_id}?", "type": kind, "phase": phase, **more}


def _choice(choice_id: str, quality: int, **more: Any) -> dict[str, Any]:
    return {"id": choice_id, "label": choice_id.title(), "quality": quality, **more}


TOPICS: dict[str, Any] = {
    "pain": {
        "title": "Problem",
        "facts": [_fact("trigger", "text", "pain", core=True), _fact("since", "date", "pain")],
    },
    "money": {
        "title": "Money",
        "facts": [
            _fact("route", "choice", "money", core=True,
                  choices=[_choice("allocated", 3), _choice("none", 0, knockout="NO-FUNDS-NOW")]),
            _fact("amount", "money", "money", scale=[{"gte": 5000, "quality": 3}, {"lt": 5000, "quality": 0}]),
            _fact("owner", "person", "money"),
        ],
    },
    "people": {
        "title": "People",
        "facts": [_fact("decides", "yes_no", "decision", core=True), _fact("others", "people", "decision"),
                  _fact("users", "number"),
                  _fact("worries", "choices", choices=[_choice("cost", 2), _choice("time", 1)])],
    },
    "next_step": {
        "title": "Next step",
        "facts": [_fact("date", "date", "next_step"), _fact("goal", "text", "next_step")],
    },
    "compliance": {"title": "Consent", "facts": [_fact("objection", "yes_no", "next_step")]},
}  # fmt: skip

CRITERIA: list[dict[str, Any]] = [
    {"id": "budget", "title": "Budget", "weight": 40, "ask": ["money.route", "money.amount", "money.owner"],
     "risk": "Nobody has confirmed the money."},
    {"id": "need", "title": "Need", "weight": 60, "ask": ["pain.trigger", "pain.since"], "knockout": "NO-PAIN",
     "must_pass": {"min_quality": 2, "min_evidence": "confirmed"}},
    {"id": "people", "title": "People", "weight": 50, "stage": "ae", "core": ["people.others"],
     "ask": ["people.decides", "people.others", "people.users", "people.worries"]},
]  # fmt: skip


def bank(name: str = "duo", topics: dict[str, Any] | None = None) -> Bank:
    """A bank of two criteria for a first call, and one more for the second, with a fact of every type."""
    framework = {"framework": name, "title": name.upper(), "version": "1.0.0", "criteria": CRITERIA}
    return bank_from({"framework": framework, "topics": topics or TOPICS})


def said(fact: str, value: Any, evidence: str = "confirmed", quality: int | None = None, **more: Any) -> Answer:
    return Answer(fact, value, Evidence(evidence), quality, **more)


PAIN = said("pain.trigger", "The audit failed", quality=3, quote="It was a bad day.")
MONEY = said("money.route", "allocated")
DATED = said("next_step.date", "2026-12-01")
