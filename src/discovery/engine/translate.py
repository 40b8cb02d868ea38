"""The answers of an old bank as a new one reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from discovery.banks.conditions import Json
from discovery.banks.model import Bank, Fact
from discovery.banks.renames import new_choices, new_facts
from discovery.engine.answers import Answer, Sheet
from discovery.engine.events import Event, Kind, answer_body, answer_from
from discovery.engine.values import check_value
from discovery.errors import SheetError
from discovery.text import one_line


def translate(sheet: Sheet, old: Bank, new: Bank) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet in the ids of the new bank, and a note for each answer that does not count there any more.

    A fact or choice that was renamed carries its answer; where two facts became one, the answer under the id that
    stayed wins. The answer to a fact that was removed is kept, unscored. One to a fact whose type changed, or of a
    choice that was removed, is dropped. Ratings and marks stay as they are: criteria are not renamed.
    """
    if old.sha256 == new.sha256:
        return sheet, ()
    notes: list[str] = []
    names = new_facts(sheet.answers, new)
    answers: dict[str, Answer] = {}
    for fact_id, answer in sheet.answers.items():
        name = names.get(fact_id)
        if name is None:
            answers[fact_id] = answer
            if fact_id in old.facts:
                notes.append(f"{fact_id}: not in {_called(new)}; the answer is kept and not scored")
        elif name == fact_id or name not in sheet.answers:
            carried, note = _carried(answer, old.facts.get(fact_id), new.facts[name], new)
            notes += [note] if note else []
            if carried is not None:
                answers[name] = carried
        else:
            notes.append(f"{fact_id}: now {name}, which has an answer of its own; this one is dropped")
    notes += [f"{criterion}: not in {_called(new)}; its rating is not counted" for criterion in _rated(sheet, old, new)]
    return replace(sheet, answers=answers), tuple(notes)


def translated(event: Event, old: Bank, new: Bank) -> Event:
    """An event that was recorded under an old bank, in the ids of the new one; without a body where that drops it."""
    if event.kind is not Kind.ANSWER or event.body is None or old.sha256 == new.sha256:
        return event
    answer = answer_from(event.body)
    sheet, _ = translate(Sheet(event.at.date(), answers={answer.fact: answer}), old, new)
    return replace(event, body=next((answer_body(said) for said in sheet.answers.values()), None))


def _rated(sheet: Sheet, old: Bank, new: Bank) -> list[str]:
    return [criterion for criterion in sheet.ratings if criterion in old.by_id and criterion not in new.by_id]


def _carried(answer: Answer, before: Fact | None, fact: Fact, bank: Bank) -> tuple[Answer | None, str]:
    """The answer to a fact of the new bank, and what was lost."""
    if before is not None and before.type != fact.type:
        return None, f"{fact.id}: {before.type} before, {fact.type} in {_called(bank)}; the answer is dropped"
    if not answer.known:
        return replace(answer, fact=fact.id), ""
    value, lost = _value(fact, answer.value)
    note = f"{fact.id}: {_called(bank)} has no choice {', '.join(lost)}; it is dropped" if lost else ""
    try:
        check_value(fact, value)
    except SheetError as error:
        return None, note or one_line(f"{error}; the answer is dropped")
    return replace(answer, fact=fact.id, value=value), note


def _value(fact: Fact, value: Json) -> tuple[Json, list[str]]:
    """The value in the ids of the fact's choices, and the choices that it does not have."""
    if fact.type == "choice" and isinstance(value, str):
        names: Mapping[str, str] = new_choices([value], fact)
        return names.get(value), [] if value in names else [one_line(value, 60)]
    if fact.type == "choices" and isinstance(value, list | tuple):
        picked = [item for item in value if isinstance(item, str)]
        names = new_choices(picked, fact)
        return list(dict.fromkeys(names[item] for item in picked if item in names)), [
            one_line(item, 60) for item in picked if item not in names
        ]
    return value, []


def _called(bank: Bank) -> str:
    return f"{bank.id} {bank.version}"
