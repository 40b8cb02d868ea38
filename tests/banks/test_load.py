from __future__ import annotations

from pathlib import Path

import pytest

from discovery.banks.load import PROBLEMS_LIMIT, in_order, kind_of, shape_problems
from discovery.banks.yaml_reader import read_text
from tests.banks.samples import COMPLIANCE, DEMO, FILES, MONEY, NEED, NEXT_STEP, OBJECTIONS, REASONS, library, write

NINE_MISTAKES = """\
topic: need
titel: Need
quality: {0: none, 1: weak, 2: good}
facts:
  - id: pain
    ask: What is wrong?
    type: text
    when: {fact: need.kind, gte: 3}
  - id: kind
    ask: Which kind?
    type: choice
    core: yes
    choices:
      - {id: loss, label: A loss, quality: 5}
      - {id: loss, label: A delay, knockout: NO-NED}
    title: x
  - id: users
    ask: How many?
    type: number
    scale: [{within_days: 3, quality: 1}]
    when: "money.amount > 0 and
      need.kynd == 'loss'"
"""


def told(text: str) -> list[str]:
    source = read_text("f", text)
    kind = kind_of(source)
    assert kind is not None
    return [str(problem) for problem in in_order(shape_problems(source, kind))]


def test_a_bank_with_many_mistakes_tells_each_with_its_line_and_column(tmp_path: Path) -> None:
    folder = write(tmp_path, {**FILES, "topics/need.yaml": NINE_MISTAKES})
    banks = library(folder)
    path = folder / "topics/need.yaml"
    problems = banks.errors(banks.source(path), "topic")
    assert [str(problem).removeprefix(f"{path}:") for problem in problems] == [
        "1:1: QB202 'title' is missing; add it",
        "2:1: QB201 unknown key 'titel'; did you mean 'title'?",
        "3:10: QB202 '3' is missing; add it",
        "8:34: QB109 'gte' does not fit need.kind of the type choice; use is, not, in, answered",
        "12:11: QB203 'core' is 'yes' instead of true or false; mend or remove it",
        "14:44: QB205 'quality' is the number 5; it has to be at most 3",
        "15:14: QB106 the id 'loss' is taken above; use another",
        "15:46: QB103 no reason code 'NO-NED'; did you mean 'NO-NEED'?",
        "16:5: QB201 unknown key 'title'; "
        "known here: id, ask, type, phase, core, when, choices, scale, unit, hint, listen_for, red_flags, probes, "
        "renamed_from, retired",
        "20:14: QB110 'within_days' is no bound for the type number; use gt, gte, lt, lte",
        "22:7: QB101 no fact 'need.kynd'; did you mean 'need.kind'?",
    ]


@pytest.mark.parametrize("text", [NEED, MONEY, NEXT_STEP, COMPLIANCE, DEMO, REASONS, OBJECTIONS])
def test_good_files_have_the_shape(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("topic: x\ntitle: y\nfacts: []", "f:3:8: QB208 'facts' is an empty list"),
        ("topic: x\ntitle: y\nfacts: {a: b}", "f:3:8: QB203 'facts' is a mapping instead of a list"),
        ("topic: x\ntitle: y\nfacts: [7]", "f:3:9: QB203 item 1 of 'facts' is the number 7 instead of a mapping"),
        ("topic: [x]\ntitle: y\nfacts: [7]", "f:1:8: QB203 'topic' is a list instead of a text"),
        (
            "topic: 7\ntitle: y\nfacts: [7]",
            "f:1:8: QB203 'topic' is the number 7 instead of a text; put it into quotes",
        ),
        (NEED.replace("core: true", "core: null", 1), "f:10:11: QB203 'core' is nothing instead of true or false"),
        (NEED.replace("title: Need", "title: Need\nvalid_days: 0"), "f:3:13: QB205 'valid_days' is the number 0"),
        (NEED.replace("gte: 100", "gte: .inf"), "QB203 'gte' is the number inf instead of a number that is not"),
        (NEED.replace("gte: 100", "gte: 1e300"), "QB205 'gte' is the number 1e+300; it has to be at most 1e+15"),
        (NEED.replace("in: [loss, delay]", "in: []"), "QB208 'in' is an empty list"),
        (NEED.replace("in: [loss, delay]", "is: true"), "QB203 'is' is true; expected a text or a number"),
        (NEED.replace("{fact: need.kind, in: [loss, delay]}", "[]"), "QB209 'when' is a list; a condition is"),
        (NEED.replace("{fact: need.kind, in: [loss, delay]}", "{al: []}"), "QB209 'when' is a mapping; a condition is"),
        (NEED.replace("{fact: need.kind, in: [loss, delay]}", "{any: []}"), "QB208 'any' is an empty list"),
        (NEED.replace("need.kind, in", "need.kind, inn"), "QB201 unknown key 'inn'; did you mean 'in'?"),
        (
            DEMO.replace('"1.0.0"', "1.0"),
            "f:3:10: QB207 'version' is the number 1.0; write it in quotes, as in \"1.0.0\"",
        ),
        (DEMO.replace('"1.0.0"', '"1.0"'), "f:3:10: QB207 '1.0' is no version; write three numbers in quotes"),
        (DEMO.replace("standard", "lax"), "f:4:12: QB204 'threshold' is 'lax'; a threshold is open, standard, strict"),
        (DEMO.replace("standard", "101"), "f:4:12: QB205 'threshold' is the number 101"),
        (DEMO.replace("EUR", "Euro"), "f:6:11: QB204 'Euro' is no currency"),
        (DEMO.replace("weight: 40", "weight: 0"), "f:11:13: QB205 'weight' is the number 0; it has to be more than 0"),
        (DEMO.replace("weight: 40", "weight: true"), "f:11:13: QB203 'weight' is true instead of a number"),
        (DEMO.replace("need.pain: What", "pain: What"), "QB206 'pain' is no fact; write topic.fact"),
        (DEMO.replace("confirmed}", "proven}"), "QB204 'min_evidence' is 'proven'; possible: claimed, confirmed"),
        (
            DEMO.replace("{min_quality: 2, min_evidence: confirmed}", "{}"),
            "QB208 'must_pass' is an empty mapping; write min_quality or min_evidence",
        ),
        (REASONS.replace("nurture", "nurtur"), "QB204 'outcome' is 'nurtur'; did you mean 'nurture'?"),
        (REASONS.replace(", reopen: null", ""), "QB202 'reopen' is missing"),
        (OBJECTIONS.replace("OBJ-PRICE", "obj_price"), "QB206 'obj_price' is no code"),
    ],
)
def test_each_mistake_is_told_with_what_to_do(text: str, line: str) -> None:
    assert any(line in one for one in told(text))


def test_what_was_refused_by_the_reader_is_not_told_twice() -> None:
    lines = told("topic: *x\ntitle: y\nfacts: [{id: 12345678901234567890, ask: a, type: text}]")
    assert [line.split()[1] for line in lines] == ["QB006", "QB012"]


def test_more_problems_than_a_person_can_use_are_cut_off() -> None:
    lines = told("topic: x\ntitle: y\nfacts: [" + "1, " * 1500 + "]")
    assert len(lines) == PROBLEMS_LIMIT + 1
    assert "QB013 there are more mistakes" in lines[-1]


@pytest.mark.parametrize("text", ["a: 1", "[topic]", "topic", "3"])
def test_a_file_of_another_sort_has_no_kind(text: str) -> None:
    assert kind_of(read_text("f", text)) is None


def test_a_very_long_word_is_told_shortened() -> None:
    lines = told(f"topic: x\ntitle: {'[' * 9 + 't' * 900_000 + ']' * 9}\n{'k' * 1000}: 1\nfacts: [1]\n")
    assert len(lines) == 3
    assert max(map(len, lines)) < 300
