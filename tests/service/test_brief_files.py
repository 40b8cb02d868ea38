from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.errors import StoreUnavailableError
from discovery.ids import new_id
from discovery.leads.lead import NewLead
from discovery.service import calls, changes, leads
from discovery.service.brief_files import COLUMNS, INDEX, Order, Step, file_name, write_briefs
from discovery.service.briefs import Words
from discovery.storage.store import Store
from tests.briefs.calls import NOW, START, bank
from tests.stores import prepared

RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10))}
NAMES = [
    "Nordwind",
    "NORDWIND",
    "nordwind.",
    "CON",
    "../../etc/passwd",
    "a/b\\c:d*e?",
    "=1+1",
    "漢字",
    "x" * 500,
    "\x1b]0;x\x07",
]
ORDER = Order(START, ("md", "html"), Words(), NOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(prepared(tmp_path / "store.db")) as opened:
        yield opened


def held(store: Store, company: str, *, minutes: int = 0, closed: bool = True, objected: bool = False) -> UUID:
    """A call with somebody of that company, so many minutes after the first one."""
    at = START + timedelta(minutes=minutes)
    lead = store.write(leads.add, NewLead("Ana Ruiz", company), at)
    call = store.write(calls.start, lead.id, bank(), author="Sam", now=at)
    if closed:
        ending = changes.closing("other", None, None, "", "", author="Sam", now=at + timedelta(minutes=9))
        store.write(calls.close, call.header.id, ending)
    return call.header.id


def written(store: Store, folder: Path, order: Order = ORDER) -> tuple[list[Step], list[dict[str, str]]]:
    steps: list[Step] = []
    write_briefs(store, folder, order, steps.append)
    with (folder / INDEX).open(encoding="utf-8", newline="") as file:
        return steps, list(csv.DictReader(file))


def test_every_call_that_ended_has_its_files_and_its_line(store: Store, tmp_path: Path) -> None:
    ids = [held(store, name, minutes=at) for at, name in enumerate(NAMES)]
    held(store, "Still on the phone", closed=False)
    steps, rows = written(store, tmp_path / "out")
    assert [row["call"] for row in rows] == [str(call_id) for call_id in ids]
    assert [(step.done, step.of, step.failed) for step in steps] == [
        (at, len(ids), "") for at in range(1, len(ids) + 1)
    ]
    named = [name for row in rows for name in row["files"].split()]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {INDEX, *named}
    assert len(named) == 2 * len(ids)


def test_calls_before_the_day_are_left_out(store: Store, tmp_path: Path) -> None:
    held(store, "Early")
    late = held(store, "Late", minutes=60)
    _, rows = written(store, tmp_path, Order(START + timedelta(minutes=30), ("json",), Words(), NOW))
    assert [row["call"] for row in rows] == [str(late)]
    assert json.loads((tmp_path / rows[0]["files"]).read_text("utf-8"))["title"] == "Late: hand-off"


def test_calls_that_began_at_the_same_moment_are_all_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discovery.service.brief_files._PAGE", 2)
    ids = {str(held(store, "Same")) for _ in range(5)}
    _, rows = written(store, tmp_path)
    assert {row["call"] for row in rows} == ids
    assert len(rows) == 5


def test_one_that_fails_is_reported_and_the_others_are_written(store: Store, tmp_path: Path) -> None:
    first, broken, last = (held(store, name, minutes=at) for at, name in enumerate(("A", "B", "C")))
    (tmp_path / file_name("B", broken, "html")).mkdir()
    steps, rows = written(store, tmp_path)
    assert [row["call"] for row in rows] == [str(first), str(last)]
    assert [step.done for step in steps] == [1, 2, 3]
    assert steps[1].failed.startswith(f"{broken}: ")
    assert "cannot be written" in steps[1].failed
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_folder_that_cannot_be_written_is_one_error(store: Store, tmp_path: Path) -> None:
    held(store, "A")
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError):
        write_briefs(store, tmp_path / "file", ORDER, print)


def test_no_cell_of_the_index_is_a_formula(store: Store, tmp_path: Path) -> None:
    for at, name in enumerate(["=1+1", "+1", "-1", "@x", " =1", "＝1", "plain"]):
        held(store, name, minutes=at)
    _, rows = written(store, tmp_path)
    assert [row["account"] for row in rows] == ["'=1+1", "'+1", "'-1", "'@x", "'=1", "'＝1", "plain"]
    assert tuple(rows[0]) == COLUMNS


@given(st.one_of(st.sampled_from([*NAMES, *RESERVED]), st.text(max_size=80)))
def test_a_name_is_safe_on_every_system(account: str) -> None:
    name = file_name(account, new_id(), "html")
    stem = name.partition(".")[0]
    assert name == name.lower() == unicodedata.normalize("NFC", name)
    assert name.isascii()
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not stem.startswith("-")
    assert len(name) <= 120
    assert stem not in RESERVED
    assert file_name(account, new_id(), "html") != name


def test_a_team_writes_with_its_own_template_for_a_segment(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "brief.txt.j2").write_text("All: {{ title }}\n")
    (folder / "brief.large.txt.j2").write_text("Large: {{ title }}\n")
    for at, (company, extra) in enumerate((("A", {"Segment": "Large"}), ("B", {}))):
        lead = store.write(leads.add, NewLead("Ana", company, extra=extra), START + timedelta(minutes=at))
        call = store.write(calls.start, lead.id, bank(), author="Sam", now=START + timedelta(minutes=at))
        ending = changes.closing("other", None, None, "", "", author="Sam", now=NOW)
        store.write(calls.close, call.header.id, ending)
    _, rows = written(store, tmp_path / "out", Order(START, ("txt",), Words(), NOW, templates=folder))
    texts = [(tmp_path / "out" / row["files"]).read_text("utf-8") for row in rows]
    assert texts == ["Large: A: hand-off\n", "All: B: hand-off\n"]
