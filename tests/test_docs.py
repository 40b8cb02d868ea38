from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from discovery import __version__, config, paths
from discovery.__main__ import main, screens_only
from discovery.banks.library import Library
from discovery.cli.app import VERBS, cli
from discovery.service import demo
from discovery.tui.commands import markdown_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = tuple(
    tuple(shlex.split(line, comments=True)[1:])
    for block in BLOCKS
    for line in block.splitlines()
    if line.startswith("discovery")
)
"""Every example of the README, without the program's name."""
SPANS = tuple(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)))

FILES = {
    "leads.csv": "Name,Company,Title,E-mail\nAna Ruiz,Nordwind,CFO,ana@nordwind.example\n",
    "sheet.json": '{"answers": [{"fact": "money.route", "value": "allocated", "evidence": "confirmed"}]}',
}
"""What the examples read."""


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples read, and a store with the sample leads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path / "home"))
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    demo.create(paths.data_dir() / config.STORE_NAME, NOW)
    return tmp_path


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command of the program by the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL_COMMANDS = dict(commands(cli))


def test_every_example_runs(at_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verbs = [args for args in COMMANDS if screens_only(args) is None]
    assert len(verbs) >= 5
    for args in verbs:
        assert main(args) == 0, f"discovery {shlex.join(args)}: {capsys.readouterr().err}"


def test_the_keys_are_those_of_the_program() -> None:
    found = re.search(r"^<!-- keys -->\n(.*?)^<!-- /keys -->", README, re.MULTILINE | re.DOTALL)
    assert found is not None
    assert found[1].strip() == markdown_table().strip()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_named(verb: str) -> None:
    assert re.search(rf"`discovery {verb}\b", README)


def test_every_command_that_is_named_exists() -> None:
    wrong = []
    for span in SPANS:
        whole = span.startswith("discovery ")
        words = re.findall(r"(?:^| )([a-z]+)(?= |$)", span.removeprefix("discovery "))[:2]
        if not words or not (whole or words[0] in VERBS):
            continue
        group = isinstance(ALL_COMMANDS.get((words[0],)), click.Group)
        if tuple(words if group else words[:1]) not in ALL_COMMANDS:
            wrong.append(span)
    assert wrong == []


def test_every_option_that_is_named_exists() -> None:
    known = {option for command in (cli, *ALL_COMMANDS.values()) for one in command.params for option in one.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= known | {"--help", "--version"}


def test_every_setting_that_is_named_exists() -> None:
    known = {f"{config.PREFIX}{key.upper()}" for key in config.KEYS} | {"DISCOVERY_HOME", "DISCOVERY_PYTHON"}
    assert set(re.findall(r"\bDISCOVERY_[A-Z_]+", README)) <= known


def test_the_banks_that_are_named_are_those_that_come_with_the_program() -> None:
    shipped = set(Library([paths.shipped_banks()]).framework_ids())
    sentence = re.search(r"Shipped: (.*?)\. ", README, re.DOTALL)
    assert sentence is not None
    assert set(re.findall("`([a-z_]+)`", sentence[1])) == shipped
    assert set(re.findall(r"(?:bank show|--bank) ([a-z_]+)", README)) <= shipped


def test_every_file_that_is_linked_or_named_is_there() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#\s]+)\)", README) if "://" not in target]
    named = [span for span in SPANS if re.fullmatch(r"(scripts|question_banks|tests|src)/[\w/.-]*|[A-Z]+\.md", span)]
    assert [path for path in {*linked, *named} if not (ROOT / path).exists()] == []


def test_every_extra_that_is_named_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(re.findall(r"\.\[(\w+)\]", README)) <= set(project["optional-dependencies"])


def test_the_changelog_has_an_entry_for_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first = re.search(r"^## (\S+).*\n+(- .+)", changelog, re.MULTILINE)
    assert first is not None
    assert first[1] == __version__
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == __version__
