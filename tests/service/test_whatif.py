from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from discovery.banks.model import Bank, bank_from
from discovery.engine.answers import Answer
from discovery.engine.assessment import Verdict
from discovery.leads.lead import Lead
from discovery.service import calls, changes, demo
from discovery.service.banks import shipped
from discovery.service.calls import Call
from discovery.service.whatif import Flip, Outcome, what_if
from discovery.storage.store import Store
from tests.service import material
from tests.service.material import AUTHOR, DATED, MONEY, NOW, PAIN, said

DNC, OUT, LITTLE, GOOD, LATER, ON = Verdict


def changed(bank: Bank, **framework: Any) -> Bank:
    """The bank with some keys of its framework changed."""
    return bank_from({**bank.document, "framework": {**bank.document["framework"], **framework}})


def held(store: Store, lead: Lead, bank: Bank, *answers: Answer, days_ago: int = 0) -> Call:
    """A closed call with those answers."""
    now = NOW - timedelta(days=days_ago)
    call = store.write(calls.start, lead.id, bank, author=AUTHOR, now=now)
    for answer in answers:
        store.write(calls.record, call.header.id, [changes.answer(answer, author=AUTHOR, now=now)])
    closing = changes.closing("nurture", "NOT-NOW", trigger="a budget", author=AUTHOR, now=now + timedelta(minutes=9))
    return store.write(calls.close, call.header.id, closing)


def asked(store: Store, bank: Bank, since: date | None = None) -> tuple[Outcome, list[Flip]]:
    flips: list[Flip] = []
    return store.read(what_if, bank, since, flips.append), flips


def test_the_same_bank_flips_nothing(store: Store, lead: Lead, bank: Bank) -> None:
    held(store, lead, bank, PAIN, MONEY, DATED)
    assert asked(store, bank) == (Outcome(1, 0, {(GOOD, GOOD): 1}), [])


def test_a_flip_names_the_call_and_the_first_reasons_that_differ(store: Store, lead: Lead, bank: Bank) -> None:
    call = held(store, lead, bank, PAIN, DATED)
    gate = copy.deepcopy(material.CRITERIA)
    gate[0]["must_pass"] = {"min_quality": 2, "min_evidence": "claimed"}
    outcome, flips = asked(store, changed(bank, criteria=gate, version="2.0.0"))
    assert outcome == Outcome(1, 1, {(GOOD, ON): 1})
    assert flips == [
        Flip(
            call=call.header.id,
            lead="Ana Ruiz",
            company="Nordwind",
            on=material.TODAY,
            version="1.0.0",
            old=GOOD,
            new=ON,
            why="Budget is not known: ask “What about route?”",
            why_not="Score 60.0 reaches 60, and a next step is dated",
            notes=(),
        )
    ]


def test_answers_to_renamed_questions_count(store: Store, lead: Lead, bank: Bank) -> None:
    held(store, lead, bank, PAIN, MONEY, DATED)
    topics, criteria = copy.deepcopy(material.TOPICS), copy.deepcopy(material.CRITERIA)
    topics["pain"]["facts"][0] |= {"id": "cause", "renamed_from": "pain.trigger"}
    topics["money"]["facts"][0]["choices"][0] |= {"id": "planned", "renamed_from": "allocated"}
    criteria[1]["ask"] = ["pain.cause", "pain.since"]
    framework = {**bank.document["framework"], "criteria": criteria}
    assert asked(store, bank_from({"framework": framework, "topics": topics}))[0].verdicts == {(GOOD, GOOD): 1}
    del topics["pain"]["facts"][0]["renamed_from"]
    outcome, (flip,) = asked(store, bank_from({"framework": framework, "topics": topics}))
    assert outcome.verdicts == {(GOOD, LITTLE): 1}
    assert flip.notes == ("pain.trigger: not in duo 1.0.0; the answer is kept and not scored",)


def test_only_closed_calls_of_the_framework_count(store: Store, lead: Lead, bank: Bank) -> None:
    held(store, lead, bank, PAIN)
    held(store, lead, material.bank("trio"), PAIN)
    store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    assert asked(store, bank)[0].calls == 1
    assert asked(store, material.bank("other")) == (Outcome(), [])


@pytest.mark.parametrize(("since", "count"), [(None, 3), ("2026-11-15", 2), ("2026-11-16", 1), ("2026-11-21", 0)])
def test_calls_count_from_a_day_of_the_rep_on(
    since: str | None, count: int, store: Store, lead: Lead, bank: Bank
) -> None:
    """The calls begin late in the evening, when it is the next day in UTC."""
    for days_ago in (30, 5, 0):
        held(store, lead, bank, PAIN, days_ago=days_ago)
    assert asked(store, bank, date.fromisoformat(since) if since else None)[0].calls == count


@pytest.mark.parametrize("since", [date.min, date.max])
def test_the_first_and_the_last_day_there_is_are_days(since: date, store: Store, lead: Lead, bank: Bank) -> None:
    held(store, lead, bank, PAIN)
    assert asked(store, bank, since)[0].calls == (since == date.min)


def test_what_was_known_before_a_call_counts_in_it(store: Store, lead: Lead, bank: Bank) -> None:
    held(store, lead, bank, PAIN, MONEY, days_ago=9)
    held(store, lead, bank, DATED)
    assert asked(store, bank)[0].verdicts == {(ON, ON): 1, (GOOD, GOOD): 1}
    strict = changed(
        bank, min_coverage=100, criteria=[*material.CRITERIA[:2], {**material.CRITERIA[2], "stage": "sdr"}]
    )
    assert asked(store, strict)[0].verdicts == {(ON, LITTLE): 1, (GOOD, LITTLE): 1}


def test_flips_come_oldest_first_and_progress_is_told(store: Store, lead: Lead, bank: Bank) -> None:
    for days_ago in (2, 30, 9):
        held(store, lead, bank, PAIN, DATED, days_ago=days_ago)
    flips: list[Flip] = []
    told: list[tuple[int, int]] = []
    strict = changed(bank, min_coverage=100)
    store.read(what_if, strict, None, flips.append, lambda done, most: told.append((done, most)))
    assert [flip.on for flip in flips] == sorted(flip.on for flip in flips)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_the_demo_store_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite3"
    demo.create(path, datetime(2026, 11, 20, 12, tzinfo=material.ZONE))
    before = path.read_bytes()
    bank = shipped().bank("bant")
    with Store.open(path) as store:
        outcome, flips = asked(store, changed(bank, threshold=95))
    assert outcome.calls == 11
    assert {flip.old for flip in flips} >= {GOOD}
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demo.sqlite3"]


def test_a_call_is_assessed_with_the_bank_that_it_was_held_with(store: Store, lead: Lead, bank: Bank) -> None:
    held(store, lead, bank, PAIN, MONEY, DATED, days_ago=3)
    lenient = changed(bank, version="1.1.0", threshold=20, min_coverage=20)
    held(store, lead, lenient, said("pain.trigger", "It is slow", quality=2))
    assert sum(asked(store, bank)[0].verdicts.values()) == 2
    flips = asked(store, changed(bank, version="2.0.0", min_coverage=100))[1]
    assert {flip.version for flip in flips} <= {"1.0.0", "1.1.0"}
