from __future__ import annotations

from importlib import import_module

import click
import pytest

from discovery import __version__
from discovery.cli.app import VERBS
from tests.cli.conftest import Run


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_every_verb(option: str, run: Run) -> None:
    result = run(option)
    assert result.status == 0
    assert all(f"  {verb} " in result.out for verb in VERBS)
    assert result.err == ""


def test_version_is_printed(run: Run) -> None:
    result = run("--version")
    assert (result.status, result.out) == (0, f"discovery, version {__version__}\n")


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_exists_and_has_help(verb: str, run: Run) -> None:
    assert isinstance(getattr(import_module(VERBS[verb][0]), verb), click.Command)
    result = run(verb, "--help")
    assert result.status == 0
    assert f"discovery {verb}" in result.out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["lead"], "there is no verb 'lead'; did you mean leads?"),
        (["xyzzy"], "there is no verb 'xyzzy'; there are call, leads"),
        (["--stor", "x", "doctor"], "No such option '--stor'"),
        (["leads", "list", "--jsn"], "No such option '--jsn'"),
        (["leads", "lst"], "No such command 'lst'"),
        (["leads", "import"], "Missing argument 'FILE'"),
        (["leads", "import", "/no/such/file.csv"], "No such file or directory"),
        (["leads", "import", "/"], "Is a directory"),
        (["leads", "list", "--limit", "0"], "0 is not in the range"),
        (["assess", "x.json"], "Missing option '--bank'"),
        (["brief", "write"], "give a CALL"),
        (["brief", "x", "--format", "docx"], "'docx' is no format"),
        (["completion", "tcsh"], "'tcsh' is not one of"),
        (["--demo", "--store", "x", "doctor"], "--demo has a store of its own"),
        (["--demo", "--store", "x"], "--demo has a store of its own"),
        (["--store", " ", "doctor"], "--store is empty"),
        (["--store"], "Option '--store' requires an argument"),
    ],
)
def test_wrong_usage_is_one_line_on_standard_error_and_status_2(args: list[str], told: str, run: Run) -> None:
    result = run(*args)
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("discovery: ")
    assert told in result.err
    assert result.err.count("\n") == 1


def test_a_group_without_a_verb_says_which_there_are(run: Run) -> None:
    result = run("leads")
    assert (result.status, result.out) == (2, "")
    assert "import" in result.err


def test_a_setting_that_is_wrong_is_told_by_every_verb(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOVERY_STROE", "x")
    result = run("leads", "list")
    assert result.status == 2
    assert "did you mean DISCOVERY_STORE?" in result.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_a_shell(shell: str, run: Run) -> None:
    result = run("completion", shell)
    assert result.status == 0
    assert f"_DISCOVERY_COMPLETE={shell}_complete" in result.out
