from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

from discovery.ids import new_id
from discovery.storage import chain, events
from discovery.storage.driver import sqlite_module
from discovery.storage.store import Store
from tests.storage.conftest import Place
from tests.storage.makers import make_call, make_lead, note


def test_writers_to_one_call_get_consecutive_places(place: Place) -> None:
    stores = [place.open() for _ in range(4)]
    call = make_call(stores[0])

    def write(store: Store) -> list[int]:
        return [store.write(events.append, call.id, call.bank_sha256, [note()])[0].seq for _ in range(25)]

    with ThreadPoolExecutor(len(stores)) as threads:
        seqs = sorted(seq for found in threads.map(write, stores) for seq in found)
    assert seqs == list(range(1, 101))
    assert stores[0].read(chain.verify).events == 100


def test_retries_that_race_write_once(place: Place) -> None:
    stores = [place.open() for _ in range(4)]
    call, key = make_call(stores[0]), new_id()

    def write(store: Store) -> int:
        return store.write(events.append, call.id, call.bank_sha256, [note(key=key)])[0].seq

    with ThreadPoolExecutor(len(stores)) as threads:
        assert list(threads.map(write, stores)) == [1, 1, 1, 1]


def test_threads_may_share_a_store(store: Store) -> None:
    call = make_call(store)
    with ThreadPoolExecutor(8) as threads:
        for _ in range(40):
            threads.submit(store.write, events.append, call.id, call.bank_sha256, [note()])
    assert len(store.read(events.events_of, call.id)) == 40


def test_a_new_store_that_many_open_at_once_is_made_once(file_place: Place) -> None:
    with ThreadPoolExecutor(8) as threads:
        stores = list(threads.map(lambda _: file_place.open(), range(8)))
    for store in stores:
        make_lead(store)
    assert [store.journal_mode for store in stores] == [file_place.journal] * 8


def test_a_file_that_another_one_writes_becomes_wal_once_that_one_is_done(file_place: Place) -> None:
    file_place.path.parent.mkdir(parents=True, exist_ok=True)
    writer = sqlite_module().connect(file_place.path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as threads:
        opening = threads.submit(file_place.open)
        assert not wait([opening], timeout=0.1).done
        writer.execute("ROLLBACK")
        assert opening.result().journal_mode == file_place.journal
    writer.close()
