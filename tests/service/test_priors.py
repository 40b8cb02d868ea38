from __future__ import annotations

from datetime import timedelta

from discovery.banks.model import Bank
from discovery.engine.prior import DEFAULT_PRIOR
from discovery.leads.lead import Lead
from discovery.service import calls, changes, priors
from discovery.service.calls import Call
from discovery.storage.store import Store
from tests.service.material import AUTHOR, DATED, NOW, PAIN, TODAY


def held(store: Store, lead: Lead, bank: Bank, number: int) -> Call:
    now = NOW - timedelta(days=100 - number)
    call = store.write(calls.start, lead.id, bank, author=AUTHOR, now=now)
    said = [changes.answer(answer, author=AUTHOR, now=now) for answer in (PAIN, DATED)]
    store.write(calls.record, call.header.id, said)
    closing = changes.closing("follow_up", author=AUTHOR, now=now + timedelta(minutes=9))
    return store.write(calls.close, call.header.id, closing)


def test_the_odds_of_a_call_come_from_the_calls_that_were_closed_before(store: Store, lead: Lead, bank: Bank) -> None:
    for number in range(29):
        assert held(store, lead, bank, number).prior == DEFAULT_PRIOR
    assert store.write(priors.learned, bank.id, TODAY) == DEFAULT_PRIOR
    held(store, lead, bank, 29)
    call = store.write(calls.start, lead.id, bank, author=AUTHOR, now=NOW)
    assert (call.prior.calls, call.prior.learned_on) == (30, TODAY)
    assert call.prior.ends("need")[-1] > 0.7
    assert call.prior.ends("budget")[0] > 0.7
    assert store.read(calls.load, call.header.id).prior == call.prior


def test_a_prior_is_learned_once_a_day(store: Store, lead: Lead, bank: Bank) -> None:
    for number in range(30):
        held(store, lead, bank, number)
    first = store.write(priors.learned, bank.id, TODAY)
    held(store, lead, bank, 31)
    assert store.write(priors.learned, bank.id, TODAY) == first
    assert store.write(priors.learned, bank.id, TODAY + timedelta(days=1)).calls == 31


def test_another_framework_learns_nothing_from_them(store: Store, lead: Lead, bank: Bank) -> None:
    for number in range(30):
        held(store, lead, bank, number)
    assert store.write(priors.learned, "other", TODAY) == DEFAULT_PRIOR
