from __future__ import annotations

from pathlib import Path

import pytest

from discovery.banks.codes import CODES
from discovery.banks.library import Library
from discovery.banks.lint import check, check_bytes
from discovery.banks.model import Bank
from discovery.banks.pick import bank_of
from discovery.banks.versions import version_problems
from discovery.banks.yaml_reader import read_bytes, read_file
from tests.banks.samples import DEMO, NEED, edited, write

NEED_FILE, MONEY_FILE, DEMO_FILE = "topics/need.yaml", "topics/money.yaml", "frameworks/demo.yaml"
TAUTOLOGY = " and ".join(f"(need.f{n} == 'yes' or need.f{n} == 'no')" for n in range(12))
TWELVE = "".join(f"  - {{id: f{n}, ask: And?, type: yes_no}}\n" for n in range(12))

UNREADABLE = {
    "QB002": b"a: " + b"x" * 1_000_000,
    "QB003": "topic: x".encode("utf-16"),
    "QB004": b"topic: [x\n",
    "QB005": b"[" * 50_000,
    "QB006": b"topic: &a x\ntitle: *a\n",
    "QB007": b"topic: !!python/object/apply:os.system [x]\n",
    "QB008": b"topic: x\ntitle: a\ntitle: b\n",
    "QB009": b"topic: x\n---\ntopic: y\n",
    "QB010": b"# nothing\n",
    "QB011": b"? [a]\n: b\n",
    "QB012": b"weight: 12345678901234567\n",
    "QB014": b"question: x\n",
}

EDITS = {
    "QB013": (NEED_FILE, "facts:\n", "facts:\n" + "  - 1\n" * 300),
    "QB101": (NEED_FILE, "fact: need.kind,", "fact: need.knd,"),
    "QB102": (DEMO_FILE, "ask_order: [need, money]", "ask_order: [need, money, time]"),
    "QB103": (MONEY_FILE, "TOO-SMALL", "TOO-SMAL"),
    "QB104": (NEED_FILE, "[loss, delay]", "[loss, dely]"),
    "QB105": (NEED_FILE, "fact: need.kind, in: [loss, delay]", "fact: need.detail, answered: true"),
    "QB106": (NEED_FILE, "id: delay", "id: loss"),
    "QB107": (DEMO_FILE, "ask_order: [need, money]", "ask_order: [need]"),
    "QB108": (DEMO_FILE, "proof: [money.amount]", "proof: [need.pain]"),
    "QB109": (NEED_FILE, "in: [loss, delay]", "gte: 5"),
    "QB110": (NEED_FILE, "within_days", "at_least"),
    "QB111": (MONEY_FILE, "type: yes_no", "type: choice"),
    "QB112": (NEED_FILE, "need.users >= 50", "need.users >= many"),
    "QB113": (NEED_FILE, "and not", "and and"),
    "QB114": (
        DEMO_FILE,
        DEMO,
        DEMO.replace("stage: sdr", "stage: ae").replace("weight: 60", "stage: ae\n    weight: 60"),
    ),
    "QB115": ("topics/next_step.yaml", "id: date", "id: day"),
    "QB116": ("objections.yaml", "feeds: money", "feeds: mony"),
    "QB201": (NEED_FILE, "title:", "titel:"),
    "QB202": (DEMO_FILE, "title: Demo\n", ""),
    "QB203": (NEED_FILE, "core: true", "core: yes"),
    "QB204": (NEED_FILE, "type: choices", "type: chioces"),
    "QB205": (NEED_FILE, "quality: 1}", "quality: 4}"),
    "QB206": (NEED_FILE, "id: paper", "id: Paper"),
    "QB207": (DEMO_FILE, '"1.0.0"', "1.10"),
    "QB208": (NEED_FILE, "ask: What is wrong?", 'ask: " "'),
    "QB209": (NEED_FILE, ", in: [loss, delay]", ""),
    "QB210": (NEED_FILE, "{gte: 100, quality: 3}", "{quality: 3}"),
    "QB301": (DEMO_FILE, "weight: 60", "weight: 50"),
    "QB302": (DEMO_FILE, "core: [need.pain, need.kind, need.tools, need.users, need.since]", "core: [need.pain]"),
    "QB303": (NEED_FILE, "not need.kind == 'delay'", "need.kind == 'fine'"),
    "QB304": (NEED_FILE, "{fact: need.kind, in: [loss, delay]}", "{fact: need.kind, in: [loss, delay, fine]}"),
    "QB305": (
        DEMO_FILE,
        "ask: [money.amount, money.planned, money.owner, money.signers]\n    proof: [money.amount]",
        "ask: [money.planned, money.owner]",
    ),
    "QB306": (NEED_FILE, "label: A rival, quality: 0", "label: A rival"),
    "QB307": (DEMO_FILE, "ask_order: [need, money]", "ask_order: [money, need]"),
    "QB308": (NEED_FILE, "label: All is fine, quality: 0", "label: All is fine, quality: 1"),
    "QB309": (DEMO_FILE, "min_coverage: 50", "min_coverage: 0"),
    "QB310": (DEMO_FILE, "proof: [need.pain, need.kind]", "proof: []"),
    "QB311": (
        NEED_FILE,
        "  - id: detail",
        f'{TWELVE}  - {{id: all, ask: All?, type: text, when: "{TAUTOLOGY}"}}\n  - id: detail',
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "banks"


def codes_of(folder: Path) -> set[str]:
    return {problem.code for problem in check(Library([folder]))}


def test_the_sample_has_no_problem_at_all(folder: Path) -> None:
    assert check(Library([write(folder)])) == ()


@pytest.mark.parametrize("code", sorted(UNREADABLE))
def test_each_code_of_the_reader_has_a_file_that_gets_it(code: str) -> None:
    problems = check_bytes(Library([]), "bad.yaml", UNREADABLE[code])
    assert code in {problem.code for problem in problems}
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert [problem.code for problem in read_file(tmp_path / "no.yaml").problems] == ["QB001"]


def test_a_good_file_has_no_problem_of_the_reader() -> None:
    assert read_bytes("good.yaml", b"\xef\xbb\xbf" + NEED.encode()).problems == ()


@pytest.mark.parametrize("code", sorted(EDITS))
def test_each_code_has_an_edit_that_gets_it(code: str, folder: Path) -> None:
    assert code in codes_of(edited(folder, *EDITS[code]))


def test_a_file_that_replaces_another_and_does_not_load_is_a_warning_beside_its_errors(tmp_path: Path) -> None:
    write(tmp_path / "shipped")
    team = edited(tmp_path / "team", NEED_FILE, "title:", "titel:")
    problems = check(Library([team, tmp_path / "shipped"]))
    assert {problem.code for problem in problems} == {"QB312", "QB201", "QB202"}
    assert all(problem.path == str(team / NEED_FILE) for problem in problems)


def test_scores_that_change_without_a_higher_version_are_an_error(tmp_path: Path) -> None:
    old = Library([write(tmp_path / "old")]).bank("demo")
    raised = edited(tmp_path / "raised", DEMO_FILE, '"1.0.0"', '"1.0.1"')
    assert codes_against(old, raised, "weight: 60", "weight: 50") == set()
    same = edited(tmp_path / "same", DEMO_FILE, "title: Demo", "title: Demonstration")
    assert codes_against(old, same, "weight: 60", "weight: 60") == set()
    assert codes_against(old, same, "weight: 60", "weight: 50") == {"QB117"}


def codes_against(old: Bank, folder: Path, text: str, new: str) -> set[str]:
    path = folder / DEMO_FILE
    path.write_text(path.read_text("utf-8").replace(text, new), "utf-8")
    picked = bank_of(Library([]), path)
    return {problem.code for problem in version_problems(picked.source, old, picked.bank)}


def test_every_code_has_a_test() -> None:
    assert CODES.keys() == UNREADABLE.keys() | EDITS.keys() | {"QB001", "QB117", "QB312"}


def test_codes_and_names_are_unique_and_say_what_to_do() -> None:
    assert len({code.slug for code in CODES.values()}) == len(CODES)
    assert all(code.wrong.endswith(".") and code.remedy.endswith(".") for code in CODES.values())
