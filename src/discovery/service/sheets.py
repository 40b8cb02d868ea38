"""Answer sheets as JSON, in and out: the engine without a screen and without a database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeVar

from discovery.banks.conditions import Json
from discovery.banks.dates import iso_day
from discovery.banks.hints import did_you_mean
from discovery.banks.model import STAGES, Bank
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State
from discovery.engine.assess import assess_view
from discovery.engine.assessment import Assessment, CriterionScore
from discovery.engine.flips import Flip, flips
from discovery.engine.outlook import Outlook, outlook
from discovery.engine.values import brief, check_value
from discovery.engine.view import view
from discovery.errors import SheetError
from discovery.service.texts import cleaned

SHEET_KEYS = ("on", "stage", "answers", "ratings", "not_applicable")
ANSWER_KEYS = ("fact", "value", "evidence", "quality", "quote", "speaker", "time", "state")
RATING_KEYS = ("criterion", "quality", "evidence", "why")

T = TypeVar("T")


def sheet_from(document: Json, bank: Bank, *, on: date) -> Sheet:
    """The sheet of a JSON document, checked against its bank; `on` is the day where the document has none.

    Raises SheetError naming the fact or the key, what it got and what it takes.
    """
    document = _object("the sheet", cleaned(document), SHEET_KEYS)
    stage = document.get("stage", "sdr")
    if stage not in STAGES:
        raise SheetError(f"stage: {brief(stage)} is not one of {', '.join(STAGES)}")
    return Sheet(
        on=_day(document["on"]) if "on" in document else on,
        stage=stage,
        answers=_each(document, "answers", lambda item: answer_of(item, bank), lambda answer: answer.fact),
        ratings=_each(document, "ratings", lambda item: rating_of(item, bank), lambda rating: rating.criterion),
        not_applicable=frozenset(criterion_of(item, bank) for item in _list(document, "not_applicable")),
    )


def _each(document: Mapping[str, Json], key: str, make: Callable[[Json], T], name: Callable[[T], str]) -> dict[str, T]:
    found: dict[str, T] = {}
    for item in _list(document, key):
        made = make(item)
        if name(made) in found:
            raise SheetError(f"{name(made)}: it stands twice in {key}; keep one")
        found[name(made)] = made
    return found


def _list(document: Mapping[str, Json], key: str) -> list[Json]:
    items = document.get(key, [])
    if not isinstance(items, list):
        raise SheetError(f"{key}: {brief(items)} is not a list")
    return items


def answer_of(item: Json, bank: Bank) -> Answer:
    """The answer of a JSON object. Raises SheetError where it does not fit the bank."""
    item = _object("an answer", item, ANSWER_KEYS)
    fact_id = item.get("fact")
    if not isinstance(fact_id, str) or fact_id not in bank.facts:
        raise SheetError(f"{_name(fact_id)}: {bank.id} has no such fact{_meant(fact_id, bank.facts)}")
    state = State(_one_of(fact_id, "state", item.get("state", "answered"), tuple(State)))
    quote, speaker = (_text(fact_id, key, item.get(key)) for key in ("quote", "speaker"))
    _check_time(fact_id, item.get("time"))
    if state is not State.ANSWERED:
        return _asked_in_vain(fact_id, state, item, quote, speaker)
    if item.get("value") is None:
        raise SheetError(f"{fact_id}: an answer needs a value, or the state unknown or declined")
    evidence = _one_of(fact_id, "evidence", item.get("evidence", "claimed"), ("claimed", "confirmed"))
    try:
        value = check_value(bank.facts[fact_id], item["value"])
    except OverflowError:
        raise SheetError(f"{fact_id}: the number is too large") from None
    return Answer(fact_id, value, Evidence(evidence), _quality(fact_id, item.get("quality")), quote, speaker, state)


def _asked_in_vain(fact_id: str, state: State, item: Mapping[str, Json], quote: str, speaker: str) -> Answer:
    for key in ("value", "quality"):
        if item.get(key) is not None:
            raise SheetError(f"{fact_id}: with the state {state} it has no {key}")
    if item.get("evidence", "none") != "none":
        raise SheetError(f"{fact_id}: with the state {state} its evidence is none")
    return Answer(fact_id, evidence=Evidence.NONE, quote=quote, speaker=speaker, state=state)


def rating_of(item: Json, bank: Bank) -> Rating:
    """The rating of a JSON object. Raises SheetError where it does not fit the bank."""
    item = _object("a rating", item, RATING_KEYS)
    criterion = criterion_of(item.get("criterion"), bank)
    quality = _quality(criterion, item.get("quality"))
    if quality is None:
        raise SheetError(f"{criterion}: a rating needs a quality, 0 to 3")
    evidence = Evidence(_one_of(criterion, "evidence", item.get("evidence", "claimed"), tuple(Evidence)))
    return Rating(criterion, quality, evidence, _text(criterion, "why", item.get("why")))


def criterion_of(criterion: Json, bank: Bank) -> str:
    """The id of a criterion of the bank. Raises SheetError."""
    if not isinstance(criterion, str) or criterion not in bank.by_id:
        raise SheetError(f"{_name(criterion)}: {bank.id} has no such criterion{_meant(criterion, bank.by_id)}")
    return criterion


def _object(what: str, item: Json, keys: tuple[str, ...]) -> Mapping[str, Json]:
    if not isinstance(item, Mapping):
        raise SheetError(f"{what} is not a JSON object but {brief(item)}")
    for key in item:
        if key not in keys:
            raise SheetError(f"{_name(key)}: {what} has no such key{_meant(key, keys)}")
    return item


def _day(value: Json) -> date:
    try:
        return iso_day(value)
    except (TypeError, ValueError):
        raise SheetError(f"on: {brief(value)} is not a day such as 2026-11-22") from None


def _one_of(where: str, key: str, value: Json, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise SheetError(f"{where}: {key} {brief(value)} is not one of {', '.join(allowed)}")
    return value


def _quality(where: str, value: Json) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 3:
        raise SheetError(f"{where}: quality {brief(value)} is not 0, 1, 2 or 3")
    return value


def _text(where: str, key: str, value: Json) -> str:
    if not isinstance(value, str | None):
        raise SheetError(f"{where}: {key} {brief(value)} is not a text")
    return value or ""


def _check_time(where: str, value: Json) -> None:
    """Whether it is a time of day or a moment in ISO spelling; the verdict takes no notice of it."""
    for read in (datetime.fromisoformat, time.fromisoformat):
        try:
            read(_text(where, "time", value) or "00:00")
            return
        except ValueError:
            pass  # the other reading, then told below
    raise SheetError(f"{where}: time {brief(value)} is not a time such as 2026-11-22T14:05 or 14:05")


def _name(value: Json) -> str:
    return value if isinstance(value, str) and 0 < len(value) <= 60 and "\n" not in value else brief(value)


def _meant(value: Json, known: Collection[str]) -> str:
    hint = did_you_mean(value, known, "") if isinstance(value, str) else ""
    return f"; {hint}" if hint else ""


def assess_sheet(bank: Bank, sheet: Sheet) -> dict[str, Json]:
    """The whole assessment of a sheet as JSON, with what can still happen and what alone would flip the verdict."""
    seen = view(bank, sheet)
    assessment = assess_view(seen)
    ahead = outlook(seen, assessment)
    return assessment_document(assessment, ahead, () if ahead.settled else flips(seen, assessment))


def assessment_document(
    assessment: Assessment, ahead: Outlook | None = None, changes: Sequence[Flip] = ()
) -> dict[str, Json]:
    """An assessment as JSON, in the keys of the bank format; figures are not rounded."""
    document: dict[str, Json] = {
        "bank": assessment.bank,
        "version": assessment.version,
        "verdict": assessment.verdict.value,
        "grade": assessment.grade,
        "score": float(assessment.score),
        "ceiling": float(assessment.ceiling),
        "coverage": float(assessment.coverage),
        "proof": float(assessment.proof),
        "threshold": float(assessment.threshold),
        "criteria": [_criterion(score) for score in assessment.criteria],
        "gates": [{"criterion": gate.criterion, "gate": gate.gate, "state": gate.state} for gate in assessment.gates],
        "knockouts": [
            {"fact": knockout.fact, "criterion": knockout.criterion, "code": knockout.code}
            for knockout in assessment.knockouts
        ],
        "risks": list(assessment.risks),
        "reasons": list(assessment.reasons),
    }
    return document if ahead is None else document | _outlook(ahead) | {"flips": [_flip(flip) for flip in changes]}


def _criterion(score: CriterionScore) -> dict[str, Json]:
    return {
        "id": score.id,
        "weight": score.weight,
        "quality": None if score.quality is None else float(score.quality),
        "evidence": score.evidence.value,
        "points": float(score.points),
        "rated": score.rated,
    }


def _outlook(ahead: Outlook) -> dict[str, Json]:
    return {
        "reachable": [verdict.value for verdict in ahead.reachable],
        "settled": ahead.settled,
        "odds": {verdict.value: float(odds) for verdict, odds in ahead.odds.items()},
        "next": [
            {"fact": suggestion.fact, "criterion": suggestion.criterion, "gain": float(suggestion.gain)}
            for suggestion in ahead.next
        ],
    }


def _flip(flip: Flip) -> dict[str, Json]:
    return {
        "criterion": flip.criterion,
        "fact": flip.fact,
        "values": list(flip.values),
        "evidence": flip.evidence.value,
        "low": flip.low,
        "high": flip.high,
        "verdict": flip.verdict.value,
        "needs": flip.text,
    }
