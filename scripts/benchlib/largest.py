"""Keys on a call with the largest bank and forty answers, in turn with the floor."""

from __future__ import annotations

import random
import shutil
from datetime import datetime
from pathlib import Path

from benchlib.report import Line
from benchlib.screens import BLOCK, MOVES, Keys, Place, find, in_turn
from discovery.banks.model import Bank, Fact
from discovery.engine.answers import Answer, Evidence
from discovery.service import banks, calls, changes, leads
from discovery.storage.store import Store

ANSWERS = 40
LEAD = "Emily Stone"


def largest_bank() -> Bank:
    """The shipped bank with most questions."""
    library = banks.shipped()
    return max((library.bank(name) for name in library.framework_ids()), key=lambda bank: len(list(bank.questions())))


def largest(place: Place, count: int, now: datetime) -> list[Line]:
    """The cursor and an answer, to paint."""
    bank = largest_bank()
    picked = next(fact for criterion, fact in bank.questions() if criterion and fact.type == "choice")
    store = _with_call(place, bank, picked, now)
    rng = random.Random(7)
    ours, floor = Place(place.folder, store).ours(), place.floor()
    try:
        ours.until("Ana Ruiz")
        floor.until("READY 0")
        ours.settle(1.0, 8.0)
        floor.settle()
        for key in LEAD:
            ours.press(key)
        ours.settle()
        ours.send(b"\r")
        ours.until(f"saved {ANSWERS + 1}")
        ours.settle(1.0, 8.0)
        ours.press("home")  # the call goes on where it was left, and the moves need room below
        ours.settle()
        cursor, floor_cursor, answers, floor_answers = Keys(), Keys(), Keys(), Keys()
        in_turn(count, lambda _: cursor.press(ours, MOVES, rng), lambda _: floor_cursor.press(floor, MOVES, rng))
        find(ours, bank.wording(picked.id))
        picks, says = ["1", "2"] * (BLOCK // 2), ["y", "n"] * (BLOCK // 2)
        in_turn(count, lambda _: answers.press(ours, picks, rng), lambda _: floor_answers.press(floor, says, rng))
    finally:
        for session in (ours, floor):
            if not session.ended:
                session.quit()
    what = f"{bank.id}, {ANSWERS} answers"
    return [
        cursor.line(f"{what}: cursor to paint, p95", floor_cursor, 0.6),
        answers.line(f"{what}: answer to verdict, p95", floor_answers, 0.6),
        Line(f"{what}: bytes of an answer", "B", sorted(answers.size)[len(answers.size) // 2], limit=1536, ratio=False),
        Line(f"{what}: keys without effect", "", cursor.missed + answers.missed, limit=0, ratio=False),
    ]


def _with_call(place: Place, bank: Bank, left_out: Fact, now: datetime) -> Path:
    """A copy of the store with such a call, open."""
    path = place.folder / "largest.sqlite3"
    shutil.copy(place.store, path)
    facts = [fact for _, fact in bank.questions() if fact != left_out and fact.topic != "compliance"]
    answers = [answer for fact in facts if (answer := _answer(fact))][:ANSWERS]
    with Store.open(path) as store:
        lead = store.read(leads.find, LEAD)
        call = store.write(calls.start, lead.id, bank, author="bench", now=now)
        events = [changes.answer(answer, author="bench", now=now) for answer in answers]
        store.write(calls.record, call.header.id, events)
    return path


def _answer(fact: Fact) -> Answer | None:
    match fact.type:
        case "choice":
            return Answer(fact.id, fact.choices[0].id, Evidence.CLAIMED)
        case "choices":
            return Answer(fact.id, [fact.choices[0].id], Evidence.CLAIMED)
        case "yes_no":
            return Answer(fact.id, "yes", Evidence.CLAIMED)
        case "text":
            return Answer(fact.id, "Every order is keyed in twice, and month end takes four days", Evidence.CLAIMED, 2)
        case "number":
            return Answer(fact.id, 20, Evidence.CLAIMED)
    return None
