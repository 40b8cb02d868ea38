"""One question: its wording, what may be answered, what is known, and what to listen for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from discovery.banks.model import Criterion, Fact, Topic
from discovery.engine.answers import Answer, Evidence, Rating, State
from discovery.engine.values import describe
from discovery.tui.moment import Mark, Moment, Place, asking
from discovery.tui.present.agenda import age_of
from discovery.tui.rows import BLANK, Row, bullets, cut, paragraph, row

_EVIDENCE = {Evidence.CLAIMED: ("◐c claimed", "warn"), Evidence.CONFIRMED: ("●C confirmed", "good")}


def question_rows(now: Moment, place: Place, width: int) -> list[Row]:
    """The question in front, the most needed first: what to say, the answer, how good it is, then the help."""
    criterion, fact, wording = asking(now.bank, place)
    answer, topic = now.answer(fact.id), now.bank.topics[fact.topic]
    rows = [row((cut(_where(now, place, criterion, topic), width), "dim"))]
    rows += [*paragraph(wording, width, "strong"), BLANK]
    rows += list(_choices(fact, answer, width))
    rows += list(_answer(now, fact, answer, width))
    if answer is not None and answer.known and rated_by_hand(fact):
        rows += quality_rows(topic, now.seen.qualities.get(fact.id), width)
    rows.append(BLANK)
    rows += list(_help(fact, width))
    rows += _labelled("Confirmed takes: ", topic.evidence.get("confirmed", ""), width)
    rows += list(_history(now, fact, width))
    rows += list(_notes(now, fact, width))
    return rows


def rated_by_hand(fact: Fact) -> bool:
    """Whether 0 to 3 sets the quality of an answer, because no digit picks a choice."""
    return not fact.choices


def _where(now: Moment, place: Place, criterion: Criterion | None, topic: Topic) -> str:
    if criterion is None:
        parts = [topic.title, "always on"]
    else:
        parts = [criterion.title, f"{criterion.ask.index(place[1]) + 1} of {len(criterion.ask)}"]
        parts += ["proof"] if place[1] in criterion.proof else []
        parts += ["not applicable"] if criterion.id in now.sheet.not_applicable else []
        parts += ["rated"] if criterion.id in now.sheet.ratings else []
    parts += ["core"] if now.core(place) else []
    parts += ["not relevant now"] if now.mark(place[1]) is Mark.CLOSED else []
    return " · ".join(parts)


def _choices(fact: Fact, answer: Answer | None, width: int) -> Iterator[Row]:
    if fact.type == "yes_no":
        picked = answer.value if answer and answer.known else None
        shown = (("y", "yes", "Yes"), ("n", "no", "No"))
        yield row(*[span for key, value, label in shown for span in _pick(key, label, value == picked, "   ")])
        return
    chosen = _chosen(fact, answer)
    for place, choice in enumerate(fact.choices):
        key = str((place + 1) % 10) if place < 10 else str(place + 1)  # from the 11th on, that is typed
        shape, style = ("●", "strong") if choice.id in chosen else ("○", "")
        if fact.type == "choices":
            shape = "■" if choice.id in chosen else "□"
        lead = paragraph(choice.label, width - 4, style)
        for index, line in enumerate(lead):
            yield row(
                (f"{key:2}", "accent") if not index else "  ", (f"{shape} " if not index else "  ", style), *line.spans
            )


def _pick(key: str, label: str, picked: bool, gap: str) -> tuple[tuple[str, str], ...]:
    style = "strong" if picked else ""
    return ((f"{key} ", "accent"), (f"{'●' if picked else '○'} {label}{gap}", style))


def _chosen(fact: Fact, answer: Answer | None) -> Sequence[str]:
    if answer is None or not answer.known:
        return ()
    return answer.value if fact.type == "choices" else (answer.value,)


def _answer(now: Moment, fact: Fact, answer: Answer | None, width: int) -> Iterator[Row]:
    """What is known, on one line at least, so that an answer moves nothing else on the screen."""
    if fact.choices or fact.type == "yes_no":
        yield BLANK
    elif answer is not None and answer.known:
        yield from paragraph(describe(fact, answer.value), width, "strong", first=("= ", "accent"))
    if answer is None:
        yield row(("○ not asked yet", "dim"))
    elif not answer.known:
        yield row(("?d They don't know" if answer.state is State.UNKNOWN else "×x They would not say", "accent"))
    else:
        quality = now.seen.qualities.get(fact.id)
        by_hand = " (yours)" if answer.quality is not None else ""
        shown = f"   quality {quality:g}{by_hand}" if quality is not None else "   no quality yet"
        yield row(_EVIDENCE.get(answer.evidence, ("– none", "dim")), shown)
        yield from paragraph(_carried(now, fact), width, "dim")
        if answer.quote:
            speaker = f" — {answer.speaker}" if answer.speaker else ""
            yield from paragraph(f"“{answer.quote}”{speaker}", width, first=("  ", ""))


def _carried(now: Moment, fact: Fact) -> str:
    """Where an answer comes from that this call did not ask for."""
    age = age_of(now, fact.id)
    if not age:
        return ""
    return f"{age} from an earlier call" + (": old, ask again" if now.stale(fact.id) else "")


def quality_rows(topic: Topic, quality: float | None, width: int) -> list[Row]:
    """The anchors of a topic, the one that holds marked."""
    rows = [row(("How good is it? 0–3 sets it", "head"))]
    for level, anchor in enumerate(topic.quality):
        here = quality is not None and round(quality) == level
        lead = f"{'▸' if here else ' '}{level} "
        rows += paragraph(anchor or "–", width, "strong" if here else "", first=(lead, "accent"))
    return rows


def _labelled(label: str, text: str, width: int) -> list[Row]:
    return paragraph(text, width, "dim", first=(label, "head"), indent=2) if text else []


def _help(fact: Fact, width: int) -> Iterator[Row]:
    if fact.hint:
        yield from paragraph(fact.hint, width, first=("Hint: ", "head"), indent=2)
    for title, texts, mark in (("Listen for", fact.listen_for, "· "), ("Dig", fact.probes, "> "),
                               ("Red flags", fact.red_flags, "! ")):  # fmt: skip
        if texts:
            yield row((title, "head"))
            yield from bullets(texts, width, mark=mark)


_EARLIER = 5
"""Earlier answers that are in view; the brief has them all."""


def _history(now: Moment, fact: Fact, width: int) -> Iterator[Row]:
    *earlier, last = now.state.history.get(fact.id, ()) or (None,)
    before = [answer for answer in earlier if answer is not None and not _same(answer, last)]
    if before:
        yield row(("Before", "head"))
        for answer in before[: -_EARLIER - 1 : -1]:
            said = describe(fact, answer.value) if answer.known else answer.state.value
            letter = {Evidence.CONFIRMED: "C", Evidence.CLAIMED: "c"}.get(answer.evidence, "–") if answer.known else "–"
            at = f"{answer.at:%H:%M} " if answer.at and answer.at.date() == now.sheet.on else (
                f"{answer.at:%Y-%m-%d} " if answer.at else "")  # fmt: skip
            quote = f" “{answer.quote}”" if answer.quote else ""
            yield from paragraph(f"{at}{letter} {said}{quote}", width, "dim", first=("· ", "dim"))


def _same(one: Answer, other: Answer | None) -> bool:
    """Whether two answers say the same, however well it is known."""
    return other is not None and (one.state, one.value, one.quote) == (other.state, other.value, other.quote)


def _notes(now: Moment, fact: Fact, width: int) -> Iterator[Row]:
    notes = [note for note in now.state.notes if note.fact == fact.id]
    if notes:
        yield row(("Notes", "head"))
        yield from bullets([note.text for note in notes], width)


def rating_rows(now: Moment, criterion: Criterion, quality: int | None, evidence: Evidence, width: int) -> list[Row]:
    """The rating of a whole criterion: its anchors, what is chosen so far, and what comes next."""
    topic = now.bank.topics[rating_topic(criterion)]
    score = next((score for score in now.assessment.criteria if score.id == criterion.id), None)
    rows = [row((cut(f"Rate {criterion.title} as a whole", width), "strong"))]
    rows += paragraph(criterion.definition, width, "dim")
    rows.append(BLANK)
    rows += quality_rows(topic, quality, width)
    letter = _EVIDENCE[evidence] if evidence in _EVIDENCE else _EVIDENCE[Evidence.CLAIMED]
    rows += [BLANK, row(letter)]
    for level in ("claimed", "confirmed"):
        rows += _labelled(f"  {level}: ", topic.evidence.get(level, ""), width)
    rows.append(BLANK)
    said = "Enter: then the reason, in one line" if quality is not None else "0–3, then Enter for the reason"
    rows += paragraph(f"{said} · Esc leaves it as it is", width, "accent")
    if score is not None and score.quality is not None:
        now_shown = f"now {score.quality:.1f}, {score.evidence.value}, " + (
            "rated" if score.rated else "from the answers"
        )
        rows += paragraph(now_shown, width, "dim")
    rating = now.sheet.ratings.get(criterion.id)
    return rows + (_rated(rating, width) if rating else [])


def _rated(rating: Rating, width: int) -> list[Row]:
    return paragraph(f"“{rating.why}”", width, "dim")


def rating_topic(criterion: Criterion) -> str:
    """The topic whose anchors a criterion is rated by: that of its first proof."""
    return (criterion.proof or criterion.ask)[0].partition(".")[0]


def match_rows(now: Moment, found: Sequence[Place], at: int, width: int) -> list[Row]:
    """What a search for a question found, with the one that Enter goes to."""
    if not found:
        return [row(("No question has that in it", "warn"))]
    rows = [row(("Enter goes there, ↑↓ choose", "dim"))]
    for index, place in enumerate(found):
        criterion, _, wording = asking(now.bank, place)
        title = criterion.title if criterion else now.bank.topics[place[1].partition(".")[0]].title
        here = index == at
        lead = ("▸ " if here else "  ") + now.mark(place[1]).value + " "
        rows.append(row((lead, "accent"), (cut(f"{wording} ({title})", width - 5), "strong" if here else "")))
    return rows
