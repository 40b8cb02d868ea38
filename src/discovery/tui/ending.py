"""How a call ends, as the wrap-up screen has it before it is kept: pure values and the rows that show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from discovery.engine.assessment import Assessment, Verdict
from discovery.engine.events import DISPOSITIONS, Override
from discovery.engine.values import describe
from discovery.service.calls import Call
from discovery.service.changes import demands
from discovery.tui.lead_rows import STYLES
from discovery.tui.rows import BLANK, Row, bullets, cut, pad, paragraph, row

_DISPOSITION: Mapping[str, str] = {
    Verdict.QUALIFIED: "handed_off",
    Verdict.DEVELOP: "follow_up",
    Verdict.INSUFFICIENT: "follow_up",
    Verdict.NURTURE: "nurture",
    Verdict.DISQUALIFIED: "disqualified",
    Verdict.DO_NOT_CONTACT: "do_not_contact",
}
_OUTCOME: Mapping[str, str] = {Verdict.DISQUALIFIED: "disqualify", Verdict.NURTURE: "nurture"}
"""The outcome that a reason code has to have, by the verdict or the disposition that demands one."""
_LABEL = 12


class Reason(Protocol):
    """A reason code, as the question banks have it."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def outcome(self) -> str: ...

    @property
    def reopen(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Ending:
    """What is chosen so far. `chosen` names the fields that the rep set, which a new proposal leaves alone."""

    disposition: str
    reason: str | None = None
    reopen_on: date | None = None
    trigger: str = ""
    chosen: frozenset[str] = field(default=frozenset())

    def with_disposition(self, disposition: str) -> Ending:
        return replace(self, disposition=disposition, chosen=self.chosen | {"disposition"})

    def with_reason(self, reason: Reason) -> Ending:
        """With that reason code, and with what would reopen such a call where the rep wrote nothing of their own."""
        trigger = self.trigger if "trigger" in self.chosen else reason.reopen or ""
        return replace(self, reason=reason.code, trigger=trigger, chosen=self.chosen | {"reason"})

    def with_reopening(self, day: str) -> Ending:
        return replace(self, reopen_on=date.fromisoformat(day) if day else None)

    def with_trigger(self, trigger: str) -> Ending:
        return replace(self, trigger=trigger, chosen=self.chosen | {"trigger"})

    def keeping(self, before: Ending) -> Ending:
        """This proposal with what the rep had set before it."""
        kept = {name: getattr(before, name) for name in before.chosen}
        return replace(self, reopen_on=before.reopen_on, chosen=before.chosen, **kept)


def proposed(assessment: Assessment, override: Override | None, reasons: Sequence[Reason]) -> Ending:
    """The ending that follows from the verdict: its disposition, and the code of the knockout that fired."""
    verdict = override.verdict if override else assessment.verdict.value
    ending = Ending(_DISPOSITION[verdict])
    codes = {knockout.code for knockout in assessment.knockouts} if verdict == Verdict.DISQUALIFIED else set()
    fired = next((reason for reason in reasons if reason.code in codes), None)
    return replace(ending, reason=fired.code, trigger=fired.reopen or "") if fired else ending


def reasons_for(verdict: str, reasons: Sequence[Reason], disposition: str = "") -> tuple[Reason, ...]:
    """The reason codes that fit an ending: those of the outcome that its disposition or verdict demands, else all."""
    outcome = _OUTCOME.get(disposition) or _OUTCOME.get(verdict)
    return tuple(reason for reason in reasons if outcome is None or reason.outcome == outcome)


def missing(verdict: str, ending: Ending) -> tuple[str, ...]:
    """What the verdict or the disposition demands and the ending lacks, each with the key that gives it."""
    wanted = demands(verdict, ending.disposition)
    lacking = []
    if wanted.reason and not ending.reason:
        lacking.append("a reason code (r)")
    if wanted.reopen and not ending.reopen_on and not ending.trigger:
        lacking.append("a day (d) or an event (t) to come back")
    return tuple(lacking)


def first_day(said: str) -> date:
    """The first day of a date as it was said: of a quarter (`2026-Q4`), a month (`2026-12`), or the day itself."""
    year, _, rest = said.partition("-")
    if rest.startswith("Q"):
        return date(int(year), 3 * int(rest[1:]) - 2, 1)
    return date.fromisoformat(said if len(said) == 10 else f"{said}-01")


def form(call: Call, assessment: Assessment, ending: Ending, reasons: Sequence[Reason], width: int) -> tuple[Row, ...]:
    """The rows of the screen at that width."""
    return tuple(_rows(call, assessment, ending, reasons, width))


def _rows(call: Call, assessment: Assessment, ending: Ending, reasons: Sequence[Reason], width: int) -> Iterator[Row]:
    yield BLANK
    yield from _verdict(call.state.override, assessment, width)
    yield BLANK
    yield row(("How it ended", "head"))
    yield from _dispositions(ending.disposition, width)
    yield BLANK
    titles = {reason.code: reason.title for reason in reasons}
    reason = f"{ending.reason}  {titles.get(ending.reason, '')}" if ending.reason else "–"
    yield _field("r", "Reason", reason, width)
    yield _field("d", "Reopen on", ending.reopen_on.isoformat() if ending.reopen_on else "–", width)
    yield _field("t", "or when", ending.trigger or "–", width)
    yield _field(" ", "Next step", next_step(call) or "none agreed", width)
    yield BLANK
    yield row(("Why", "head"))
    yield from bullets(assessment.reasons, width)


def _dispositions(picked: str, width: int) -> Iterator[Row]:
    """Every disposition with its digit, as many to a line as fit; a dot marks the picked one."""
    size = 2 + max(map(len, DISPOSITIONS)) + 5
    cells: list[tuple[tuple[str, str], ...]] = []
    for place, disposition in enumerate(DISPOSITIONS, 1):
        on = disposition == picked
        label = f"{'●' if on else '○'} {disposition.replace('_', ' ')}"
        cells.append(((f"  {place} ", "accent"), (pad(label, size - 4), "strong" if on else "")))
    several = max(1, width // size)
    for start in range(0, len(cells), several):
        yield row(*(span for cell in cells[start : start + several] for span in cell))


def _field(key: str, label: str, value: str, width: int) -> Row:
    lead = f"  {key} "
    return row((lead, "accent"), (f"{label:{_LABEL}}", "dim"), cut(value, width - len(lead) - _LABEL))


def _verdict(override: Override | None, assessment: Assessment, width: int) -> Iterator[Row]:
    grade = f" {assessment.grade}" if assessment.grade else ""
    name = assessment.verdict.replace("_", " ").upper()
    figures = (
        f"   score {assessment.score:.1f} of {assessment.threshold:g} needed · "
        f"coverage {assessment.coverage:.0f} % · proof {assessment.proof:.0f} %"
    )
    yield row((f"{name}{grade}", STYLES.get(assessment.verdict, "strong")), (figures, "dim"))
    if override:
        own = override.verdict.replace("_", " ").upper()
        yield from paragraph(override.why, width, first=(f"Your verdict: {own}  ", "warn"), indent=2)


def next_step(call: Call) -> str:
    """What was agreed, on one line."""
    topic = call.bank.topics.get("next_step")
    known = ((fact, call.state.sheet.known(fact.id)) for fact in (topic.facts if topic else ()))
    return " · ".join(describe(fact, answer.value) for fact, answer in known if answer)
