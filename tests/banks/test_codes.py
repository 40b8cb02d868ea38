"""Each code has a bad file that gets it, at the line that says so, and a good one beside it that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from discovery.banks.codes import CODES
from discovery.banks.library import Library
from discovery.banks.lint import check
from discovery.banks.pick import bank_of
from discovery.banks.versions import version_problems
from discovery.banks.yaml_reader import read_file
from discovery.errors import Problem
from tests.banks.samples import write

FIXTURES = Path(__file__).parent / "fixtures"
HERE = b"<- here"
BESIDE = {
    "QB013": {"QB203"},  # more mistakes of one kind than are shown
    "QB120": {"QB101"},  # the cause, and what it does to the framework
    "QB310": {"QB309"},  # a gate that cannot be passed keeps everybody from qualifying
    "QB312": {"QB202"},  # a file of the team's own, and why it does not load
}
"""Codes that come with another by their nature."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sample bank, which the fixtures refer to."""
    return Library([write(tmp_path_factory.mktemp("base"))])


def fixture(code: str, name: str) -> Path:
    """A file, or a folder of banks."""
    file = FIXTURES / code / f"{name}.yaml"
    return file if file.exists() else FIXTURES / code / name


def problems_of(code: str, path: Path, base: Library) -> tuple[Problem, ...]:
    if code == "QB001":
        return read_file(path).problems
    found = check(base, [path])
    if code == "QB117":
        picked = bank_of(base, path)
        found += version_problems(picked.source, base.bank(picked.bank.id), picked.bank)
    return found


def marked(path: Path) -> set[tuple[str, int]]:
    """The files and lines with the mark; the first line of a file that can have none."""
    files = [path] if not path.is_dir() or path.suffix else sorted(path.glob("*/*.yaml"))
    places = {
        (str(file), number)
        for file in files
        if file.is_file()
        for number, line in enumerate(file.read_bytes().splitlines(), 1)
        if HERE in line
    }
    return places or {(str(path), 1)}


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_bad_file_gets_the_code_at_its_mark_and_no_other(code: str, base: Library) -> None:
    path = fixture(code, "bad")
    problems = problems_of(code, path, base)
    assert {problem.code for problem in problems} == {code} | BESIDE.get(code, set())
    assert {(problem.path, problem.line) for problem in problems if problem.code == code} == marked(path)
    assert {problem.severity for problem in problems if problem.code == code} == {CODES[code].severity}


@pytest.mark.parametrize("code", sorted(CODES))
def test_the_good_file_has_neither_the_code_nor_an_error(code: str, base: Library) -> None:
    problems = problems_of(code, fixture(code, "good"), base)
    assert [str(problem) for problem in problems if problem.code == code or problem.severity == "error"] == []


def test_every_code_has_both_files_and_every_file_has_its_code() -> None:
    assert {folder.name for folder in FIXTURES.iterdir()} == CODES.keys()
    assert all(fixture(code, name).exists() for code in CODES for name in ("bad", "good"))


def test_the_sample_has_no_problem_at_all(base: Library) -> None:
    assert check(base) == ()


def test_codes_and_names_are_unique_and_say_what_to_do() -> None:
    assert len({code.slug for code in CODES.values()}) == len(CODES)
    assert all(code.wrong.endswith(".") and code.remedy.endswith(".") for code in CODES.values())
