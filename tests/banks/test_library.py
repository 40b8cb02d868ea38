from __future__ import annotations

import json
from pathlib import Path

import pytest

from discovery.banks.library import Library
from discovery.banks.model import bank_from, canonical
from discovery.errors import BankError, NotFoundError
from tests.banks.samples import DEMO, FILES, MONEY, NEED, NEXT_STEP, REASONS, SHIPPED, edited, library, write

FRAMEWORKS = sorted(path.stem for path in (SHIPPED / "frameworks").glob("*.yaml"))
TEAM_TOPIC = NEED.replace("What is wrong?", "Where does it hurt?")


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return write(tmp_path / "shipped")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return tmp_path / "team"


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_shipped_bank_loads(name: str) -> None:
    bank = library(SHIPPED).bank(name)
    assert bank.id == name
    assert set(bank.order) == set(bank.facts)
    assert {"next_step.date", "compliance.objection"} <= bank.facts.keys()


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_bank_read_back_from_its_document_is_the_same(name: str) -> None:
    bank = library(SHIPPED).bank(name)
    again = bank_from(json.loads(canonical(dict(bank.document))))
    assert again == bank
    assert again.document == bank.document


def test_shipped_reasons_and_objections_load() -> None:
    banks = library(SHIPPED)
    assert banks.reasons()["DNC-REQUEST"].outcome == "close"
    assert {card.if_true for card in banks.objections()} - {None} <= banks.reasons().keys()


def test_the_document_says_what_the_files_say_and_no_more(shipped: Path) -> None:
    document = library(shipped).bank("demo").document
    assert document["framework"]["criteria"][0] == {
        "id": "money",
        "title": "Money",
        "weight": 40,
        "stage": "sdr",
        "ask": ["money.amount", "money.planned", "money.owner", "money.signers"],
        "proof": ["money.amount"],
    }
    need = document["topics"]["need"]
    assert need["quality"] == {"0": "none", "1": "weak", "2": "good", "3": "strong"}
    assert need["facts"][-1]["when"] == {
        "all": [{"fact": "need.users", "gte": 50}, {"not": {"fact": "need.kind", "is": "delay"}}]
    }
    assert need["facts"][0] == {"id": "pain", "ask": "What is wrong?", "type": "text", "phase": "pain", "core": True}


def test_only_the_topics_that_are_used_are_in_the_document(shipped: Path) -> None:
    demo = DEMO.replace("ask_order: [need, money]\n", "").replace(
        DEMO[DEMO.index("  - id: money") : DEMO.index("  - id: need")], ""
    )
    write(shipped, {"frameworks/demo.yaml": demo})
    assert library(shipped).bank("demo").topics.keys() == {"need", "next_step", "compliance"}
    needing = NEED.replace("fact: need.kind, in: [loss, delay]", "fact: money.amount, gte: 1")
    write(shipped, {"topics/need.yaml": needing})
    assert library(shipped).bank("demo").topics.keys() == {"need", "money", "next_step", "compliance"}


def test_defaults_are_filled_into_the_bank_but_not_into_the_document(shipped: Path) -> None:
    bank = library(shipped).bank("demo")
    assert bank.by_id["need"].stage == "sdr"
    assert "stage" not in bank.document["framework"]["criteria"][1]
    assert bank.by_id["money"].core == ("money.amount", "money.planned", "money.owner", "money.signers")


def test_a_file_of_the_team_replaces_the_shipped_one_whole(shipped: Path, team: Path) -> None:
    write(team, {"topics/need.yaml": TEAM_TOPIC, "frameworks/demo.yaml": DEMO.replace("title: Demo", "title: Ours")})
    banks = library(team, shipped)
    bank = banks.bank("demo")
    assert (bank.title, bank.facts["need.pain"].ask) == ("Ours", "Where does it hurt?")
    assert [entry.path for entry in banks.entries()] == [team / "frameworks/demo.yaml"]


def test_a_file_is_found_by_its_id_where_its_name_is_another(shipped: Path, team: Path) -> None:
    write(team, {"topics/a.yml": TEAM_TOPIC, "frameworks/b.yaml": DEMO.replace('"1.0.0"', '"2.0.0"')})
    bank = library(team, shipped).bank("demo")
    assert (bank.version, bank.facts["need.pain"].ask) == ("2.0.0", "Where does it hurt?")


@pytest.mark.parametrize(
    "files",
    [
        {"frameworks/demo.yaml": "framework: demo\n"},
        {"frameworks/demo.yaml": "[["},
        {"topics/need.yaml": NEED.replace("title:", "titel:")},
        {"topics/need.yaml": "topic: need"},
        {"topics/need.yaml": TEAM_TOPIC.replace("fact: need.kind,", "fact: need.knd,")},
        {"topics/need.yaml": TEAM_TOPIC.replace("need.users >=", "money.users >=")},
        {"reasons.yaml": "reasons: []"},
    ],
)
def test_a_file_of_the_team_that_does_not_load_is_told_and_the_shipped_one_is_used(
    files: dict[str, str], shipped: Path, team: Path
) -> None:
    write(team, files)
    banks = library(team, shipped)
    assert banks.bank("demo") == library(shipped).bank("demo")
    assert banks.reasons() == library(shipped).reasons()
    assert {Path(problem.path) for problem in banks.set_aside()} == {team / name for name in files}


def test_a_bank_of_the_team_that_does_not_load_is_listed_with_its_problem(shipped: Path, team: Path) -> None:
    write(
        team,
        {"frameworks/ours.yaml": DEMO.replace("framework: demo", "framework: ours").replace("need.pain", "need.pian")},
    )
    banks = library(team, shipped)
    ours = banks.entries()[1]
    assert (ours.id, ours.version) == ("ours", "")
    assert "QB101 no fact 'need.pian'; did you mean 'need.pain'?" in ours.problem
    with pytest.raises(BankError) as caught:
        banks.bank("ours")
    assert {problem.code for problem in caught.value.problems} == {"QB101"}


def test_a_shipped_framework_whose_fact_the_team_took_away_says_so(shipped: Path, team: Path) -> None:
    write(team, {"topics/money.yaml": MONEY.replace("id: signers", "id: payers")})
    with pytest.raises(BankError, match=r"demo.yaml:13:.*QB101 no fact 'money.signers'"):
        library(team, shipped).bank("demo")


def test_a_topic_file_that_takes_a_fact_away_is_named_as_the_cause(shipped: Path, team: Path) -> None:
    write(team, {"topics/money.yaml": MONEY.replace("id: signers", "id: payers")})
    with pytest.raises(BankError) as caught:
        library(team, shipped).bank("demo")
    cause = caught.value.problems[0]
    assert (cause.path, cause.line, cause.code) == (str(team / "topics/money.yaml"), 3, "QB120")
    assert cause.text == "money.signers was in the file that this one replaces, and demo.yaml needs it; add it here"
    assert library(team, shipped).entries()[0].problem == str(cause)


def test_a_fact_that_nobody_has_is_not_blamed_on_a_topic(shipped: Path, team: Path) -> None:
    write(team, {"topics/money.yaml": MONEY})
    edited(shipped, "frameworks/demo.yaml", "money.signers", "money.payers")
    with pytest.raises(BankError) as caught:
        library(team, shipped).bank("demo")
    assert {problem.code for problem in caught.value.problems} == {"QB101"}


def test_a_named_folder_that_is_not_there_is_told_and_the_others_are_used(shipped: Path, team: Path) -> None:
    banks = Library((team, shipped), named=team)
    (problem,) = banks.set_aside()
    assert str(problem).startswith(f"{team}:1:1: QB001 is no folder, so no banks are read from it; make it, or mend ")
    assert banks.bank("demo") == library(shipped).bank("demo")
    team.mkdir()
    assert Library((team, shipped), named=team).set_aside() == ()


def test_a_file_replaces_those_of_its_id_in_later_folders(shipped: Path, team: Path, tmp_path: Path) -> None:
    first = write(tmp_path / "first", {"frameworks/demo.yaml": DEMO})
    write(team, {"frameworks/demo.yaml": DEMO, "topics/need.yaml": TEAM_TOPIC})
    banks = library(first, team, shipped)
    files = [folder / "frameworks/demo.yaml" for folder in (team, shipped)]
    assert banks.replaced("framework", "demo") == tuple(files)
    assert banks.replaced("topic", "need") == (shipped / "topics/need.yaml",)
    assert banks.replaced("topic", "money") == banks.replaced("topic", "none") == ()
    write(first, {"frameworks/demo.yaml": "framework: demo"})
    assert library(first, team, shipped).replaced("framework", "demo") == (shipped / "frameworks/demo.yaml",)


def test_a_circle_through_several_topics_is_named(shipped: Path) -> None:
    write(
        shipped,
        {
            "topics/need.yaml": NEED.replace("need.users >= 50", "money.amount >= 50"),
            "topics/money.yaml": MONEY.replace(
                "type: money", "type: money\n    when: {fact: need.detail, answered: true}"
            ),
        },
    )
    with pytest.raises(BankError) as caught:
        library(shipped).bank("demo")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("QB105", 7)
    assert "money.amount -> need.detail -> money.amount hang on each other" in problem.text


def test_every_mistake_of_a_bank_and_its_topics_is_told_at_once(shipped: Path) -> None:
    edited(shipped, "frameworks/demo.yaml", "title: Demo", "titel: Demo")
    write(shipped, {"topics/need.yaml": NEED.replace("title:", "titel:"), "topics/money.yaml": "topic: money\n: ["})
    with pytest.raises(BankError) as caught:
        library(shipped).bank("demo")
    assert {Path(problem.path).stem for problem in caught.value.problems} == {"demo", "need", "money"}


def test_a_library_without_the_topics_that_are_always_on_has_no_banks(tmp_path: Path) -> None:
    write(tmp_path, {name: text for name, text in FILES.items() if text != NEXT_STEP})
    with pytest.raises(BankError, match="QB115 the topics next_step are not there"):
        library(tmp_path).bank("demo")


@pytest.mark.parametrize(
    ("name", "told"), [("demmo", "did you mean 'demo'?"), ("xyz", "known: demo"), ("../demo", "did you mean 'demo'?")]
)
def test_a_bank_that_is_not_there_is_told_with_what_is(name: str, told: str, shipped: Path) -> None:
    with pytest.raises(NotFoundError, match="no question bank") as caught:
        library(shipped).bank(name)
    assert told in str(caught.value)


def test_a_library_of_no_folders_has_nothing(tmp_path: Path) -> None:
    banks = Library([tmp_path / "missing"])
    assert (banks.entries(), banks.reasons(), banks.objections()) == ((), {}, ())
    with pytest.raises(NotFoundError, match="no bank is installed"):
        banks.bank("bant")


def test_reasons_that_do_not_load_anywhere_are_an_error(shipped: Path) -> None:
    write(shipped, {"reasons.yaml": REASONS.replace("close", "closed").replace("nurture", "nurtur")})
    with pytest.raises(BankError, match="QB204"):
        library(shipped).reasons()


def test_text_of_a_bank_is_cleaned_on_the_way_in(shipped: Path) -> None:
    edited(shipped, "frameworks/demo.yaml", "title: Demo", 'title: "De\\u202emo\\e[31m"')
    assert library(shipped).bank("demo").title == "Demo[31m"
