"""The agenda: every criterion with its questions and how each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from discovery.banks.model import STAGES, Criterion
from discovery.engine.assessment import CriterionScore
from discovery.tui.moment import Mark, Moment, Place
from discovery.tui.present.marks import EVIDENCE_LETTER
from discovery.tui.rows import Row, Span, cut, spread

_STYLE: Mapping[Mark, str] = {
    Mark.CLOSED: "dim",
    Mark.OPEN: "",
    Mark.CLAIMED: "warn",
    Mark.CONFIRMED: "good",
    Mark.UNKNOWN: "accent",
    Mark.DECLINED: "accent",
}


def agenda_rows(now: Moment, width: int) -> list[Row]:
    """One heading a criterion and one row a question; always as many, so that no row moves while the call goes on."""
    scores = {score.id: score for score in now.assessment.criteria}
    rows: list[Row] = []
    for title, criterion, facts in now.bank.groups:
        if criterion is None:
            rows.append(spread([(cut(title, width), "head")], [], width))
        else:
            rows.append(_heading(now, criterion, scores.get(criterion.id), width))
        rows += [_question(now, (criterion.id if criterion else None, fact), width) for fact in facts]
    return rows


def _heading(now: Moment, criterion: Criterion, score: CriterionScore | None, width: int) -> Row:
    style = "head"
    if criterion.id in now.sheet.not_applicable:
        standing, style = "n/a", "dim"
    elif score is None:
        standing, style = f"later ({STAGES[-1]})", "dim"
    elif score.quality is None:
        standing = EVIDENCE_LETTER[score.evidence]
    else:
        standing = f"{score.quality:.1f} {EVIDENCE_LETTER[score.evidence]}"
    return spread([(cut(criterion.title, width - 4), style)], [(standing, style)], width)


def _question(now: Moment, place: Place, width: int) -> Row:
    criterion, fact_id = place
    mark = now.mark(fact_id)
    faint = mark is Mark.CLOSED or (criterion is not None and criterion not in now.in_scope)
    asking = now.bank.by_id[criterion] if criterion is not None else None
    return _drawn(place, now.bank.wording(fact_id, asking), mark, faint, now.core(place), age_of(now, fact_id), width)


@lru_cache(1024)
def _drawn(place: Place, wording: str, mark: Mark, faint: bool, core: bool, age: str, width: int) -> Row:
    """One row of the agenda; a key changes one or two of them."""
    room = width - 4 - (len(age) + 1 if age else 0)
    left: list[Span] = [
        (mark.value, "dim" if faint else _STYLE[mark]),
        ("*" if core else " ", "dim" if faint else "accent"),
        (cut(wording, room), "dim" if faint or mark is not Mark.OPEN else ""),
    ]
    return spread(left, [(age, "dim")] if age else [], width, target=place)


def age_of(now: Moment, fact_id: str) -> str:
    """How old a carried answer is, with `!` where it is too old to count on."""
    days = now.carried_days(fact_id)
    return "" if days is None else f"←{days}d" + ("!" if now.stale(fact_id) else "")
