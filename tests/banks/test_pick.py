from __future__ import annotations

from pathlib import Path

import pytest

from discovery.banks.pick import bank_of, banks_in, in_force, pick
from discovery.errors import BankError, NotFoundError, UsageError
from tests.banks.samples import DEMO, FILES, MONEY, SHIPPED, library, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "banks")


def test_an_id_is_the_bank_in_force_and_a_path_is_its_file(folder: Path) -> None:
    banks = library(folder)
    assert pick(banks, "demo") == banks.bank("demo")
    assert pick(library(SHIPPED), str(folder / "frameworks/demo.yaml")).sha256 == banks.bank("demo").sha256


def test_the_topics_around_a_file_come_before_those_of_the_library(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"topics/money.yaml": MONEY.replace("How much?", "What sum?"), "demo.yaml": DEMO})
    bank = bank_of(library(folder), other / "demo.yaml").bank
    assert bank.facts["money.amount"].ask == "What sum?"
    assert bank.facts["need.pain"].ask == "What is wrong?"


def test_a_file_that_does_not_load_says_why(tmp_path: Path) -> None:
    broken = write(tmp_path, {**FILES, "frameworks/demo.yaml": DEMO.replace("weight: 60", "wight: 60")})
    with pytest.raises(BankError, match="QB201"):
        pick(library(), str(broken / "frameworks/demo.yaml"))


@pytest.mark.parametrize(
    ("name", "error", "text"),
    [
        ("no.yaml", NotFoundError, "no file"),
        ("topics", NotFoundError, "no question bank"),
        ("./topics", NotFoundError, "no file"),
        ("topics/money.yaml", UsageError, "of the kind topic"),
        ("reasons.yaml", UsageError, "of the kind reasons"),
    ],
)
def test_what_is_no_bank_is_refused(
    name: str, error: type[Exception], text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(error, match=text):
        pick(library(folder), name)


def test_a_folder_has_its_loose_frameworks_too_and_not_what_does_not_load(folder: Path) -> None:
    write(
        folder,
        {
            "draft.yaml": DEMO.replace("framework: demo", "framework: draft"),
            "frameworks/broken.yaml": "framework: broken\n",
        },
    )
    assert {picked.bank.id for picked in banks_in(library(), folder)} == {"demo", "draft"}
    assert {picked.bank.id for picked in banks_in(library(), folder / "frameworks")} == {"demo"}
    assert list(banks_in(library(folder), folder / "topics/money.yaml")) == []
    with pytest.raises(NotFoundError):
        list(banks_in(library(), folder / "no"))


def test_the_file_in_force_is_the_first_that_loads(folder: Path, tmp_path: Path) -> None:
    team = write(tmp_path / "team", {"frameworks/demo.yaml": "framework: demo\n"})
    assert in_force(library(team, folder), "demo").source.path == str(folder / "frameworks/demo.yaml")
