from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from discovery.banks.pick import bank_of
from discovery.banks.versions import order, version_problems
from discovery.errors import Problem
from tests.banks.samples import DEMO, FILES, library, write

RISING = [
    "0.1.0", "0.9.0", "0.10.0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
    "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0",
]  # fmt: skip


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(RISING)))
def test_versions_are_compared_by_their_meaning(lower: str, higher: str) -> None:
    assert order(lower) < order(higher)
    assert not order(lower) < order(lower)


def problems(folder: Path, old: str, version: str, weight: int) -> tuple[Problem, ...]:
    """What is said of the sample bank with another weight, where it had the version `old`."""
    before = write(folder / "old", {**FILES, "frameworks/demo.yaml": DEMO.replace("1.0.0", old)})
    text = DEMO.replace("1.0.0", version).replace("weight: 40", f"weight: {weight}")
    after = write(folder / "new", {**FILES, "frameworks/demo.yaml": text})
    picked = bank_of(library(), after / "frameworks/demo.yaml")
    return version_problems(picked.source, library(before).bank("demo"), picked.bank)


@pytest.mark.parametrize(
    ("old", "version", "weight", "faulty"),
    [
        ("1.0.0", "1.0.0", 30, True),
        ("1.10.0", "1.9.0", 30, True),
        ("1.0.0", "1.0.0-rc.1", 30, True),
        ("1.0.0", "1.0.1", 30, False),
        ("1.9.0", "1.10.0", 30, False),
        ("1.0.0", "1.0.0", 40, False),
        ("1.0.0", "0.9.0", 40, False),
    ],
)
def test_a_change_of_scores_needs_a_higher_version(
    old: str, version: str, weight: int, faulty: bool, tmp_path: Path
) -> None:
    assert bool(problems(tmp_path, old, version, weight)) is faulty


def test_the_problem_stands_at_the_version_and_names_the_first_change(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "1.0.0", "1.0.0", 30)
    assert (problem.line, problem.column, problem.code, problem.severity) == (3, 10, "QB117", "error")
    assert problem.text == (
        "the version is 1.0.0 as before, but scores changed (criterion money: weight: 40 → 30); raise it"
    )
