from __future__ import annotations

import random
from pathlib import Path

import pytest

from discovery.banks.library import Library
from discovery.banks.lint import check_bytes
from discovery.banks.load import KINDS
from discovery.banks.model import bank_from
from discovery.errors import NotFoundError
from tests.banks.samples import SHIPPED, library

SHIPPED_FILES = sorted([*SHIPPED.glob("*.yaml"), *SHIPPED.glob("*/*.yaml")])
MUTATIONS = 1000
LOADED = 100
SNIPPETS = (
    "{",
    "}",
    "[",
    "- ",
    ": ",
    "'",
    '"',
    "&a ",
    "*a",
    "!x ",
    "#",
    "\t",
    "|",
    "no",
    "~",
    "0",
    "99",
    "when: ",
    "\x00",
    "ü",
)


@pytest.fixture(scope="module")
def shipped() -> Library:
    return library(SHIPPED)


def mutated(lines: list[str], chance: random.Random) -> list[str]:
    """The lines with one of them dropped, doubled, moved, or changed in the middle."""
    at = chance.randrange(len(lines))
    line, rest = lines[at], lines[:at] + lines[at + 1 :]
    column = chance.randrange(len(line) + 1)
    match chance.randrange(6):
        case 0:
            return rest
        case 1:
            return [*lines[:at], line, *lines[at:]]
        case 2:
            other = chance.randrange(len(rest) + 1)
            return [*rest[:other], line, *rest[other:]]
        case 3:
            return [*lines[:at], line[:column] + chance.choice(SNIPPETS) + line[column:], *lines[at + 1 :]]
        case 4:
            return [*lines[:at], line[:column] + line[column + chance.randrange(1, 6) :], *lines[at + 1 :]]
        case _:
            return [*lines[:at], " " * chance.randrange(1, 5) + line, *lines[at + 1 :]]


def mutation(seed: int) -> tuple[Path, bytes]:
    """A shipped file, and its content after one to three edits."""
    chance = random.Random(seed)
    path = chance.choice(SHIPPED_FILES)
    lines = path.read_text(encoding="utf-8").splitlines()
    for _ in range(chance.randrange(1, 4)):
        lines = mutated(lines, chance)
    return path, "\n".join(lines).encode()


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_a_shipped_file_with_an_edit_is_clean_or_has_located_problems(seed: int, shipped: Library) -> None:
    path, raw = mutation(seed)
    lines = raw.count(b"\n") + 2
    problems = check_bytes(shipped, path.name, raw)
    assert all(0 < problem.line <= lines and problem.column > 0 for problem in problems)
    assert all("; " in problem.text for problem in problems)


@pytest.mark.parametrize("seed", range(LOADED))
def test_a_shipped_file_with_an_edit_keeps_nobody_from_calling(seed: int, tmp_path: Path) -> None:
    path, raw = mutation(seed)
    name = path.relative_to(SHIPPED)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(raw)
    banks = library(tmp_path, SHIPPED)
    bank = banks.bank(path.stem if path.parent.name == "frameworks" else "scotsman")
    assert bank_from(bank.document) == bank
    assert banks.reasons()
    assert banks.objections()


@pytest.mark.parametrize("seed", range(30))
def test_random_bytes_in_every_place_are_problems_and_never_a_crash(
    seed: int, shipped: Library, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    values = (
        "1",
        "true",
        "~",
        "x",
        "[]",
        "{}",
        "[{}]",
        "[[]]",
        "{a: {}}",
        "1e999",
        '"\\u202e"',
        "money.route",
        "[money.route]",
    )
    keys = (
        "topic",
        "framework",
        "reasons",
        "objections",
        "facts",
        "criteria",
        "id",
        "type",
        "when",
        "ask",
        "choices",
        "scale",
    )
    text = "\n".join(f"{key}: {chance.choice(values)}" for key in chance.sample(keys, 8))
    facts = "".join(f"{key}: {chance.choice(values)}, " for key in chance.sample(keys, 6))
    raw = f"{text}\nmore: [{{{facts}}}]\n".encode().replace(
        b"more:", chance.choice((b"facts:", b"criteria:", b"more:"))
    )
    assert check_bytes(shipped, "x.yaml", raw)
    for folder in ("topics", "frameworks"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bant.yaml").write_bytes(raw)
    for kind in KINDS[2:]:
        (tmp_path / f"{kind}.yaml").write_bytes(raw)
    banks = library(tmp_path, SHIPPED)
    assert banks.bank("bant") == shipped.bank("bant")
    assert banks.set_aside()
    with pytest.raises(NotFoundError):
        banks.bank("none of these")
