"""Everybody who is named on a call, and whether all hangs on one of them."""

from __future__ import annotations

from discovery.banks.model import Bank
from discovery.engine.answers import Sheet
from discovery.engine.assessment import Verdict
from discovery.engine.people import UNKNOWN_ROLE, NamedPerson, named_people, single_threaded
from discovery.engine.values import describe
from discovery.leads.lead import Lead
from discovery.text import one_line
from discovery.tui.moment import Moment
from discovery.tui.rows import BLANK, Row, paragraph, row

SINGLE = "single-threaded"


def threads(now: Moment, lead: Lead) -> tuple[NamedPerson, ...]:
    """The people of the call, its contact first."""
    return named_people(now.bank, now.sheet, lead.person.name, lead.person.title)


def warning(now: Moment, lead: Lead) -> str:
    """What the verdict says while all hangs on one person: not before something is known, nor once it is over."""
    people, figures = threads(now, lead), now.assessment
    over = figures.verdict in {Verdict.DO_NOT_CONTACT, Verdict.DISQUALIFIED}
    if over or not figures.coverage or not single_threaded(people):
        return ""
    return f"{SINGLE}: " + (f"only {one_line(people[0].name)} is named" if people else "nobody is named")


def people_rows(now: Moment, lead: Lead, width: int) -> list[Row]:
    """Who they are, which questions named them, and what is known of where they stand."""
    people = threads(now, lead)
    rows = [row(("People", "strong"), (f"  {len(people)} named", "dim")), BLANK]
    for person in people:
        shape = ("● ", "good") if person.confirmed else ("◐ ", "warn")
        role = "" if person.role == UNKNOWN_ROLE else f" · {person.role.replace('_', ' ')}"
        title = f", {person.title}" if person.title and person.title != person.name else ""
        contact = " (on the phone)" if person is people[0] and lead.person.name else ""
        rows += paragraph(f"{person.name}{title}{role}{contact}", width, first=shape)
        said = _said(now.bank, now.sheet, person)
        rows += paragraph(said, width, "dim", first=("  ", ""), indent=2) if said else []
    if single_threaded(people):
        text = f"{SINGLE}: nobody else is named. Who else has a say?"
        rows += [BLANK, *paragraph(text, width, "warn", first=("! ", "warn"))]
    return rows


def _said(bank: Bank, sheet: Sheet, person: NamedPerson) -> str:
    parts = [bank.wording(fact) for fact in person.facts]
    for topic in dict.fromkeys(bank.facts[fact].topic for fact in person.facts):
        stance = sheet.answers.get(f"{topic}.stance")
        fact = bank.facts.get(f"{topic}.stance")
        if stance is not None and stance.known and fact is not None:
            parts.append(describe(fact, stance.value))
    return " · ".join(parts)
