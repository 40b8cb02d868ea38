from __future__ import annotations

from pathlib import Path

import pytest

from discovery.banks.library import Library
from discovery.banks.lint import check, check_bytes
from discovery.errors import NotFoundError
from tests.banks.samples import DEMO, FILES, MONEY, NEED, SHIPPED, edited, library, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "banks")


def told(folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in check(library(folder))]


def test_the_shipped_banks_have_no_errors() -> None:
    problems = check(library(SHIPPED))
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "line"),
    [
        ("frameworks/demo.yaml", "weight: 60", "weight: 50", "demo.yaml:8:1: QB301 the weights sum to 90; make it 100"),
        (
            "frameworks/demo.yaml",
            "weight: 40\n    stage: sdr",
            "weight: 50\n    stage: ae",
            "sum to 110, those of the stage sdr to 60",
        ),
        (
            "frameworks/demo.yaml",
            "need.tools, need.users, need.since]\n    proof",
            "need.tools]\n    proof",
            "QB302 7 core questions",
        ),
        (
            "frameworks/demo.yaml",
            "[need, money]",
            "[money, need]",
            "demo.yaml:13:11: QB307 money.amount is about money",
        ),
        ("frameworks/demo.yaml", "proof: [need.pain, need.kind]", "proof: []", "QB310 no answers make need pass"),
        ("topics/need.yaml", "quality: 3}\n      - {id: delay", "quality: 0}\n      - {id: delay", "demo.yaml"),
        (
            "topics/need.yaml",
            "need.users >= 50 and",
            "need.users < 5 and need.users > 9 and",
            "need.yaml:46:5: QB303 no answers make need.detail",
        ),
        ("topics/need.yaml", "need.users >= 50 and", "need.users > 0 or need.users <= 0 or", "need.yaml:46:5: QB304"),
        (
            "topics/need.yaml",
            "need.users >= 50 and not need.kind == 'delay'",
            "need.kind == 'fine' and need.users > 1",
            "QB303",
        ),
    ],
)
def test_each_warning_has_its_place(name: str, old: str, new: str, line: str, folder: Path) -> None:
    edited(folder, name, old, new)
    found = told(folder)
    if line == "demo.yaml":
        assert found == []  # two qualities of 0 are fine
    else:
        assert any(line in one for one in found), found


def test_a_threshold_that_cannot_be_reached_is_told(folder: Path) -> None:
    demo = DEMO.replace("threshold: standard", "threshold: 90").replace(
        "proof: [money.amount]", "proof: [money.signers]"
    )
    write(folder, {"frameworks/demo.yaml": demo})
    (line,) = told(folder)
    assert line.startswith("frameworks/demo.yaml:4:1: QB309 `qualified` cannot come out: the best score is 86.7, ")


def test_a_weight_sum_of_100_for_the_first_stage_alone_is_fine(folder: Path) -> None:
    extra = "  - id: later\n    title: Later\n    weight: 15\n    stage: ae\n    ask: [need.detail]\n"
    write(folder, {"frameworks/demo.yaml": DEMO.replace("[need, money]", "[need, money, later]") + extra})
    assert told(folder) == []


def test_a_choice_that_a_condition_names_matters(folder: Path) -> None:
    need = NEED.replace("label: A delay, quality: 1", "label: A delay")
    write(folder, {"topics/need.yaml": need})
    assert told(folder) == []
    write(
        folder,
        {"topics/need.yaml": need.replace("[loss, delay]", "[loss]").replace(" and not need.kind == 'delay'", "")},
    )
    assert [line.split(": ")[1] for line in told(folder)] == [
        "QB306 the choice delay of need.kind never matters; give it a quality"
    ]


def test_an_error_hides_the_warnings_of_its_file_and_of_no_other(folder: Path) -> None:
    edited(folder, "topics/money.yaml", "title:", "titel:")
    write(
        folder, {"topics/need.yaml": NEED.replace("label: All is fine, quality: 0", "label: All is fine, quality: 1")}
    )
    assert {line.split()[1] for line in told(folder)} == {"QB308", "QB202", "QB201"}


def test_two_files_with_one_id_in_a_folder_are_an_error(folder: Path) -> None:
    write(folder, {"topics/other.yaml": MONEY, "frameworks/other.yaml": DEMO})
    assert told(folder) == [
        "frameworks/other.yaml:1:12: QB106 the id 'demo' is taken by demo.yaml beside it; use another",
        "topics/other.yaml:1:8: QB106 the id 'money' is taken by money.yaml beside it; use another",
    ]


def test_a_file_is_checked_with_the_files_around_it_and_those_in_force(folder: Path, tmp_path: Path) -> None:
    lone = write(tmp_path / "lone", {"frameworks/mine.yaml": DEMO.replace("framework: demo", "framework: mine")})
    assert check(library(folder), [lone / "frameworks/mine.yaml"]) == ()
    assert {problem.code for problem in check(Library([]), [lone / "frameworks/mine.yaml"])} >= {"QB101"}


@pytest.mark.parametrize("place", ["", "topics", "frameworks", "topics/need.yaml", "reasons.yaml"])
def test_a_folder_and_a_file_of_it_are_checked(place: str, folder: Path) -> None:
    assert check(Library([]), [folder / place]) == ()
    write(folder, {name: f"{text}titel: x\n" for name, text in FILES.items()})
    assert {problem.code for problem in check(Library([]), [folder / place])} == {"QB201"}


def test_a_loose_file_is_known_by_its_keys(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "loose.yaml").write_text(NEED.replace("title:", "titel:"), encoding="utf-8")
    (tmp_path / "what.yml").write_text("a: 1", encoding="utf-8")
    assert {problem.code for problem in check(library(folder), [tmp_path])} == {"QB201", "QB202", "QB014"}


def test_a_topic_from_nowhere_is_checked_against_its_own_facts(folder: Path) -> None:
    banks = library(folder)
    assert check_bytes(banks, "-", NEED.encode()) == ()
    other = NEED.replace("id: kind", "id: sort")
    assert [problem.code for problem in check_bytes(banks, "-", other.encode())] == ["QB101", "QB101"]
    assert all(problem.path == "-" for problem in check_bytes(banks, "-", other.encode()))


def test_a_path_that_is_not_there_is_told() -> None:
    with pytest.raises(NotFoundError, match="no file or folder 'no/such'"):
        check(Library([]), [Path("no/such")])


def test_a_topic_of_the_team_is_checked_once_and_not_with_the_shipped_one(folder: Path, tmp_path: Path) -> None:
    team = write(
        tmp_path / "team",
        {"topics/need.yaml": NEED.replace("quality: 0}\n  - id: tools", "quality: 1}\n  - id: tools")},
    )
    problems = check(library(team, folder))
    assert [(problem.path, problem.code) for problem in problems] == [(str(team / "topics/need.yaml"), "QB308")]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: pain", "id: pain\n    renamed_from: need.pain", "need.pain is renamed from itself"),
        ("id: pain", "id: pain\n    renamed_from: need.kind", "need.kind is still there, so nothing was renamed"),
        ("id: pain", "id: pain\n    renamed_from: need.ache, need.ache", "need.ache was renamed to need.pain already"),
        ("id: pain", "id: pain\n    renamed_from: money.cash", "money.cash was renamed to money.amount already"),
        ("id: loss,", "id: loss, renamed_from: fine,", "fine is still there"),
        ("id: loss,", "id: loss, renamed_from: gone,", "gone was renamed to loss already"),
        ("choices:\n      - {id: loss", "retired: [loss]\n    choices:\n      - {id: loss", "the id 'loss' is retired"),
        ("facts:", "retired: [old, pain]\nfacts:", "the id 'pain' is retired, and old answers carry it; use another"),
    ],
)
def test_ids_are_used_once_and_renames_can_be_followed(old: str, new: str, told: str, folder: Path) -> None:
    money = MONEY.replace("id: amount", "id: amount\n    renamed_from: money.cash")
    need = NEED.replace("id: delay,", "id: delay, renamed_from: gone,") if "gone" in new else NEED
    write(folder, {"topics/money.yaml": money, "topics/need.yaml": need.replace(old, new, 1)})
    assert [one.code for one in check(library(folder)) if told in one.text] in (["QB118"], ["QB119"])


def test_a_fact_renamed_into_another_type_is_told_where_the_file_that_it_replaces_shows_it(
    folder: Path, tmp_path: Path
) -> None:
    ours = MONEY.replace("id: planned", "id: sure\n    renamed_from: money.planned")
    team = write(tmp_path / "team", {"topics/money.yaml": ours})
    demo = DEMO.replace("money.planned", "money.sure")
    write(team, {"frameworks/demo.yaml": demo})
    assert check(library(team, folder), [team]) == ()
    write(team, {"topics/money.yaml": ours.replace("type: yes_no", "type: text")})
    (problem,) = check(library(team, folder), [team])
    assert problem.code == "QB119"
    assert "money.planned was of the type yes_no and this is of the type text" in problem.text
