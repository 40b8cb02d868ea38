from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from discovery.banks.lint import check
from discovery.banks.model import Bank
from discovery.banks.renames import new_choices, new_facts
from discovery.cli.bank import bank
from tests.banks.samples import SHIPPED, library, write

GUIDE = (SHIPPED / "README.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```yaml\n# (\S+\.yaml)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
COMMANDS = [
    line for block in re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


@pytest.fixture
def rollout(team: Path) -> Bank:
    return library(team, SHIPPED).bank("rollout")


def test_every_example_is_a_file_of_its_own() -> None:
    assert len(FILES) == GUIDE.count("```yaml") == 3


def test_the_examples_have_neither_errors_nor_warnings(team: Path) -> None:
    assert check(library(SHIPPED), [team]) == ()


def test_the_example_asks_what_it_says(rollout: Bank) -> None:
    asked = [fact.id for criterion, fact in rollout.questions() if criterion]
    assert asked[:5] == ["pain.trigger", "pain.example", "impact.cost", "rollout.ready", "rollout.users"]
    assert sum(criterion.weight for criterion in rollout.criteria) == 100
    assert rollout.wording("pain.trigger") == "What made you look at this now?"


def test_the_renamed_fact_reads_the_answers_of_the_old_one(team: Path, tmp_path: Path) -> None:
    text = (team / "frameworks/rollout.yaml").read_text("utf-8").replace("rollout.ready", "pilot.readiness")
    (team / "frameworks/rollout.yaml").write_text(text, "utf-8")
    bank = library(team, SHIPPED).bank("rollout")
    assert new_facts(["pilot.ready", "pilot.start"], bank) == {"pilot.ready": "pilot.readiness"}
    assert new_choices(["dated", "willing"], bank.facts["pilot.readiness"]) == {
        "dated": "planned",
        "willing": "willing",
    }


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_guide_is_one(line: str) -> None:
    program, family, verb, *args = shlex.split(line)
    assert (program, family) == ("discovery", "bank")
    command = bank.commands[verb]
    context = command.make_context(verb, args)
    assert isinstance(context, click.Context)


def test_the_guide_knows_every_type_of_fact() -> None:
    types = next(line for line in GUIDE.splitlines() if line.startswith("- **Types**"))
    assert re.findall(r"`(\w+)`", types) == [
        "text", "yes_no", "choice", "choices", "number", "money", "date", "person", "people",
    ]  # fmt: skip


def test_the_guide_is_one_page_of_short_lines() -> None:
    assert len(GUIDE.splitlines()) <= 200
