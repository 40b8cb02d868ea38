from __future__ import annotations

from pathlib import Path

import pytest

from discovery import config, paths
from discovery.config import Config
from discovery.errors import UsageError


def loaded(folder: Path, text: str = "", **environ: str) -> Config:
    if text:
        (folder / config.FILE_NAME).write_text(text, "utf-8")
    return config.load(environ, folder)


def test_without_a_file_and_variables_everything_has_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "sam")
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path))
    assert config.load({}, tmp_path) == Config(
        store=str(paths.data_dir() / "discovery.sqlite3"), author="sam", banks=None, framework="bant", currency=None
    )


def test_the_file_says_everything_and_paths_count_from_its_folder(tmp_path: Path) -> None:
    text = 'store = "calls.db"\nbanks = "/srv/banks"\nframework = "meddic"\nauthor = "Ana"\ncurrency = "EUR"\n'
    assert loaded(tmp_path, text) == Config(str(tmp_path / "calls.db"), "Ana", Path("/srv/banks"), "meddic", "EUR")


def test_the_environment_wins_over_the_file_and_an_empty_variable_is_none(tmp_path: Path) -> None:
    found = loaded(tmp_path, 'author = "Ana"\nframework = "meddic"\n', DISCOVERY_AUTHOR="Ben", DISCOVERY_FRAMEWORK="")
    assert (found.author, found.framework) == ("Ben", "meddic")


@pytest.mark.parametrize(
    ("value", "store"),
    [
        ("postgresql+psycopg://sam@db/calls", "postgresql+psycopg://sam@db/calls"),
        ("/srv/calls.db", "/srv/calls.db"),
        ("calls.db", "calls.db"),
        ("~/calls.db", str(Path("~/calls.db").expanduser())),
    ],
)
def test_a_store_is_a_url_or_a_path(value: str, store: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, DISCOVERY_STORE=value).store == store


def test_control_characters_never_reach_the_author(tmp_path: Path) -> None:
    assert loaded(tmp_path, DISCOVERY_AUTHOR="A\x1b]0;x\x07na\u202e").author == "A]0;xna"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('stroe = "x"', "'stroe' is not a setting; did you mean store?"),
        ('colour = "x"', "'colour' is not a setting; there are store, author"),
        ("store = 3", "store is 3, and has to be a text"),
        ("banks = ['a']", "banks is ['a'], and has to be a text"),
        ("[store]\nx = 1", "has to be a text"),
        ('framework = " "', "has to be a text"),
        ('currency = "euro"', "currency is 'euro', and has to be a code"),
        ("store = ", "is no TOML"),
        ('a = "\\ud800"', "is no TOML"),
    ],
)
def test_a_mistake_in_the_file_is_told_on_one_line_with_the_files_name(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, text)
    assert told in str(caught.value)
    assert str(tmp_path / "config.toml") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b'author = "\xff"')
    with pytest.raises(UsageError, match="byte 11"):
        config.load({}, tmp_path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        config.load({}, tmp_path)


def test_a_mistyped_variable_is_an_error_and_a_foreign_one_is_not(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="DISCOVERY_STROE is not known; did you mean DISCOVERY_STORE"):
        loaded(tmp_path, DISCOVERY_STROE="x")
    assert loaded(tmp_path, DISCOVERY_HOME="/x", DISCOVERY_JOURNAL="wal", DISCOVERY_PORT="1").framework == "bant"
    with pytest.raises(UsageError, match="the variable DISCOVERY_CURRENCY"):
        loaded(tmp_path, DISCOVERY_CURRENCY="x")


def test_the_documented_example_is_a_valid_file(tmp_path: Path) -> None:
    lines = [line for line in (config.__doc__ or "").splitlines() if line.startswith("    ")]
    text = "\n".join(line.split(" DISCOVERY_")[0] for line in lines)
    assert len(lines) == len(config.KEYS)
    assert loaded(tmp_path, text).currency == "EUR"
