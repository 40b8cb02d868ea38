from __future__ import annotations

import pytest

from discovery.errors import NotFoundError, UsageError
from discovery.storage import assessments, events
from discovery.storage.store import Store
from tests.storage.makers import make_call, note


def test_the_latest_assessment_is_the_one_after_most_events(store: Store) -> None:
    call = make_call(store)
    assert store.read(assessments.latest, call.id) is None
    store.write(events.append, call.id, call.bank_sha256, [note(), note()])
    store.write(assessments.keep_assessment, call.id, 2, {"score": 70.5, "reasons": ("later", "é")})
    store.write(assessments.keep_assessment, call.id, 1, {"score": 1})
    assert store.read(assessments.latest, call.id) == {"score": 70.5, "reasons": ["later", "é"]}


def test_an_assessment_at_the_same_place_takes_the_place_of_the_one_before(store: Store) -> None:
    call = make_call(store)
    store.write(events.append, call.id, call.bank_sha256, [note()])
    store.write(assessments.keep_assessment, call.id, 1, {"score": 1})
    store.write(assessments.keep_assessment, call.id, 1, {"score": 2})
    assert store.read(assessments.latest, call.id) == {"score": 2}


def test_an_assessment_of_events_that_are_not_there_is_refused(store: Store) -> None:
    call = make_call(store)
    with pytest.raises(NotFoundError):
        store.write(assessments.keep_assessment, call.id, 1, {"score": 1})


def test_an_assessment_that_is_not_json_is_refused(store: Store) -> None:
    call = make_call(store)
    store.write(events.append, call.id, call.bank_sha256, [note()])
    with pytest.raises(UsageError):
        store.write(assessments.keep_assessment, call.id, 1, {"score": float("nan")})
