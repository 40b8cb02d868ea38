from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from discovery.banks.model import Bank
from discovery.engine.assess import assess
from discovery.engine.assessment import Verdict
from discovery.errors import StoreUnavailableError
from discovery.service import calls, demo, handoffs, leads
from discovery.service.banks import shipped
from discovery.service.calls import Call
from discovery.service.demo_data import CALLS, LEADS
from discovery.service.demo_handoffs import HANDED
from discovery.service.handoff_words import state_word
from discovery.storage import chain
from discovery.storage.store import Store
from tests.service.material import NOW


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "folder" / "demo.sqlite3"
    demo.create(path, NOW)
    return path


def held(path: Path) -> list[Call]:
    with Store.open(path) as store:
        return [store.read(calls.load, row.header.id) for row in store.read(calls.list_calls)]


def test_there_are_25_varied_leads_at_addresses_that_nobody_can_have(filled: Path) -> None:
    with Store.open(filled) as store:
        rows = store.read(leads.list_leads)
    assert len(rows) == len(LEADS) == 25
    assert len({row.email for row in rows}) == 25
    assert all(row.email.endswith(".example") for row in rows)
    assert sum(not row.name.isascii() for row in rows) >= 2
    assert len({lead.source for lead in LEADS}) > 4


def test_eleven_finished_calls_come_to_all_six_verdicts_in_the_weeks_before(filled: Path) -> None:
    found = held(filled)
    assert {call.header.verdict for call in found} == set(Verdict)
    assert len(found) == 11
    for call in found:
        assert call.header.ended_at is not None
        assert NOW - timedelta(weeks=6) < call.header.started_at < call.header.ended_at < NOW


def test_each_call_was_meant_to_end_as_it_does(filled: Path) -> None:
    verdicts = {call.lead.person.email: call.header.verdict for call in held(filled)}
    assert verdicts == {call.email: call.verdict for call in (*CALLS, *(each.call for each in HANDED))}


def test_the_hand_offs_stand_in_every_state_that_a_team_meets(filled: Path) -> None:
    with Store.open(filled) as store:
        rows = store.read(handoffs.list_)
    words = [(row.company, state_word(row.hand_off, NOW)) for row in rows]
    assert words == [
        ("Bursztyn Energia", "waiting"),
        ("Parcelio", "overdue"),
        ("Waterland Bulbs", "returned"),
        ("Larkspur Analytics", "accepted"),
        ("Vini Moretti", "rejected"),
    ]
    assert [row.hand_off.rating is not None for row in rows] == [False, False, False, True, False]


def test_the_calls_have_quotes_notes_and_a_dated_next_step(filled: Path) -> None:
    found = held(filled)
    assert all(call.state.notes for call in found)
    assert all(any(answer.quote for answer in call.state.sheet.answers.values()) for call in found[:2])
    qualified = next(call for call in found if call.header.verdict == "qualified")
    assert qualified.header.grade == "A"
    assert "next_step.date" in qualified.state.sheet.answers


def test_the_calls_were_held_with_the_shipped_bank(filled: Path) -> None:
    bank: Bank = shipped().bank("bant")
    for call in held(filled):
        assert call.bank.sha256 == bank.sha256
        assert assess(bank, call.state.sheet).verdict == call.header.verdict


def test_the_record_is_sound_and_nothing_is_left_beside_the_store(filled: Path) -> None:
    with Store.open(filled) as store:
        assert store.read(chain.verify).calls == 11
    assert [path.name for path in filled.parent.iterdir()] == [filled.name]


def test_a_demo_that_cannot_be_made_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailableError, match="the demo cannot be made"):
        demo.create(tmp_path / "file" / "demo.sqlite3", NOW)


def test_the_demo_is_the_same_at_any_time_of_the_year(tmp_path: Path) -> None:
    for months in range(0, 12, 5):
        path = tmp_path / f"{months}.sqlite3"
        demo.create(path, NOW + timedelta(days=30 * months))
        assert {call.header.verdict for call in held(path)} == set(Verdict)
