from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from discovery.banks.model import Bank
from discovery.leads.lead import Lead, NewLead
from discovery.service import leads
from discovery.storage.store import Store
from tests.service import material
from tests.stores import prepared


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(prepared(tmp_path / "store.sqlite3")) as store:
        yield store


@pytest.fixture
def bank() -> Bank:
    return material.bank()


@pytest.fixture
def lead(store: Store) -> Lead:
    new = NewLead("Ana Ruiz", "Nordwind", "CFO", "ana@nordwind.example", "+49 30 5550101")
    return store.write(leads.add, new, material.NOW)
