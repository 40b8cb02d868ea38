from __future__ import annotations

import json
from pathlib import Path

import pytest

from discovery.banks.codes import CODES
from discovery.banks.model import bank_from
from discovery.banks.schema import schemas
from tests.banks.samples import DEMO, FILES, NEED, SHIPPED, library, write
from tests.cli.conftest import Run


@pytest.fixture
def team(home: Path) -> Path:
    return home / "config" / "question_banks"


def test_list_is_a_table_of_the_banks_in_force(run: Run) -> None:
    result = run("bank", "list")
    assert (result.status, result.err) == (0, "")
    title, *rows = result.out.splitlines()
    assert title.split() == ["ID", "Title", "Version", "Criteria", "Core", "questions", "Where", "it", "lies"]
    assert len(rows) == len(list((SHIPPED / "frameworks").glob("*.yaml")))
    bant = next(row for row in rows if row.startswith("bant "))
    assert bant.split()[:5] == ["bant", "BANT", "1.0.1", "4", "11"]
    assert bant.endswith("frameworks/bant.yaml")


def test_list_says_which_file_is_in_force_and_what_does_not_load(run: Run, team: Path) -> None:
    ours = (SHIPPED / "frameworks/bant.yaml").read_text(encoding="utf-8").replace("framework: bant", "framework: ours")
    bad = {"frameworks/bant.yaml": "framework: bant\n", "frameworks/broken.yaml": "framework: broken\n"}
    write(team, {"frameworks/ours.yaml": ours, **bad})
    result = run("bank", "list")
    assert result.status == 0
    assert str(team / "frameworks/ours.yaml") in result.out
    assert "bant.yaml:1:1: QB202 'title' is missing" in result.err
    assert "broken.yaml:1:1: QB202 'criteria' is missing" in result.err
    assert next(line for line in result.out.splitlines() if line.startswith("bant ")).split()[2] == "1.0.1"


def test_list_as_json_has_the_same(run: Run) -> None:
    entries = json.loads(run("bank", "list", "--json").out)
    assert {entry["id"] for entry in entries} >= {"bant", "meddic"}
    assert entries[0].keys() == {"id", "title", "version", "criteria", "core", "path", "problem", "replaces"}


def test_list_says_what_replaces_what(run: Run, team: Path) -> None:
    for name in ("frameworks/bant.yaml", "topics/money.yaml"):
        write(team, {name: (SHIPPED / name).read_text(encoding="utf-8")})
    told = run("bank", "list").err.splitlines()
    assert told == [
        f"{team / name} replaces {SHIPPED / name}" for name in ("frameworks/bant.yaml", "topics/money.yaml")
    ]
    entries = {entry["id"]: entry for entry in json.loads(run("bank", "list", "--json").out)}
    assert entries["bant"]["replaces"] == [str(SHIPPED / "frameworks/bant.yaml")]
    assert entries["meddic"]["replaces"] == []


def test_list_names_the_topic_file_that_takes_a_fact_away(run: Run, team: Path) -> None:
    money = (SHIPPED / "topics/money.yaml").read_text(encoding="utf-8").replace("id: owner\n", "id: holder\n")
    write(team, {"topics/money.yaml": money})
    told = run("bank", "list").err
    assert f"{team / 'topics/money.yaml'}:" in told
    assert "QB120 money.owner was in the file that this one replaces, and bant.yaml needs it; add it here" in told


def test_show_has_every_criterion_and_question_with_its_logic(run: Run) -> None:
    result = run("bank", "show", "bant")
    bank = library(SHIPPED).bank("bant")
    text = " ".join(result.out.split())
    assert (result.status, result.err) == (0, "")
    for criterion, fact in bank.questions():
        assert fact.id in text
        assert " ".join(bank.wording(fact.id, criterion).split()) in text
        assert all(f"{choice.id} " in text and choice.label in text for choice in fact.choices)
        assert not criterion or f"({criterion.id}), weight {criterion.weight:g}, {criterion.stage}" in text
    assert "Gate: must pass with 2, confirmed" in text
    assert "knockout NO-FUNDS-NOW (There is no money now" in text
    assert "only if authority.join is yes" in text
    assert bank.sha256 in text
    assert all(len(line) < 200 for line in result.out.splitlines())


def test_show_as_json_is_the_resolved_bank_with_its_hash(run: Run) -> None:
    document = json.loads(run("bank", "show", "bant", "--json").out)
    assert document.keys() == {"framework", "topics", "sha256"}
    assert bank_from(document).sha256 == document["sha256"] == library(SHIPPED).bank("bant").sha256


@pytest.mark.parametrize("name", sorted(path.stem for path in (SHIPPED / "frameworks").glob("*.yaml")))
def test_every_shipped_bank_can_be_shown(name: str, run: Run) -> None:
    assert run("bank", "show", name).status == 0


def test_show_of_a_bank_that_is_not_there_is_status_2(run: Run) -> None:
    result = run("bank", "show", "bnt")
    assert (result.status, result.out) == (2, "")
    assert result.err == "discovery: no question bank 'bnt'; did you mean 'bant'?\n"


def test_show_of_a_bank_that_does_not_load_is_status_1_with_every_problem(run: Run, team: Path) -> None:
    write(team, {"frameworks/broken.yaml": "framework: broken\ntitel: x\n"})
    result = run("bank", "show", "broken")
    assert (result.status, result.out) == (1, "")
    assert all(code in result.err for code in ("QB201", "QB202"))


def test_check_of_the_shipped_banks_finds_no_error(run: Run) -> None:
    result = run("bank", "check")
    assert result.status == 0


def test_check_prints_every_problem_with_its_place(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "topics/need.yaml": NEED.replace("title:", "titel:")})
    path = tmp_path / "topics" / "need.yaml"
    result = run("bank", "check", str(tmp_path))
    assert result.status == 1
    assert result.out.splitlines() == [
        f"{path}:1:1: QB202 'title' is missing; add it",
        f"{path}:2:1: QB201 unknown key 'titel'; did you mean 'title'?",
    ]
    assert result.err == "2 errors\n"


def test_warnings_alone_are_status_0(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "frameworks/demo.yaml": DEMO.replace("weight: 60", "weight: 50")})
    result = run("bank", "check", str(tmp_path))
    assert result.status == 0
    assert "demo.yaml:8:1: QB301 the weights sum to 90; make it 100" in result.out
    assert result.err == "1 warning\n"


@pytest.mark.parametrize("codes", ["QB301", "weight-sum", "qb301, QB302"])
def test_warnings_can_be_left_out_by_their_code(codes: str, run: Run, tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "frameworks/demo.yaml": DEMO.replace("weight: 60", "weight: 50")})
    result = run("bank", "check", str(tmp_path), "--ignore", codes)
    assert (result.status, result.out, result.err) == (0, "", "no errors, no warnings\n")


@pytest.mark.parametrize(
    ("codes", "told"), [("QB101", "QB101 is an error"), ("weight-sun", "did you mean 'weight-sum'?")]
)
def test_an_error_or_a_word_that_is_no_code_cannot_be_left_out(codes: str, told: str, run: Run) -> None:
    result = run("bank", "check", "--ignore", codes)
    assert result.status == 2
    assert told in result.err


def test_check_proves_what_is_too_much_to_try(run: Run) -> None:
    facts = "".join(f"  - {{id: f{n}, ask: And?, type: yes_no}}\n" for n in range(12))
    every = " and ".join(f"(x.f{n} == 'yes' or x.f{n} == 'no')" for n in range(12))
    last = f"  - {{id: last, ask: Last?, type: text, when: \"{every} and x.f3 == 'yes' and not x.f3 answered\"}}\n"
    result = run("bank", "check", "-", stdin=f"topic: x\ntitle: X\nfacts:\n{facts}{last}".encode())
    assert result.status == 0
    assert result.out == (
        "-:16:40: QB303 no answers make x.last relevant, because (x.f3 is yes) and (not (x.f3 is answered)) exclude "
        "each other; mend its `when`\n"
    )


def test_check_as_json_has_the_parts_of_each_problem(run: Run) -> None:
    result = run("bank", "check", "-", "--format", "json", stdin=b"topic: x\ntitel: y\n")
    problems = json.loads(result.out)
    assert result.status == 1
    assert problems[-1] == {
        "path": "-",
        "line": 2,
        "column": 1,
        "code": "QB201",
        "slug": "unknown-key",
        "severity": "error",
        "text": "unknown key 'titel'; did you mean 'title'?",
    }


def test_check_for_github_is_one_annotation_a_line(run: Run) -> None:
    result = run("bank", "check", "-", "--format", "github", stdin=b'topic: x\n"100%":\n')
    assert result.status == 1
    assert "::error file=-,line=2,col=1,title=QB201 unknown-key::unknown key '100%25'; known here: topic" in result.out


@pytest.mark.parametrize("raw", [b"", b"\x00", b"[" * 99_999, b"\xff\xfe", b"x" * 1_100_000, "topic: \u202ex".encode()])
def test_check_of_anything_is_lines_and_status_1(raw: bytes, run: Run) -> None:
    result = run("bank", "check", "-", stdin=raw)
    assert result.status == 1
    assert result.out.startswith("-:1:")
    assert "\u202e" not in result.out


def test_check_of_a_path_that_is_not_there_is_status_2(run: Run) -> None:
    result = run("bank", "check", "no/such")
    assert (result.status, result.out) == (2, "")
    assert result.err == "discovery: no file or folder 'no/such'; look at the name\n"


def test_schema_writes_the_schemas(run: Run, tmp_path: Path, team: Path) -> None:
    result = run("bank", "schema", str(tmp_path / "here"))
    assert result.status == 0
    assert {Path(line).name for line in result.out.splitlines()} == schemas().keys()
    assert (
        json.loads((tmp_path / "here/topic.schema.json").read_text(encoding="utf-8")) == schemas()["topic.schema.json"]
    )
    assert run("bank", "schema").status == 0
    assert (team / "schema/framework.schema.json").is_file()


@pytest.mark.parametrize("code", ["QB101", "qb101", "unknown-fact"])
def test_explain_says_what_a_code_means_and_what_to_do(code: str, run: Run) -> None:
    result = run("bank", "explain", code)
    assert result.status == 0
    assert result.out.startswith("QB101 unknown-fact (error)\n")
    assert f"What to do: {CODES['QB101'].remedy}" in result.out


def test_explain_without_a_code_lists_all(run: Run) -> None:
    assert [line.split()[0] for line in run("bank", "explain").out.splitlines()[1:]] == list(CODES)


def test_explain_of_an_unknown_code_is_status_2(run: Run) -> None:
    result = run("bank", "explain", "unknown-fct")
    assert (result.status, result.out) == (2, "")
    assert result.err == "discovery: there is no code 'unknown-fct'; did you mean 'unknown-fact'?\n"
