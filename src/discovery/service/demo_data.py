"""Sample leads and calls: fictional people at fictional companies, under addresses that nobody can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from discovery.banks.conditions import Json
from discovery.engine.answers import Answer, Evidence, State
from discovery.leads.lead import NewLead


def _lead(name: str, title: str, company: str, email: str, phone: str, source: str, **extra: str) -> NewLead:
    return NewLead(name, company, title, email, phone, source, extra)


LEADS = (
    _lead("Ana Ruiz", "Head of Finance", "Nordwind Logistics", "ana.ruiz@nordwind.example", "+49 30 5550101",
          "Trade fair", Industry="Logistics", Employees="420"),
    _lead("Marcus Webb", "Operations Director", "Fenwick Foods", "m.webb@fenwickfoods.example", "+44 20 7946 0102",
          "Website", Industry="Food", Employees="180"),
    _lead("Zoë Lindqvist", "COO", "Älvdal Instruments", "zoe.lindqvist@alvdal.example", "+46 8 5550 0103",
          "Referral", Industry="Medical devices", Employees="95"),
    _lead("Priya Raman", "IT Manager", "Kestrel Housing", "praman@kestrelhousing.example", "+44 20 7946 0104",
          "Webinar", Industry="Housing", Employees="260"),
    _lead("Tom Okafor", "Owner", "Okafor & Daughters Joinery", "tom@okaforjoinery.example", "+1 202 555 0105",
          "Website", Industry="Crafts", Employees="9"),
    _lead("Helen Marsh", "Procurement Lead", "Brightwater Utilities", "helen.marsh@brightwater.example",
          "+44 20 7946 0106", "Purchased list", Industry="Utilities", Employees="1200"),
    _lead("José Ibáñez", "Plant Manager", "Cerámicas del Turia", "jose.ibanez@ceramicasturia.example",
          "+34 960 555 107", "Trade fair", Industry="Manufacturing", Employees="310"),
    _lead("Dana Kowalski", "VP Customer Service", "Parcelio", "dana@parcelio.example", "+1 202 555 0108",
          "Webinar", Industry="Parcel delivery", Employees="650"),
    _lead("Wei Chen", "CFO", "Larkspur Analytics", "wei.chen@larkspur.example", "+1 202 555 0109",
          "Referral", Industry="Software", Employees="75"),
    _lead("Fatima Haddad", "Head of Compliance", "Meridian Credit Union", "fhaddad@meridiancu.example",
          "+1 202 555 0110", "Content download", Industry="Banking", Employees="540"),
    _lead("Oliver Brandt", "Managing Director", "Brandt Maschinenbau", "o.brandt@brandt-mb.example",
          "+49 89 5550111", "Cold call", Industry="Engineering", Employees="140"),
    _lead("Grace Mwangi", "Programme Manager", "Savanna Health Trust", "grace.mwangi@savannahealth.example",
          "+254 20 5550112", "Webinar", Industry="Health", Employees="800"),
    _lead("Luca Moretti", "Logistics Coordinator", "Vini Moretti", "luca@vinimoretti.example", "+39 02 5550113",
          "Website", Industry="Wine", Employees="45"),
    _lead("Sarah Lindgren", "Head of People", "Tallship Software", "sarah@tallship.example", "+46 8 5550 0114",
          "Content download", Industry="Software", Employees="120"),
    _lead("Hiroshi Tanaka", "Quality Manager", "Tanaka Precision", "h.tanaka@tanaka-precision.example",
          "+81 3 5550 0115", "Trade fair", Industry="Manufacturing", Employees="230"),
    _lead("Nadia Petrova", "Accounts Payable Lead", "Copperfield Retail", "nadia.petrova@copperfield.example",
          "+44 20 7946 0116", "Webinar", Industry="Retail", Employees="2100"),
    _lead("Ben Adeyemi", "Head of Sales Operations", "Quillon", "ben@quillon.example", "+1 202 555 0117",
          "Referral", Industry="Software", Employees="310"),
    _lead("Chloé Girard", "Directrice administrative", "Atelier Girard", "chloe@ateliergirard.example",
          "+33 1 5550 0118", "Website", Industry="Design", Employees="28"),
    _lead("Ian Fraser", "Facilities Manager", "Harbour City Council", "ian.fraser@harbourcity.example",
          "+44 20 7946 0119", "Content download", Industry="Public sector", Employees="3400"),
    _lead("Rosa Delgado", "Customer Success Manager", "Pinecrest Telecom", "rosa.delgado@pinecrest.example",
          "+1 202 555 0120", "Cold call", Industry="Telecom", Employees="900"),
    _lead("Yusuf Demir", "Export Manager", "Demir Tekstil", "yusuf@demirtekstil.example", "+90 212 555 0121",
          "Trade fair", Industry="Textiles", Employees="380"),
    _lead("Emily Stone", "Practice Manager", "Stone Veterinary Group", "emily@stonevets.example", "+1 202 555 0122",
          "Website", Industry="Veterinary", Employees="60"),
    _lead("Pieter van Dam", "Supply Chain Director", "Waterland Bulbs", "p.vandam@waterlandbulbs.example",
          "+31 20 555 0123", "Referral", Industry="Agriculture", Employees="150"),
    _lead("Katarzyna Nowak", "Finance Controller", "Bursztyn Energia", "k.nowak@bursztyn.example", "+48 22 555 0124",
          "Webinar", Industry="Energy", Employees="470"),
    _lead("Alex Morgan", "Student", "", "alex.morgan@campus.example", "", "Content download"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class In:
    """A date so many days after the call."""

    days: int


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a sample call, as it is entered."""

    fact: str
    value: Json = None
    confirmed: bool = True
    quality: int | None = None
    quote: str = ""
    state: State = State.ANSWERED

    def answer(self, day: date, speaker: str) -> Answer:
        value = (day + timedelta(self.value.days)).isoformat() if isinstance(self.value, In) else self.value
        if self.state is not State.ANSWERED:
            return Answer(self.fact, evidence=Evidence.NONE, state=self.state)
        evidence = Evidence.CONFIRMED if self.confirmed else Evidence.CLAIMED
        return Answer(self.fact, value, evidence, self.quality, self.quote, speaker if self.quote else "")


@dataclass(frozen=True, slots=True)
class DemoCall:
    """A sample call, so many days ago. `ends` are the parts of its closing."""

    email: str
    days_ago: int
    verdict: str
    said: tuple[Said, ...]
    disposition: str
    ends: Mapping[str, str] = field(default_factory=dict)
    reopen: In | None = None
    notes: tuple[str, ...] = ()


def _person(name: str, title: str, role: str) -> dict[str, Json]:
    return {"name": name, "title": title, "role": role}


CALLS = (
    DemoCall(
        "jose.ibanez@ceramicasturia.example", 33, "nurture",
        (
            Said("compliance.recording", "not_recording"),
            Said("pain.trigger", "Kiln reports are typed in twice, once at the kiln and once in the office.", quality=2,
                 quote="We write everything down twice, and the second time is always wrong."),
            Said("pain.example", "In May a whole shift was entered under the wrong kiln.", quality=2,
                 quote="It took us two days to find out which tiles were which."),
            Said("timeline.needed_by", In(420), quote="Not before the new hall is built, so not this year."),
            Said("timeline.driver", ["no_event"]),
            Said("timeline.slip", "Nothing much; they go on with paper.", confirmed=False, quality=0),
            Said("authority.role", "evaluate", confirmed=False),
            Said("money.route", state=State.UNKNOWN),
            Said("next_step.action", "call_back"),
        ),
        "nurture", {"reason": "BAD-TIMING", "trigger": "The new hall gets its building permit"}, In(150),
        ("Likes to be called before 9, when the shift starts.",),
    ),
    DemoCall(
        "tom@okaforjoinery.example", 27, "disqualified",
        (
            Said("compliance.recording", "not_recording"),
            Said("pain.trigger", "Quotes take him a whole evening.", quality=2,
                 quote="I do the quotes on Sunday night, and my daughters have stopped laughing about it."),
            Said("authority.role", "decide", quote="You are talking to all of the management there is."),
            Said("money.route", "discretion"),
            Said("money.amount", {"amount": 1500, "currency": "USD", "per": "year"},
                 quote="Fifteen hundred a year, and that is me being generous."),
        ),
        "disqualified", {"reason": "BELOW-PRICE-FLOOR", "trigger": "They grow to three workshops"}, None,
        ("Sent him the link to the free templates, he was glad of it.",),
    ),
    DemoCall(
        "helen.marsh@brightwater.example", 21, "do_not_contact",
        (
            Said("compliance.objection", "yes", quote="Take me off your list, please. I never signed up for anything."),
        ),
        "do_not_contact", {"reason": "DNC-REQUEST"}, None,
        ("She came from a purchased list: told the team lead.",),
    ),
    DemoCall(
        "praman@kestrelhousing.example", 14, "insufficient",
        (
            Said("compliance.recording", "consent_given"),
            Said("pain.trigger", "Saw the webinar on repairs and wants to know what it costs.", confirmed=False,
                 quality=1),
            Said("money.range", state=State.DECLINED),
        ),
        "follow_up", {}, None,
        ("The line dropped after four minutes; she wrote that Thursday mornings are best.",),
    ),
    DemoCall(
        "m.webb@fenwickfoods.example", 9, "develop",
        (
            Said("compliance.recording", "not_recording"),
            Said("pain.trigger", "Two retailers fined them for late deliveries.", quality=3,
                 quote="We paid eleven thousand in fines last quarter, and the trucks were half empty."),
            Said("pain.example", "A pallet for the north stood in the south depot for three days.", confirmed=False,
                 quality=2),
            Said("impact.cost", {"amount": 44000, "currency": "USD", "per": "year"}, confirmed=False),
            Said("timeline.needed_by", In(140), confirmed=False),
            Said("timeline.driver", ["fiscal_year"], confirmed=False),
            Said("authority.role", "evaluate", quote="I choose, but our managing director signs."),
            Said("authority.others", [_person("Ruth Fenwick", "Managing Director", "decider")]),
            Said("authority.last_purchase", state=State.UNKNOWN),
            Said("money.route", "undecided", confirmed=False),
            Said("next_step.action", "info_then_call"),
        ),
        "follow_up", {}, None,
        ("Promised: the case study about chilled goods, by Friday.",),
    ),
    DemoCall(
        "ana.ruiz@nordwind.example", 4, "qualified",
        (
            Said("compliance.recording", "not_recording"),
            Said("pain.trigger", "An audit found freight invoices that were paid twice.", quality=3,
                 quote="The auditor found forty thousand in double payments, and I had to explain it to the board."),
            Said("pain.example", "In October one carrier was paid three times for the same week.", quality=3,
                 quote="They rang us to give the money back. That is how we found out."),
            Said("pain.tried", "A shared spreadsheet with a colour for every carrier; nobody keeps it up.",
                 confirmed=False, quality=2),
            Said("impact.cost", {"amount": 84000, "currency": "USD", "per": "year"},
                 quote="Call it seven thousand a month."),
            Said("timeline.needed_by", In(60), quote="It has to run before the January close."),
            Said("timeline.driver", ["renewal", "regulation"], quote="The scanning contract ends with the year."),
            Said("timeline.slip", "Another year of the old contract, paid in advance.", quality=3),
            Said("authority.role", "hold_budget"),
            Said("authority.others", [_person("Ben Cole", "CFO", "decider"),
                                      _person("Ida Holm", "Head of IT", "influencer")]),
            Said("authority.last_purchase", "Ana shortlisted two, IT checked them, Ben signed within three weeks.",
                 quality=3, quote="I bring two, Ida checks them, Ben signs."),
            Said("money.route", "allocated", confirmed=False, quote="There should be a line for it."),
            Said("money.range", "fits"),
            Said("money.amount", state=State.DECLINED),
            Said("next_step.action", "ae_meeting"),
            Said("next_step.date", In(8)),
            Said("next_step.attendees", [_person("Ana Ruiz", "Head of Finance", "champion"),
                                         _person("Ben Cole", "CFO", "decider")]),
            Said("next_step.goal", "See a month of their own invoices matched, double payments flagged."),
            Said("next_step.homework", "Ana sends October's invoices by Friday."),
            Said("compliance.objection", "no"),
            Said("compliance.channel", "email"),
        ),
        "handed_off", {}, None,
        (
            "Promised: a sample agreement on data processing before the meeting.",
            "Asked us not to ring during the monthly close, the first three working days.",
        ),
    ),
)  # fmt: skip
"""The oldest first; together they come to all six verdicts."""
