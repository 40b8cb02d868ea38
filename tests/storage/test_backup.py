from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.errors import StoreUnavailableError, UsageError
from discovery.storage import backup, chain, events, leads
from discovery.storage.store import Store
from tests.storage.conftest import Place
from tests.storage.makers import NOW, make_call, make_lead, note

DAYS = [datetime(2026, 3, 1, 12, tzinfo=UTC) - timedelta(days=days) for days in range(800)]


def test_a_backup_of_a_store_in_use_is_a_store_with_everything(file_place: Place) -> None:
    store = file_place.open()
    call = make_call(store)
    store.write(events.append, call.id, call.bank_sha256, [note()])
    made = store.back_up(NOW)
    assert made.name == "discovery-20260304T040015123456Z.db"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    with Store.open(made) as copy:
        assert copy.read(chain.verify).events == 1
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_backups_go_where_they_are_told_and_old_ones_are_dropped(tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "here"
    with Store.open(tmp_path / "discovery.db", backups=folder) as store:
        for day in DAYS[:40]:
            made = store.back_up(day)
    (folder / "other-20200101T000000000000Z.db").write_text("of another store")
    (folder / "notes.txt").write_text("mine")
    with Store.open(tmp_path / "discovery.db", backups=folder) as store:
        store.back_up(NOW)
    names = {path.name for path in folder.iterdir()}
    assert {"other-20200101T000000000000Z.db", "notes.txt"} <= names
    assert made.parent == folder
    assert set(backup.backups(folder, "discovery").values()) == backup.keep([*DAYS[:40], NOW.astimezone(UTC)])


def test_no_backup_leaves_half_a_file(tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file in the way")
    with Store.open(tmp_path / "discovery.db") as store:
        make_lead(store)
        with pytest.raises(StoreUnavailableError, match="no backup"):
            store.back_up(NOW)
        assert len(store.read(leads.list_leads)) == 1


def test_a_damaged_store_makes_no_backup(file_place: Place) -> None:
    store = file_place.open()
    for _ in range(50):
        make_lead(store)
    earlier = store.back_up(NOW)
    store.close()
    data = bytearray(file_place.path.read_bytes())
    data[4096 * 2 : 4096 * 20] = bytes(4096 * 18)
    file_place.path.write_bytes(data)
    with pytest.raises(StoreUnavailableError, match="no backup"):
        store.back_up(NOW + timedelta(days=1))
    assert list(earlier.parent.iterdir()) == [earlier]


def test_what_a_backup_that_was_cut_off_left_is_cleared_a_day_later(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name, mtime in ((".discovery-old.db.1", 0), (".discovery-now.db.1", time.time()), (".other-old.db.1", 0)):
        (folder / name).touch()
        os.utime(folder / name, (mtime, mtime))
    with Store.open(tmp_path / "discovery.db") as store:
        made = store.back_up(NOW)
    assert {path.name for path in folder.iterdir()} == {made.name, ".discovery-now.db.1", ".other-old.db.1"}


@pytest.mark.parametrize("place", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_server_is_backed_up_with_its_own_tools(place: Place) -> None:
    with pytest.raises(UsageError, match="pg_dump"):
        place.open().back_up(NOW)


def test_twelve_days_ten_weeks_and_nine_months_are_kept() -> None:
    kept = sorted(backup.keep(DAYS), reverse=True)
    assert kept[:12] == DAYS[:12]
    assert len({(at.year, at.month) for at in kept}) == 9
    assert len({at.isocalendar()[:2] for at in kept}) >= 10
    assert len(kept) <= 12 + 10 + 9


def test_of_one_day_the_newest_is_kept() -> None:
    hours = [NOW.astimezone(UTC).replace(hour=hour) for hour in range(24)]
    assert backup.keep(hours) == {hours[-1]}


@given(
    st.sets(st.sampled_from(DAYS) | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
)
def test_the_newest_is_always_kept_and_never_too_many(times: Iterable[datetime]) -> None:
    kept = backup.keep(times)
    assert kept <= set(times)
    assert len(kept) <= 31
    assert not times or max(times) in kept
    assert backup.keep(kept) == kept


def test_one_backup_a_day_is_made_unasked(tmp_path: Path) -> None:
    with Store.open(tmp_path / "discovery.db", backups=tmp_path / "kept") as store:
        assert store.back_up_daily(NOW) is not None
        assert store.back_up_daily(NOW + timedelta(minutes=5)) is None
        assert store.back_up_daily(NOW + timedelta(days=1)) is not None
    assert len(list((tmp_path / "kept").iterdir())) == 2
