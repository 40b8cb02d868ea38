from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.conditions import Condition, condition_from
from discovery.banks.cones import Cones, Outcome
from discovery.banks.grammar import parse
from discovery.banks.lint import check, check_bytes, installed_prover
from discovery.banks.proofs import UNDECIDED_LIMIT, Proofs
from tests.banks.samples import DEMO, FILES, NEED, SHIPPED, library, write
from tests.banks.test_cones import ALWAYS, BOTH, NEVER, Facts
from tests.banks.trees import Tree, nodes
from tests.examples import examples

MANY = {f"b.f{n}": {"type": "yes_no"} for n in range(15)}
TAUTOLOGY = " and ".join(f"({fact} == 'yes' or {fact} == 'no')" for fact in MANY)
TESTS = [
    parse(text).tree
    for text in (
        "a.yes == yes", "a.yes == no", "a.yes answered", "a.kind == x", "a.kind in [y, z]", "a.kind != x",
        "a.tools has x", "a.tools has y", "a.count > 5", "a.count <= 5", "a.price < 100", "a.day > '2026-01-01'",
        "a.free answered", "a.on_yes > 3", "a.on_no == yes", "a.deep answered",
    )
]  # fmt: skip
HOLES = 10
PIGEONS = {f"p.a{one}_{hole}": {"type": "yes_no"} for one in range(HOLES + 1) for hole in range(HOLES)}


def condition(text: str) -> Condition:
    return condition_from(parse(text).tree)


def pigeonhole() -> str:
    """Eleven pigeons in ten holes, no two in one: false, and no prover of this kind finds out."""
    somewhere = (_any(f"p.a{one}_{hole} == yes" for hole in range(HOLES)) for one in range(HOLES + 1))
    alone = (_any((f"p.a{one}_{hole} == yes" for one in range(HOLES + 1)), 2) for hole in range(HOLES))
    return " and ".join((*somewhere, *(f"not {part}" for part in alone)))


def _any(parts: Iterable[str], least: int = 1) -> str:
    return f"at_least {least} of ({', '.join(parts)})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TAUTOLOGY, ALWAYS),
        (f"not ({TAUTOLOGY})", NEVER),
        (f"{TAUTOLOGY} and b.f3 == yes and not b.f3 answered", NEVER),
        (f"{TAUTOLOGY} and b.f3 == yes", BOTH),
        (f"{TAUTOLOGY} and a.on_yes > 5 and a.yes == 'no'", NEVER),
    ],
)
def test_what_trying_gives_up_on_is_decided(text: str, expected: Outcome) -> None:
    cones = Cones(Facts(MANY))
    assert cones.outcome(condition(text)).proven is False
    assert Proofs().outcome(cones, condition(text)) == expected


def test_what_neither_decides_is_not_proven() -> None:
    cones = Cones(Facts(PIGEONS))
    proofs = Proofs(timeout=50)
    assert cones.outcome(condition(pigeonhole())).proven is False
    assert proofs.outcome(cones, condition(pigeonhole())).proven is False
    assert proofs.clash(cones, condition(pigeonhole())) == ()


def test_a_check_stops_asking_after_a_few_queries_that_take_too_long() -> None:
    proofs = Proofs(undecided=UNDECIDED_LIMIT)
    assert proofs.outcome(Cones(Facts({})), condition("a.yes == yes")).proven is False


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.yes == yes and a.count > 3 and a.yes == no", ("a.yes is yes", "a.yes is no")),
        ("a.on_yes > 5 and a.yes == no and a.kind == x",
         ("a.on_yes is more than 5", "a.yes is no", "the `when` of a.on_yes")),
        ("a.kind in [x] and a.kind == y", ("a.kind is one of “x”", "a.kind is “y”")),
        ("a.yes == yes", ()),
    ],
)  # fmt: skip
def test_the_parts_that_exclude_each_other_are_named_and_no_others(text: str, parts: tuple[str, ...]) -> None:
    assert Proofs().clash(Cones(Facts({})), condition(text)) == parts


@examples(60)
@given(st.recursive(st.sampled_from(TESTS), nodes, max_leaves=8))
def test_a_proof_says_what_trying_says(tree: Tree) -> None:
    cones, asked = Cones(Facts({})), condition_from(tree)
    assert Proofs().outcome(cones, asked) == cones.outcome(asked)


def told(folder: Path, proofs: Proofs | None) -> set[str]:
    return {problem.code for problem in check(library(folder), prover=proofs)}


LEFT = """\
  - id: left
    ask: Left?
    type: choice
    choices: [{id: a, label: A, quality: 3}, {id: b, label: B, quality: 0}]
"""
BRANCH = """\
  - id: %s
    ask: And?
    type: choice
    when: "need.left == %s"
    choices: [{id: a, label: A, quality: %d}, {id: b, label: B, quality: 0}]
"""
CRITERION = """\
  - id: need
    title: Need
    weight: 60
    must_pass: {min_quality: %d, min_evidence: confirmed}
    ask: [need.left, need.then, need.else]
    proof: [need.left, need.then, need.else]
"""


@pytest.mark.parametrize(
    ("branches", "least", "tried", "proved"),
    [
        # the bad branch drags the mean down only where one goes there
        (BRANCH % ("then", "a", 3) + BRANCH % ("else", "b", 0), 3, True, False),
        # a good answer on the left opens a bad one, and the other way round
        (BRANCH % ("then", "a", 0) + BRANCH % ("else", "b", 3), 2, False, True),
    ],
)
def test_whether_a_gate_can_be_passed_is_decided_over_the_branches(
    branches: str, least: int, tried: bool, proved: bool, tmp_path: Path
) -> None:
    demo = DEMO[: DEMO.index("  - id: need\n")] + CRITERION % least
    write(tmp_path, {**FILES, "topics/need.yaml": NEED + LEFT + branches, "frameworks/demo.yaml": demo})
    assert ("QB310" in told(tmp_path, None), "QB310" in told(tmp_path, Proofs())) == (tried, proved)


def test_the_shipped_banks_have_no_warning_that_is_proved() -> None:
    assert check(library(SHIPPED), prover=Proofs()) == ()


def test_without_the_extra_nothing_is_proved_and_the_note_says_what_would(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    monkeypatch.delitem(sys.modules, "discovery.banks.proofs")
    assert installed_prover() is None
    facts = "".join(f"  - {{id: f{n}, ask: And?, type: yes_no}}\n" for n in range(15))
    text = TAUTOLOGY.replace("b.f", "need.f")
    need = f'{NEED}{facts}  - {{id: last, ask: Last?, type: text, when: "{text}"}}\n'
    (problem,) = check(library(write(tmp_path, {**FILES, "topics/need.yaml": need})))
    assert (problem.code, problem.severity) == ("QB311", "note")
    assert problem.text.endswith("simplify it, or install the extra `lint`, which proves more")


def test_what_is_not_proven_with_the_extra_either_is_told() -> None:
    facts = "".join(f"  - {{id: {fact[2:]}, ask: And?, type: yes_no}}\n" for fact in PIGEONS)
    last = f'  - {{id: last, ask: Last?, type: text, when: "{pigeonhole()}"}}\n'
    raw = f"topic: p\ntitle: P\nfacts:\n{facts}{last}".encode()
    (problem,) = check_bytes(library(), "-", raw, Proofs(timeout=50))
    assert problem.text == "not proven by the extra `lint` either that p.last can be relevant; simplify it"
