"""The verdict: where the call stands, why, what can still happen and what to ask next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from discovery.engine.answers import Evidence
from discovery.engine.assessment import Assessment, CriterionScore, Verdict, shares
from discovery.engine.events import Closing
from discovery.engine.outlook import Outlook
from discovery.engine.problem_points import counts_concerns, problem_points
from discovery.tui.moment import Moment, asking
from discovery.tui.present.agenda import age_of
from discovery.tui.present.marks import EVIDENCE_LETTER, GATE_LOOK, VERDICT_LOOK, verdict_word
from discovery.tui.rows import BLANK, Row, Span, cut, fit, pad, paragraph, row, spread

_BAR = 6
_PROPOSAL_ROWS, _REASON_ROWS = 8, 8
_WEIGHTS_FROM = 44
"""Cells from which on the weight of a criterion stands beside its points."""
KEYS = ("F2", "F3", "F4")
NO_KEYS = ("  ",) * len(KEYS)
"""While these keys do something else."""
SETTLED = "settled: nothing left to ask can change this"


@dataclass(frozen=True, slots=True)
class Beside:
    """What the panel says that does not come from the answers of the call.

    `flag`: what to mind, in a row that is blank without it. `last`: how the lead's last call was closed. `cards`: what
    is heard, by the card of an objection.
    """

    flag: str = ""
    last: Closing | None = None
    cards: Mapping[str, str] = field(default_factory=dict)


NOTHING_BESIDE = Beside()


def verdict_rows(
    now: Moment,
    ahead: Outlook | None,
    flips: Sequence[str],
    width: int,
    moved: str = "",
    wrap_up: str = "w",
    keys: Sequence[str] = KEYS,
    beside: Beside = NOTHING_BESIDE,
) -> list[Row]:
    """The whole panel, what matters most first. `ahead` is None while it is being worked out.

    `moved`: what the verdict was until just now, and what changed it. `keys` go to the next questions.
    """
    rows = [spread(name(now), _odds(now, ahead), width), *_override(now, width), *_range_rows(now.assessment, width)]
    if counts_concerns(now.bank):
        rows.append(fit(row(f" {problem_points(now.assessment)}"), width))
    rows += [fit(row((f" ▸ {moved}", "accent")), width) if moved else BLANK]
    rows += [*_criteria(now, width), fit(row((f" ! {beside.flag}", "warn")), width) if beside.flag else BLANK]
    proposals = [*_next(now, ahead, width, wrap_up, keys), *_back(beside.last, width)]
    if proposals or ahead is None:
        title = "Next" if ahead is not None and ahead.settled else "Ask next, and how much it settles"
        rows += _section(title, _filled(proposals, _PROPOSAL_ROWS), width)
    why = [line for text in now.assessment.reasons for line in _bullet(text, width)]
    rows += _section("Why", _filled(why, _REASON_ROWS), width)
    rows += _section("Knocked out by", list(_knockouts(now, width)), width)
    rows += _section("Would change it", [line for text in flips for line in _bullet(text, width)], width)
    rows += _section("Too old to count on", [line for text in _old(now) for line in _bullet(text, width)], width)
    rows += _section("Open risks", [line for text in now.assessment.risks for line in _bullet(text, width)], width)
    rows += _section("Heard beside", list(_heard(now, beside.cards, width)), width)
    rows += _section("Still possible", _reachable(ahead, width), width)
    return rows


def _back(last: Closing | None, width: int) -> Iterator[Row]:
    """On what day or event the last call was to be taken up again."""
    if last is not None and last.reopen_on:
        yield from paragraph(f"come back on: {last.reopen_on.isoformat()}", width, first=(" ↩ ", "accent"))
    if last is not None and last.trigger:
        yield from paragraph(f"come back when: {last.trigger}", width, first=(" ↩ ", "accent"))


_HEARD = 4


def _heard(now: Moment, cards: Mapping[str, str], width: int) -> Iterator[Row]:
    """The last objections, and notes on no question, each with its time: the newest first."""
    heard = [
        (raised.seq, raised.at, f"“{cards[raised.card]}”" if raised.card in cards else f"objection {raised.card}")
        for raised in now.state.objections
    ]
    heard += [(note.seq, note.at, note.text) for note in now.state.notes if note.fact is None]
    for _, at, text in sorted(heard, reverse=True)[:_HEARD]:
        yield from paragraph(text, width, first=(f" {at:%H:%M} ", "dim"))[:3]


_OLD = 3


def _old(now: Moment) -> list[str]:
    """The answers that are worth asking for again, the first few."""
    found = [f"{now.bank.wording(fact)} ({age_of(now, fact)})" for fact in now.stale_facts]
    return [*found[:_OLD], *([f"and {len(found) - _OLD} more"] if len(found) > _OLD else [])]


def strip_rows(
    now: Moment,
    ahead: Outlook | None,
    width: int,
    moved: str = "",
    wrap_up: str = "w",
    keys: Sequence[str] = KEYS,
) -> list[Row]:
    """Three lines for a narrow screen: the verdict with its range, the first reason, the next question.

    `moved` stands in the place of the reason while the verdict has just changed.
    """
    figures = now.assessment
    label: Span = (f" {figures.score:.1f}–{figures.ceiling:.1f} of {figures.threshold:g} ", "")
    head = fit(Row((*name(now), label)), width)
    bar = range_bar(figures, max(0, min(30, width - head.cells - 16)))
    first = spread([*head.spans, *bar], _odds(now, ahead), width)
    why = [(f" ▸ {moved}", "accent")] if moved else [(f" {reason}", "") for reason in figures.reasons[:1]]
    return [first, *([fit(row(*why), width)] if why else [BLANK]), _next_line(now, ahead, width, wrap_up, keys[0])]


def name(now: Moment) -> list[Span]:
    """The verdict as a shape and a word, with its grade; a person's own beside it."""
    verdict, grade = now.assessment.verdict, now.assessment.grade
    shape, style = VERDICT_LOOK[verdict]
    spans = [(f" {shape} {verdict_word(verdict).upper()}" + (f" {grade}" if grade else ""), style)]
    if now.state.override:
        spans.append((f" (you: {verdict_word(now.state.override.verdict)})", "warn"))
    return spans


def _odds(now: Moment, ahead: Outlook | None) -> list[Span]:
    if ahead is None:
        return []
    if ahead.settled:
        return [("settled ", "strong")]
    end = "to stay so" if now.assessment.verdict is Verdict.QUALIFIED else "to qualify"
    return [(f"{100 * ahead.odds.get(Verdict.QUALIFIED, 0):.0f} % {end} ", "dim")]


def _override(now: Moment, width: int) -> list[Row]:
    own = now.state.override
    return paragraph(own.why, width, first=(f" you: {verdict_word(own.verdict)}. ", "warn"), indent=2) if own else []


def range_bar(figures: Assessment, width: int) -> list[Span]:
    """Score to ceiling as a bar of `width` cells: full up to the score, shaded up to the ceiling, `┃` the threshold."""
    mark = min(width - 1, round(figures.threshold / 100 * width))
    spans: list[Span] = []
    for cell in range(width):
        middle = (cell + 0.5) / width * 100
        if cell == mark:
            piece = ("┃", "strong")
        elif middle < figures.score:
            piece = ("█", "accent")
        else:
            piece = ("▒", "accent") if middle < figures.ceiling else ("·", "dim")
        if spans and spans[-1][1] == piece[1]:
            spans[-1] = (spans[-1][0] + piece[0], piece[1])
        else:
            spans.append(piece)
    return spans


def _range_rows(figures: Assessment, width: int) -> list[Row]:
    left: list[Span] = [(" score ", "dim"), (f"{figures.score:.1f}–{figures.ceiling:.1f}", "strong")]
    known = (" coverage ", "dim"), f"{figures.coverage:.0f} %", ("   proof ", "dim"), f"{figures.proof:.0f} %"
    return [
        spread(left, [(f"{figures.threshold:g} needed ", "dim")], width),
        row(" ", *range_bar(figures, max(0, width - 2))),
        fit(row(*known), width),
    ]


def _criteria(now: Moment, width: int) -> list[Row]:
    gates = {gate.criterion: gate.state for gate in now.assessment.gates}
    criteria = now.assessment.criteria
    title = max(
        4,
        min(
            max((len(score.title) for score in criteria), default=4),
            width - _BAR - (23 if width >= _WEIGHTS_FROM else 18),
        ),
    )
    rows = []
    names = short_titles([score.title for score in criteria], title)
    for score, name, (points, weight) in zip(criteria, names, shares(criteria), strict=True):
        shape, style = GATE_LOOK[gates[score.id]] if score.id in gates else (" ", "")
        quality = f"{score.quality:.1f}" if score.quality is not None else " – "
        rows.append(
            fit(
                row(
                    (f" {pad(name, title)} ", ""),
                    *_bar(score),
                    f" {quality} {EVIDENCE_LETTER[score.evidence]}{'r' if score.rated else ' '}",
                    (f"{points / 10:5.1f}" + (f"/{weight / 10:<4.3g} " if width >= _WEIGHTS_FROM else " "), "dim"),
                    (shape, style),
                ),
                width,
            )
        )
    return rows


def short_titles(titles: Sequence[str], width: int) -> list[str]:
    """Titles for that many cells: one that does not fit is told from the others by its last word behind initials."""
    return [title if cell_len(title) <= width else _initials(title) for title in titles]


def _initials(title: str) -> str:
    *before, last = title.split()
    return " ".join([*(f"{word[0]}." for word in before), last])


def _bar(score: CriterionScore) -> list[Span]:
    """The quality in cells: solid where it is confirmed, shaded where it is claimed."""
    full = 0 if score.quality is None else round(score.quality / 3 * _BAR)
    confirmed = score.evidence is Evidence.CONFIRMED
    return [(("█" if confirmed else "▒") * full, "accent"), ("·" * (_BAR - full), "dim")]


def _section(title: str, rows: Sequence[Row], width: int) -> list[Row]:
    return [row(" ", (cut(title, width - 1), "head")), *rows] if rows else []


def _filled(rows: Sequence[Row], count: int) -> list[Row]:
    """At least so many rows, so that what stands below them mostly stays in its place."""
    return [*rows, *[BLANK] * (count - len(rows))]


def _bullet(text: str, width: int) -> list[Row]:
    return paragraph(text, width, first=(" · ", "dim"))


def _knockouts(now: Moment, width: int) -> Iterator[Row]:
    for knockout in now.assessment.knockouts:
        title = now.bank.by_id[knockout.criterion].title
        yield from paragraph(f"{knockout.code}: {title}", width, "bad", first=(" ✕ ", "bad"))


def _next(now: Moment, ahead: Outlook | None, width: int, wrap_up: str, keys: Sequence[str]) -> list[Row]:
    if ahead is None:
        return []
    rows = (
        paragraph(SETTLED, width, "strong", first=(" ✓ ", "strong")) if ahead.settled else _deciding(now, ahead, width)
    )
    if ahead.wrap_up and not ahead.settled:
        rows += paragraph(f"enough was asked: {wrap_up} wraps up", width, "warn", first=(" ! ", "warn"))
    for key, proposal in zip(keys, ahead.next, strict=False):
        criterion, fact, wording = asking(now.bank, (proposal.criterion, proposal.fact))
        title = criterion.title if criterion else now.bank.topics[fact.topic].title
        again = f", again: {age_of(now, fact.id)}" if fact.id in now.stale_facts else ""
        text = f"{100 * ahead.share(proposal):.0f} % {wording} ({title}{again})"
        rows += _two_lines(text, width, (f" {key} ", "accent"))
    return rows


def _two_lines(text: str, width: int, first: Span) -> list[Row]:
    rows = paragraph(text, width, first=first)
    return rows if len(rows) <= 2 else [rows[0], fit(row(*rows[1].spans, " ", *rows[2].spans), rows[1].cells)]


def _deciding(now: Moment, ahead: Outlook, width: int) -> list[Row]:
    """How much is left that matters: the criteria that the verdict still hangs on."""
    if not ahead.deciding:
        return []
    best, *others = (now.bank.by_id[name].title for name in ahead.deciding)
    text = (
        f"{best} alone decides this call" if not others else f"{1 + len(others)} criteria decide this call, {best} most"
    )
    return paragraph(text, width, first=(" ", ""))


def _next_line(now: Moment, ahead: Outlook | None, width: int, wrap_up: str, key: str) -> Row:
    if ahead is None:
        return BLANK
    if ahead.settled:
        return fit(row((f" {SETTLED}", "strong")), width)
    if ahead.next:
        best = ahead.next[0]
        _, _, wording = asking(now.bank, (best.criterion, best.fact))
        return row((f" {key} ", "accent"), cut(wording, width - 4))
    return row((f" enough was asked: {wrap_up} wraps up", "warn")) if ahead.wrap_up else BLANK


def _reachable(ahead: Outlook | None, width: int) -> list[Row]:
    if ahead is None or ahead.settled:
        return []
    words = [f"{VERDICT_LOOK[verdict][0]} {verdict_word(verdict)}" for verdict in ahead.reachable]
    odds = f"{100 * ahead.odds.get(Verdict.QUALIFIED, 0):.0f} % to end qualified: {ahead.source}"
    return [
        *paragraph(" · ".join(words), width, "dim", first=(" ", "")),
        *paragraph(odds, width, "dim", first=(" ", "")),
    ]
