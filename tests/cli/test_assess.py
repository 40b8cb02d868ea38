from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

GOOD = {
    "on": "2026-11-22",
    "answers": [
        {"fact": "pain.trigger", "value": "audit failed", "quality": 3, "evidence": "confirmed"},
        {"fact": "pain.example", "value": "in May", "quality": 3, "evidence": "confirmed"},
        {"fact": "money.route", "value": "allocated", "evidence": "confirmed", "quote": "it is in the plan"},
        {"fact": "authority.role", "state": "unknown"},
    ],
}
BAD = {"answers": [{"fact": "money.route", "value": "gold"}]}


def file_of(folder: Path, name: str, document: Any) -> str:
    (folder / name).write_text(json.dumps(document, indent=1), "utf-8")
    return str(folder / name)


def test_each_file_gives_one_line_of_json(run: Run, tmp_path: Path) -> None:
    files = [file_of(tmp_path, "a.json", GOOD), file_of(tmp_path, "b.json", {})]
    result = run("assess", "--bank", "bant", *files)
    assert (result.status, result.err) == (0, "")
    first, second = (json.loads(line) for line in result.out.splitlines())
    assert (first["bank"], first["verdict"], first["score"]) == ("bant", "develop", 55.0)
    assert second["verdict"] == "insufficient"


def test_standard_input_has_one_sheet_a_line_and_bad_ones_do_not_stop_it(run: Run) -> None:
    lines = [json.dumps(GOOD), json.dumps(BAD), "", "nonsense", json.dumps({})]
    result = run("assess", "--bank", "bant", "-", stdin="\n".join(lines).encode())
    assert result.status == 1
    assert [json.loads(line)["verdict"] for line in result.out.splitlines()] == ["develop", "insufficient"]
    first, second = result.err.splitlines()
    assert first.startswith("discovery: line 2: money.route: 'gold' is not one of allocated,")
    assert second.startswith("discovery: line 4: this is no JSON")


def test_a_bad_file_is_status_2_and_the_others_are_assessed(run: Run, tmp_path: Path) -> None:
    files = [file_of(tmp_path, "bad.json", BAD), file_of(tmp_path, "good.json", GOOD)]
    result = run("assess", "--bank", "bant", *files)
    assert result.status == 2
    assert json.loads(result.out)["verdict"] == "develop"
    assert "money.route" in result.err


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff", "byte 1 is no UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"on": NaN}', "NaN is not a number"),
        (b'{"stage": "sdr", "stage": "ae"}', "stands twice"),
        (b"[]", "not a JSON object"),
        (b'{"answers": [{"fact": "impact.volume", "value": 1e999}]}', "impact.volume"),
        (b'{"answers": [{"fact": "pain.severity", "value": ' + b"9" * 5000 + b"}]}", "no JSON sheet"),
        (b'{"\x1b]0;x\x07": 1}', "no JSON"),
        (b'{"\\u001b[31m": 1}', "[31m: the sheet has no such key"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_hostile_sheet_is_one_clean_line_and_status_1(data: bytes, told: str, run: Run) -> None:
    result = run("assess", "--bank", "bant", stdin=data)
    assert (result.status, result.out) == (1, "")
    assert told in result.err
    assert result.err.count("\n") == 1
    assert result.err.rstrip("\n").isprintable()


def test_a_byte_order_mark_is_no_error(run: Run) -> None:
    assert run("assess", "--bank", "bant", stdin=b"\xef\xbb\xbf{}").status == 0


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--bank", "bnt"], "did you mean 'bant'?"),
        (["--bank", "bant", "/no/such/file"], "/no/such/file cannot be read: No such file or directory"),
        (["--bank", "bant", "/"], "cannot be read: Is a directory"),
    ],
)
def test_a_bank_or_a_file_that_is_not_there_is_status_2(args: list[str], told: str, run: Run) -> None:
    result = run("assess", *args)
    assert (result.status, result.out) == (2, "")
    assert told in result.err


def test_assessing_touches_no_store(run: Run, home: Path) -> None:
    assert run("assess", "--bank", "bant", stdin=b"{}").status == 0
    assert not (home / "data").exists()


def test_the_day_of_a_sheet_without_one_is_today_so_near_dates_count(run: Run) -> None:
    sheet = {"answers": [{"fact": "timeline.needed_by", "value": "2000-01-01", "evidence": "claimed"}]}
    document = json.loads(run("assess", "--bank", "bant", stdin=json.dumps(sheet).encode()).out)
    assert document["criteria"][3]["quality"] == 3.0


def rated(**criteria: tuple[int, str]) -> list[dict[str, Any]]:
    return [
        {"criterion": name, "quality": quality, "evidence": evidence, "why": "an example"}
        for name, (quality, evidence) in criteria.items()
    ]


DATED = {"fact": "next_step.date", "value": "2026-12-01", "evidence": "claimed"}
FLOOR = {"fact": "money.amount", "value": {"amount": 4000, "currency": "USD", "per": None}, "evidence": "confirmed"}


@pytest.mark.parametrize(
    ("ratings", "answers", "verdict", "grade", "figures"),
    [
        (
            rated(need=(3, "confirmed"), authority=(2, "claimed"), timeline=(3, "confirmed")),
            [DATED],
            "qualified",
            "B",
            (190 / 3, 100, 80),
        ),
        (
            rated(need=(3, "claimed"), authority=(2, "claimed"), timeline=(3, "confirmed")),
            [DATED],
            "develop",
            None,
            (275 / 6, 100, 80),
        ),
        (rated(budget=(0, "claimed")), [], "insufficient", None, (0, 100, 20)),
        ([], [FLOOR], "disqualified", None, (0, 100, 20)),
        (
            rated(
                need=(3, "confirmed"), authority=(3, "confirmed"), budget=(2, "confirmed"), timeline=(1, "confirmed")
            ),
            [],
            "nurture",
            None,
            (80, 80, 100),
        ),
    ],
)
def test_the_worked_examples_of_the_verdict(
    run: Run,
    tmp_path: Path,
    ratings: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    verdict: str,
    grade: str | None,
    figures: tuple[float, float, float],
) -> None:
    sheet = {"on": "2026-11-22", "answers": answers, "ratings": ratings}
    found = json.loads(run("assess", "--bank", "bant", file_of(tmp_path, "a.json", sheet)).out)
    assert (found["verdict"], found["grade"]) == (verdict, grade)
    assert (found["score"], found["ceiling"], found["coverage"]) == pytest.approx(figures, abs=1e-9)
    if verdict == "disqualified":
        assert [knockout["code"] for knockout in found["knockouts"]] == ["BELOW-PRICE-FLOOR"]
    if verdict == "qualified":
        assert found["risks"], "the open budget"
