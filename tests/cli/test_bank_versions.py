from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from discovery.banks.lint import check
from discovery.cli.whatif_report import Report
from discovery.service.banks import shipped
from discovery.service.whatif import Outcome
from tests.banks.samples import DEMO, FILES, SHIPPED, library, write
from tests.cli.conftest import Run

BANT = (SHIPPED / "frameworks/bant.yaml").read_text("utf-8")


@pytest.fixture
def team(home: Path) -> Path:
    return home / "config" / "question_banks"


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """BANT with a higher threshold and another title, in a file of its own."""
    text = BANT.replace("threshold: standard", "threshold: 95").replace("title: BANT", "title: Strict")
    return write(tmp_path / "strict", {"bant.yaml": text}) / "bant.yaml"


def test_diff_prints_the_changes_by_kind(run: Run, strict: Path) -> None:
    result = run("bank", "diff", "bant", str(strict))
    assert result.status == 0
    assert result.out.splitlines() == [
        "cosmetic",
        "  framework  title: BANT → Strict",
        "re-scores",
        "  framework  threshold: 60 → 95",
    ]
    assert result.err == "1 cosmetic, 1 re-scores\n"


def test_diff_of_the_same_says_so(run: Run) -> None:
    result = run("bank", "diff", "bant", str(SHIPPED / "frameworks/bant.yaml"))
    assert (result.status, result.out, result.err) == (0, "", "nothing changed\n")


def test_diff_as_json_names_both_banks(run: Run, strict: Path) -> None:
    document = json.loads(run("bank", "diff", "bant", str(strict), "--json").out)
    assert document["old"] == {"id": "bant", "version": "1.0.1", "sha256": shipped().bank("bant").sha256}
    assert document["new"]["sha256"] != document["old"]["sha256"]
    assert document["changes"] == [
        {"kind": "cosmetic", "where": "framework", "what": "title: BANT → Strict"},
        {"kind": "re-scores", "where": "framework", "what": "threshold: 60 → 95"},
    ]


def test_diff_knows_the_banks_that_calls_were_held_with(run: Run, strict: Path) -> None:
    held_with = f"bant@{shipped().bank('bant').sha256[:12]}"
    result = run("--demo", "bank", "diff", held_with, str(strict))
    assert (result.status, result.err) == (0, "1 cosmetic, 1 re-scores\n")


@pytest.mark.parametrize(
    ("args", "status", "text"),
    [
        (("diff", "bnt", "bant"), 2, "did you mean 'bant'?"),
        (("diff", "no.yaml", "bant"), 2, "no file 'no.yaml'"),
        (("diff", "bant@", "bant"), 2, "'bant@' is no ID@SHA"),
        (("diff", "bant@12", "bant"), 2, "there is no store"),
        (("diff", str(SHIPPED / "reasons.yaml"), "bant"), 2, "of the kind reasons"),
        (("diff", "bant"), 2, "Missing argument"),
        (("whatif", "bant"), 2, "there are no calls yet"),
        (("whatif", "bant", "--since", "soon"), 2, "--since"),
        (("check", "--against", "bant"), 2, "needs the PATH"),
        (("check", "--against", "bant", "-"), 2, "needs the PATH"),
        (("check", "--against", "bant", str(SHIPPED / "topics/pain.yaml")), 2, "nothing to compare"),
        (("new", "My Bank"), 2, "is no id"),
        (("new", "bant"), 2, "bant is there already"),
        (("new", "ours", "--from", "bnt"), 2, "did you mean 'bant'?"),
        (("try", "bnt"), 2, "did you mean 'bant'?"),
    ],
)
def test_what_cannot_be_done_is_said_on_one_line(
    args: tuple[str, ...], status: int, text: str, run: Run, home: Path
) -> None:
    result = run("bank", *args, stdin=BANT.encode())
    assert (result.status, result.out) == (status, "")
    assert text in result.err
    assert len(result.err.splitlines()) == 1
    assert not home.exists()


def test_a_file_with_mistakes_is_told_with_every_one_of_them(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, {"frameworks/demo.yaml": DEMO.replace("weight:", "wight:")}) / "frameworks/demo.yaml"
    result = run("bank", "diff", str(path), "bant")
    assert (result.status, result.out) == (1, "")
    assert result.err.count("QB201") == 2


def test_check_against_demands_a_higher_version(run: Run, strict: Path) -> None:
    result = run("bank", "check", "--against", "bant", str(strict))
    assert result.status == 1
    assert "bant.yaml:6:10: QB117 the version is 1.0.1 as before, but scores changed" in result.out
    strict.write_text(strict.read_text("utf-8").replace('version: "1.0.1"', 'version: "2.0.0"'), "utf-8")
    assert run("bank", "check", "--against", "bant", str(strict)).status == 0


def test_check_against_a_folder_compares_each_bank_with_its_own_topics(run: Run, tmp_path: Path) -> None:
    old, new = write(tmp_path / "old"), write(tmp_path / "new")
    assert run("bank", "check", "--against", str(old), str(new)).status == 0
    need = FILES["topics/need.yaml"].replace("quality: 1}", "quality: 2}")
    added = DEMO.replace("framework: demo", "framework: another")
    write(new, {"topics/need.yaml": need, "frameworks/another.yaml": added})
    result = run("bank", "check", "--against", str(old), str(new), "--format", "json")
    errors = [problem for problem in json.loads(result.out) if problem["severity"] == "error"]
    assert result.status == 1
    assert [(error["slug"], error["path"]) for error in errors] == [
        ("version-not-raised", str(new / "frameworks/demo.yaml"))
    ]
    assert "choice delay: quality: 1 → 2" in errors[0]["text"]


def test_check_against_leaves_out_what_does_not_load(run: Run, tmp_path: Path) -> None:
    old = write(tmp_path / "old")
    new = write(tmp_path / "new", {**FILES, "frameworks/demo.yaml": DEMO.replace("weight: 60", "wight: 60")})
    result = run("bank", "check", "--against", str(old), str(new))
    assert result.status == 1
    assert "QB201" in result.out
    assert "QB117" not in result.out


def test_whatif_prints_each_flip_with_its_reason_and_a_table(run: Run, strict: Path) -> None:
    result = run("--demo", "bank", "whatif", str(strict))
    assert result.status == 0
    flips, _, rows = result.out.partition("\n\n")
    head, now, before = flips.splitlines()[-3:]
    assert "Ana Ruiz, Nordwind Logistics: qualified → develop" in head
    assert now.startswith("    now: ")
    assert before == "    before: Score 90.0 reaches 60, and a next step is dated"
    assert rows.splitlines()[0].split()[:3] == ["OLD", "\\", "NEW"]
    assert len(rows.splitlines()) == 7
    assert result.err.startswith("11 calls, ")


def test_whatif_as_json_is_one_document(run: Run, strict: Path) -> None:
    document = json.loads(run("--demo", "bank", "whatif", str(strict), "--json").out)
    assert (document["bank"], document["calls"], document["flipped"]) == ("bant", 11, len(document["flips"]))
    flip = document["flips"][0]
    assert flip.keys() == {"call", "lead", "company", "on", "version", "old", "new", "why", "why_not", "notes"}
    assert sum(row["calls"] for row in document["verdicts"]) == 11
    assert sum(row["calls"] for row in document["verdicts"] if row["old"] != row["new"]) == document["flipped"]
    empty = json.loads(run("--demo", "bank", "whatif", "spin", "--json").out)
    assert (empty["flips"], empty["calls"], empty["verdicts"]) == ([], 0, [])


def test_whatif_of_the_bank_in_force_flips_nothing(run: Run) -> None:
    result = run("--demo", "bank", "whatif", "bant")
    assert result.err == "11 calls, 0 verdicts would be another one\n"
    assert "→" not in result.out
    assert run("--demo", "bank", "whatif", "spin").err == "no closed call was held with spin\n"
    assert run("--demo", "bank", "whatif", "bant", "--since", "2999-01-01").err == "no closed call was held with bant\n"


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tty(io.StringIO):
        def isatty(self) -> bool:
            return True

    bank = shipped().bank("bant")
    assert Report(bank, as_json=False).progress() is None
    terminal = Tty()
    monkeypatch.setattr(sys, "stderr", terminal)
    show = Report(bank, as_json=False).progress()
    assert show is not None
    for done in range(1, 121):
        show(done, 120)
    assert terminal.getvalue() == "\r50 of 120 calls\r100 of 120 calls\r\x1b[2K"


def test_the_table_says_when_there_was_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Report(shipped().bank("bant"), as_json=False).end(Outcome())
    assert capsys.readouterr() == ("", "no closed call was held with bant\n")


@pytest.mark.parametrize("args", [("ours",), ("true",), ("ours", "--from", "meddic"), ("bant", "--from", "bant")])
def test_a_new_bank_has_no_problem_and_is_in_force(args: tuple[str, ...], run: Run, team: Path) -> None:
    result = run("bank", "new", *args)
    path = team / "frameworks" / f"{args[0]}.yaml"
    assert (result.status, result.out) == (0, f"{path}\n")
    assert check(library(team, SHIPPED), [team]) == ()
    bank = library(team, SHIPPED).bank(args[0])
    assert bank.version == ("1.1.0" if args[0] == "bant" else "0.1.0")
    assert bank.title == {"ours": "Ours", "true": "True", "bant": "BANT"}[args[0]]


def test_a_starter_has_a_comment_on_every_key_of_the_framework(run: Run, team: Path) -> None:
    run("bank", "new", "ours")
    keys = [line for line in (team / "frameworks/ours.yaml").read_text("utf-8").splitlines() if line[:1].isalpha()]
    assert [line for line in keys if "#" not in line and not line.startswith(("title:", "use_when:"))] == []


def test_a_copy_differs_in_id_title_and_version_alone(run: Run, team: Path) -> None:
    run("bank", "new", "big_deals", "--from", "meddic")
    old = (SHIPPED / "frameworks/meddic.yaml").read_text("utf-8").splitlines()
    new = (team / "frameworks/big_deals.yaml").read_text("utf-8").splitlines()
    differing = [line for before, line in zip(old, new, strict=True) if before != line]
    assert differing == ["framework: big_deals", 'title: "Big Deals"', 'version: "0.1.0"']


@pytest.mark.parametrize("args", [("ours",), ("ours", "--from", "bant"), ("ours", "--from", "ours")])
def test_a_file_that_is_there_is_never_written_over(args: tuple[str, ...], run: Run, team: Path) -> None:
    run("bank", "new", "ours")
    path = team / "frameworks/ours.yaml"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8")
    before = path.read_bytes()
    result = run("bank", "new", *args)
    assert (result.status, result.out) == (2, "")
    assert "is there already" in result.err
    assert path.read_bytes() == before


def test_a_broken_file_that_is_there_is_not_written_over_either(run: Run, team: Path) -> None:
    write(team, {"frameworks/ours.yaml": "- not a bank\n", "frameworks/other.yml": "framework: theirs\n"})
    for bank_id in ("ours", "theirs"):
        result = run("bank", "new", bank_id)
        assert (result.status, result.out) == (2, "")
        assert "is there already" in result.err
    assert (team / "frameworks/ours.yaml").read_text("utf-8") == "- not a bank\n"


def test_a_file_that_has_not_a_line_for_each_key_is_not_copied(run: Run, team: Path) -> None:
    bank = library(SHIPPED).bank("bant")
    write(team, {"frameworks/flow.yaml": json.dumps({**bank.document["framework"], "framework": "flow"})})
    result = run("bank", "new", "ours", "--from", "flow")
    assert (result.status, result.out) == (2, "")
    assert "start without --from" in result.err
    assert not (team / "frameworks/ours.yaml").exists()
