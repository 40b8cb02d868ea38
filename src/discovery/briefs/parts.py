"""Which facts each part of a brief shows, the most telling first, and what it calls them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part: pairs of fact and label. A fact that the call's bank does not have is passed over."""

    id: str
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    limit: int = 4
    """Facts that are shown at most; the others are read in the appendix."""
    phases: tuple[str, ...] = ()
    """Of these phases it shows what has no place anywhere, under the question."""


NEXT_STEP = Part(
    "next_step",
    "Next step",
    (
        ("next_step.date", "When"),
        ("next_step.action", "What"),
        ("next_step.attendees", "From their side"),
        ("next_step.goal", "Agenda"),
        ("next_step.homework", "Their homework"),
    ),
    limit=5,
)
PEOPLE = Part(
    "people",
    "People",
    (
        ("economic_buyer.stance", "Where the one who signs stands"),
        ("economic_buyer.measured_on", "The one who signs is measured on"),
        ("champion.stake", "In it for the champion"),
        ("champion.done", "The champion has done so far"),
        ("champion.intro", "Bringing in the one who decides"),
        ("champion.intro_date", "With the one who decides on"),
        ("authority.join", "Will bring the others along"),
        ("authority.join_date", "Together on"),
    ),
    limit=2,
)
PAIN = Part(
    "pain",
    "Problem in their words",
    (
        ("pain.trigger", "Why they took the call"),
        ("pain.example", "The last time"),
        ("pain.walkthrough", "Where it gets stuck"),
        ("pain.reason", "Why they ask for it"),
        ("pain.business_reason", "Why it matters to the business"),
        ("pain.request", "They ask for"),
        ("pain.pressing", "Most pressing"),
        ("pain.cause", "Cause"),
        ("goal.top", "Goal"),
        ("interest.relevant", "What concerns them"),
        ("consequence.own_targets", "For their own targets"),
        ("pain.severity", "How bad, from 0 to 10"),
    ),
    limit=2,
    phases=("pain",),
)
IMPACT = Part(
    "impact",
    "Impact",
    (
        ("impact.cost", "Impact"),
        ("consequence.quarter_cost", "Impact of one more quarter"),
        ("impact.volume", "How often"),
        ("impact.effort", "Each time takes"),
        ("upside.gain", "Gain when it is solved"),
        ("impact.baseline", "Value today"),
        ("impact.target", "Value wanted"),
        ("goal.number", "Measured by"),
        ("impact.kpi", "Number that it moves"),
        ("impact.knock_on", "What else it touches"),
        ("impact.personally", "For them in person"),
        ("upside.possible", "Would become possible"),
    ),
    limit=2,
    phases=("impact",),
)
WHY_NOW = Part(
    "why_now",
    "Why now",
    (
        ("timeline.driver", "Event"),
        ("timeline.needed_by", "Needed by"),
        ("timeline.slip", "If that slips"),
        ("consequence.none", "If nothing changes"),
        ("priority.rank", "On the boss's list"),
        ("goal.date", "Goal due"),
        ("situation.change", "What changed lately"),
    ),
    phases=("urgency",),
)
DECISION = Part(
    "decision",
    "How they will decide",
    (
        ("decision_process.steps", "Steps"),
        ("authority.last_purchase", "How the last one was approved"),
        ("decision_process.decide_by", "Decision by"),
        ("decision_criteria.top_three", "Criteria"),
        ("decision_criteria.must_haves", "Must have"),
        ("fit.must_have", "Must have"),
        ("paper_process.reviews", "Paper"),
        ("decision_process.formal", "Formal steps"),
        ("timeline.steps", "Before they can start"),
        ("fit.constraints", "Rules to meet"),
        ("decision_process.duration", "Takes"),
        ("paper_process.duration", "Paper takes"),
    ),
    phases=("decision",),
)
MONEY = Part(
    "money",
    "Money",
    (
        ("money.route", "Route"),
        ("money.range", "Our range"),
        ("money.amount", "Amount"),
        ("money.owner", "Owner of the budget"),
        ("money.fiscal_year", "Budget year starts"),
        ("money.creatable", "Could be found outside the plan"),
        ("economic_buyer.limit", "Limit of one signature"),
        ("plan.resources", "Set aside"),
        ("money.spend", "Paid today"),
    ),
    phases=("money",),
)
LANDSCAPE = Part(
    "landscape",
    "Landscape",
    (
        ("situation.tool", "Today"),
        ("timeline.renewal", "Present contract ends"),
        ("competition.alternatives", "Alternatives"),
        ("competition.stage", "The others are at"),
        ("competition.status_quo", "For leaving it as it is"),
        ("competition.exit", "What holds them"),
        ("competition.preference", "Leaning to"),
        ("pain.tried", "Tried so far"),
        ("plan.current", "Own plan"),
        ("originality.stood_out", "What stood out"),
        ("situation.profile", "About them"),
        ("size.scope", "Size"),
    ),
    phases=("open", "situation", "recap", "next_step"),
)
RISKS = Part("risks", "Open risks and unknowns")
OBJECTIONS = Part("objections", "Objections raised")
PROMISES = Part("promises", "Promises, sensitivities, do not ask again")
NOTED = Part("noted", "Also noted")
OPENING = Part("opening", "Suggested opening and first questions")
CONSENT = Part(
    "consent",
    "Consent and channel",
    (
        ("compliance.recording", "Notes or recording"),
        ("compliance.objection", "Objection to contact"),
        ("compliance.channel", "Channel"),
        ("compliance.jurisdiction", "Place"),
        ("compliance.jurisdiction_other", "Country"),
    ),
    limit=5,
)

PLACED = frozenset(
    {fact for part in (NEXT_STEP, PEOPLE, PAIN, IMPACT, WHY_NOW, DECISION, MONEY, LANDSCAPE) for fact, _ in part.facts}
    | {"authority.role"}
)
"""The facts that have a place on the first page; `authority.role` stands with the contact."""

PERSON_LABELS = {
    "authority.others": "gets involved",
    "authority.blocker": "could stop it",
    "authority.loser": "would have it harder",
    "authority.objector": "may have doubts",
    "authority.trusted": "is listened to by the one who decides",
    "champion.who": "wants it most",
    "competition.adviser_name": "outside adviser",
    "competition.rival_champion": "is for a rival",
    "consequence.noticed_by": "would notice first",
    "decision_criteria.author": "wrote the criteria",
    "decision_process.people": "has a say",
    "economic_buyer.signer": "signs",
    "goal.owner": "answers for the goal",
    "impact.checker": "would check the figure",
    "impact.kpi_owner": "reports the number",
    "interest.share": "should hear about it",
    "money.owner": "owns the budget",
    "next_step.attendees": "comes to the next step",
    "paper_process.contacts": "checks the contract",
    "paper_process.signers": "puts their name under it",
    "pain.asked_by": "asked for it",
    "pain.owner": "has the job of fixing it",
    "situation.owner": "looks after it today",
    "timeline.set_by": "set the date",
}
"""What a person does, by the fact that names them; of another fact, the title of its topic is told."""
