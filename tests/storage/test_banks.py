from __future__ import annotations

import pytest

from discovery.errors import NotFoundError, StoreDamagedError, UsageError
from discovery.storage import banks
from discovery.storage.store import Store
from tests.storage.conftest import Place
from tests.storage.makers import make_bank


def test_a_bank_comes_back_as_it_was_and_is_kept_once(store: Store) -> None:
    bank = make_bank("Fünf Fragen 🙂")
    store.write(banks.keep_bank, bank)
    store.write(banks.keep_bank, bank)
    found = store.read(banks.get_bank, bank.sha256)
    assert found == bank
    assert found.document == bank.document


def test_a_bank_that_is_not_there_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.read(banks.get_bank, "0" * 64)


def test_a_bank_that_was_changed_is_found(place: Place) -> None:
    store, bank = place.open(), make_bank()
    store.write(banks.keep_bank, bank)
    with place.tampering() as connection:
        connection.execute("UPDATE bank_snapshot SET document = replace(document, 'hurts', 'helps')")
    with pytest.raises(StoreDamagedError):
        store.read(banks.get_bank, bank.sha256)


def test_a_bank_is_found_by_the_beginning_of_its_hash(store: Store) -> None:
    kept = [make_bank(f"Bank {number}") for number in range(17)]
    for bank in kept:
        store.write(banks.keep_bank, bank)
    assert store.read(banks.find_bank, "test", kept[3].sha256) == kept[3]
    assert store.read(banks.find_bank, "test", kept[3].sha256[:40].upper()) == kept[3]
    with pytest.raises(UsageError, match="several"):
        store.read(banks.find_bank, "test", "")
    for framework, prefix in (("other", kept[3].sha256), ("test", "%"), ("test", "zz")):
        with pytest.raises(NotFoundError):
            store.read(banks.find_bank, framework, prefix)
