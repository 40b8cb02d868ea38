from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from discovery.banks.model import Bank, bank_from
from discovery.briefs.brief import Brief
from discovery.briefs.compose import compose
from discovery.briefs.recap import Recap, recap
from discovery.engine.answers import Answer, Evidence, Sheet, State
from discovery.engine.assess import assess
from discovery.engine.calls import CallHeader
from discovery.engine.events import CallState, Event, Kind, answer_body, fold
from discovery.leads.lead import Lead, Person

ZONE = timezone(timedelta(hours=1))
START = datetime(2026, 11, 20, 14, 0, tzinfo=ZONE)
NOW = datetime(2026, 11, 20, 14, 45, tzinfo=ZONE)
HEAD = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
REASONS = {"NO-PAIN": "They have no problem that we solve.", "NO-FUNDS-NOW": "There is no money now."}
HEARD = {"OBJ-BUDGET": "There's no budget."}


def fact(fact_id: str, ask: str, kind: str, phase: str, **more: Any) -> dict[str, Any]:
    return {"id": fact_id, "ask": ask, "type": kind, "phase": phase, **more}


def choice(choice_id: str, label: str, quality: int, **more: Any) -> dict[str, Any]:
    return {"id": choice_id, "label": label, "quality": quality, **more}


def topic(title: str, *facts: dict[str, Any], valid_days: int = 90) -> dict[str, Any]:
    return {"title": title, "valid_days": valid_days, "facts": list(facts)}


TOPICS: dict[str, Any] = {
    "pain": topic(
        "Problem",
        fact("trigger", "What made you say yes to talking today?", "text", "pain", core=True),
        fact("example", "Tell me about the last time that happened.", "text", "pain", core=True),
        fact("tried", "What have you tried so far?", "text", "pain"),
    ),
    "impact": topic(
        "Impact",
        fact("volume", "How often does that happen in a normal month?", "number", "impact", unit="times a month"),
        fact("cost", "What does that add up to over a year?", "money", "impact", core=True),
    ),
    "consequence": topic(
        "If nothing changes", fact("none", "If nothing changes in six months, what then?", "text", "impact")
    ),
    "situation": topic("Situation", fact("tool", "How do you handle that today?", "text", "situation")),
    "timeline": topic(
        "Timeline",
        fact("needed_by", "When does this have to be working?", "date", "urgency", core=True,
             scale=[{"within_days": 90, "quality": 3}, {"within_days": 180, "quality": 2}]),
        fact("driver", "What's behind that date?", "choices", "urgency", core=True,
             choices=[choice("renewal", "A contract runs out", 3), choice("own_wish", "They just picked it", 1)]),
        fact("slip", "What happens if that date slips?", "text", "urgency"),
        fact("renewal", "When does your present contract run out?", "date", "urgency"),
        fact("steps", "What has to happen before you could start?", "text", "urgency"),
    ),
    "authority": topic(
        "Authority",
        fact("role", "What's your part in a decision like this?", "choice", "decision", core=True,
             choices=[choice("decide", "Makes the decision", 3), choice("evaluate", "Evaluates and recommends", 2)]),
        fact("others", "Who else gets involved?", "people", "decision", core=True),
        fact("last_purchase", "How did the last thing like this get approved?", "text", "decision", core=True),
        fact("blocker", "Who could stop it?", "person", "decision"),
    ),
    "money": topic(
        "Budget and funds",
        fact("route", "How does a purchase like this get paid for?", "choice", "money", core=True,
             choices=[choice("allocated", "In this year's budget", 3),
                      choice("unfundable", "No money and no way", 0, knockout="NO-FUNDS-NOW")]),
        fact("range", "How does our range sit with you?", "choice", "money", core=True,
             choices=[choice("fits", "Fits our usual bracket", 3), choice("tight", "Tight but possible", 2)]),
        fact("amount", "What range did you have in mind?", "money", "money"),
        fact("owner", "Whose budget would it come out of?", "person", "money"),
        fact("fiscal_year", "When does your next budget year start?", "date", "money"),
    ),
    "next_step": topic(
        "Next step",
        fact("action", "What would be a sensible next step?", "choice", "next_step",
             choices=[choice("ae_meeting", "Meeting with our specialist", 3)]),
        fact("date", "When shall we do that?", "date", "next_step"),
        fact("attendees", "Who should be there from your side?", "people", "next_step"),
        fact("goal", "What do you want to get out of it?", "text", "next_step"),
        fact("homework", "What could you do before then?", "text", "next_step"),
    ),
    "compliance": topic(
        "Consent and contact",
        fact("recording", "I'm taking notes. Is that all right?", "choice", "open",
             choices=[choice("not_recording", "Notes only, no recording", 3)]),
        fact("objection", "Would you rather we didn't contact you again?", "yes_no", "next_step"),
        fact("channel", "What's the best way to reach you?", "choice", "next_step",
             choices=[choice("email", "E-mail", 2)],
             when={"not": {"fact": "compliance.objection", "is": "yes"}}),
    ),
}  # fmt: skip

CRITERIA: list[dict[str, Any]] = [
    {"id": "budget", "title": "Budget", "weight": 20, "risk": "Nobody has confirmed how this gets paid for.",
     "ask": ["money.route", "money.range", "money.amount", "money.owner", "money.fiscal_year"],
     "proof": ["money.route"]},
    {"id": "authority", "title": "Authority", "weight": 25, "risk": "The way to those who decide is not confirmed.",
     "must_pass": {"min_quality": 2, "min_evidence": "claimed"}, "proof": ["authority.role", "authority.last_purchase"],
     "ask": ["authority.role", "authority.others", "authority.last_purchase", "authority.blocker"]},
    {"id": "need", "title": "Need", "weight": 35, "risk": "The problem is not confirmed in their own words.",
     "must_pass": {"min_quality": 2, "min_evidence": "confirmed"}, "knockout": "NO-PAIN",
     "proof": ["pain.trigger", "pain.example"],
     "ask": ["pain.trigger", "pain.example", "impact.cost", "impact.volume", "pain.tried", "consequence.none"],
     "wording": {"pain.trigger": "What was going on when you agreed to this call?"}},
    {"id": "timeline", "title": "Timeline", "weight": 20, "risk": "The date has no confirmed event behind it.",
     "must_pass": {"min_quality": 2, "min_evidence": "claimed"}, "proof": ["timeline.needed_by", "timeline.driver"],
     "ask": ["timeline.needed_by", "timeline.driver", "timeline.slip", "timeline.steps"]},
]  # fmt: skip


def bank(*criteria: str) -> Bank:
    """BANT over a few topics, or only some of its criteria."""
    kept = [item for item in CRITERIA if not criteria or item["id"] in criteria]
    framework = {"framework": "bant", "title": "BANT", "version": "1.0.0", "criteria": kept, "currency": "EUR"}
    order = [item for item in ("need", "timeline", "authority", "budget") if item in {c["id"] for c in kept}]
    return bank_from({"framework": {**framework, "ask_order": order}, "topics": TOPICS})


LEAD = Lead(
    id=UUID(int=1),
    person=Person(UUID(int=2), "Ana Ruiz", "ana.ruiz@nordwind.example", "+49 30 5550101", "Head of Finance"),
    company="Nordwind Logistics",
    source="Trade fair",
    created_at=datetime(2026, 11, 1, 9, 0, tzinfo=ZONE),
)
HEADER = CallHeader(
    id=UUID(int=3),
    lead_id=LEAD.id,
    framework="bant",
    bank_sha256="",
    stage="sdr",
    author="Sam Okafor",
    started_at=START,
    ended_at=START + timedelta(minutes=40),
)

Change = tuple[Kind, dict[str, Any]]


def said(fact_id: str, value: Any, evidence: str = "confirmed", **more: Any) -> Change:
    return Kind.ANSWER, answer_body(Answer(fact_id, value, Evidence(evidence), **more))


def in_vain(fact_id: str, state: State) -> Change:
    return Kind.ANSWER, answer_body(Answer(fact_id, state=state))


def note(text: str) -> Change:
    return Kind.NOTE, {"text": text, "fact": None}


def state_of(changes: Sequence[Change], held: Bank, header: CallHeader, start: Sheet | None = None) -> CallState:
    """A call on which those changes were made, a minute apart."""
    first: Change = (Kind.STARTED, {"framework": held.id, "stage": "sdr"})
    events = tuple(
        Event(seq, UUID(int=100 + seq), kind, header.author, START + timedelta(minutes=seq), body)
        for seq, (kind, body) in enumerate([first, *changes], 1)
    )
    return fold(events, start or Sheet(on=date(2026, 11, 20)))


def brief_of(
    changes: Sequence[Change],
    *,
    on: Bank | None = None,
    lead: Lead = LEAD,
    header: CallHeader = HEADER,
    start: Sheet | None = None,
    now: datetime = NOW,
) -> Brief:
    """The brief of a call on which those changes were made, a minute apart."""
    held = on or bank()
    state = state_of(changes, held, header, start)
    return compose(
        bank=held,
        lead=lead,
        header=replace(header, bank_sha256=held.sha256),
        state=state,
        assessment=assess(held, state.sheet),
        reasons=REASONS,
        heard=HEARD,
        head=HEAD,
        events=len(changes) + 1,
        now=now,
    )


def recap_of(
    changes: Sequence[Change], *, lead: Lead = LEAD, header: CallHeader = HEADER, executive: str = ""
) -> Recap:
    """The customer's recap of such a call."""
    held = bank()
    return recap(bank=held, lead=lead, header=header, state=state_of(changes, held, header), executive=executive)


FULL: tuple[Change, ...] = (
    said("compliance.recording", "not_recording"),
    said("pain.trigger", "An audit found freight invoices that were paid twice.", quality=3, speaker="Ana Ruiz",
         quote="The auditor found forty thousand in double payments, and I had to explain it to the board."),
    said("pain.example", "October: one carrier was paid three times for one week.", quality=3, speaker="Ana Ruiz",
         quote="We paid Hansen three times for the same week and only saw it when they rang us."),
    said("pain.tried", "A shared spreadsheet with a colour for every carrier; nobody keeps it up.", "claimed"),
    said("impact.volume", 40, "claimed"),
    said("impact.cost", {"amount": 60000, "currency": "EUR", "per": "year"}, "claimed"),
    said("impact.cost", {"amount": 84000, "currency": "EUR", "per": "year"}, quote="Call it seven thousand a month."),
    said("consequence.none", "The auditor comes back in spring and the bonus of the team hangs on it.", "claimed"),
    said("situation.tool", "Invoices are matched by hand in the accounting package and in a spreadsheet."),
    said("timeline.needed_by", "2027-01-31", quote="It has to run before the January close."),
    said("timeline.driver", ["renewal"], quote="The scanning contract ends with the year."),
    said("timeline.slip", "Another year of the old scanning contract, paid in advance."),
    said("timeline.renewal", "2026-12-31"),
    said("timeline.steps", "Security questionnaire, then a test with one carrier's October invoices.", "claimed"),
    said("authority.role", "evaluate"),
    said("authority.others", [{"name": "Ben Cole", "title": "CFO", "role": "decider"},
                              {"name": "Ida Holm", "title": "Head of IT", "role": "influencer"}]),
    said("authority.last_purchase", "Ana shortlisted two, IT checked them, Ben signed within three weeks.",
         quote="I bring two, Ida checks them, Ben signs."),
    said("authority.blocker", {"name": "Ida Holm", "title": "Head of IT", "role": "influencer"}, "claimed"),
    said("money.route", "allocated", "claimed"),
    said("money.range", "fits", quote="That is about what the scanning costs us."),
    in_vain("money.amount", State.DECLINED),
    said("money.owner", {"name": "Ben Cole", "title": "CFO", "role": "decider"}),
    in_vain("money.fiscal_year", State.UNKNOWN),
    said("next_step.action", "ae_meeting"),
    said("next_step.date", "2026-12-03"),
    said("next_step.attendees", [{"name": "Ana Ruiz", "title": "Head of Finance", "role": "influencer"},
                                 {"name": "Ben Cole", "title": "CFO", "role": "decider"}]),
    said("next_step.goal", "See a month of their own invoices matched, double payments flagged."),
    said("next_step.homework", "Ana sends October's invoices by Friday."),
    said("compliance.objection", "no"),
    said("compliance.channel", "email"),
    note("Promised: a sample agreement on data processing before the meeting."),
    note("Asked us not to ring during the monthly close, the first three working days."),
    (Kind.RATING, {"criterion": "budget", "quality": 2, "evidence": "claimed", "why": "Ben has not said it himself."}),
    (Kind.OVERRIDE, {"verdict": "develop", "why": "Wait until Ben has accepted the invitation."}),
    (Kind.CLOSED, {"disposition": "handed_off", "reason": None, "reopen_on": None, "trigger": "",
                   "verdict": "qualified"}),
)  # fmt: skip

NEARLY_EMPTY: tuple[Change, ...] = (said("pain.trigger", "Saw us at the trade fair.", "claimed"),)
