from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery import config, paths
from discovery.config import Config
from discovery.errors import UsageError
from tests.examples import examples


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
        store=str(paths.data_dir() / "discovery.sqlite3"), author="sam", banks=None, framework="bant"
    )


def test_the_file_says_everything_and_paths_count_from_its_folder(tmp_path: Path) -> None:
    text = 'store = "calls.db"\nbanks = "/srv/banks"\nframework = "meddic"\nauthor = "Ana"\n'
    assert loaded(tmp_path, text) == Config(str(tmp_path / "calls.db"), "Ana", Path("/srv/banks"), "meddic")


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
        ("plan = 25", "plan is 25, and has to be 15, 20 or 30 minutes"),
        ("plan = true", "plan is True, and has to be 15, 20 or 30 minutes"),
        ('stage = "AE"', "stage is 'AE', and has to be sdr or ae"),
        ("sla_hours = 0", "sla_hours is 0, and has to be hours, more than 0"),
        ("sla_hours = nan", "sla_hours is nan, and has to be hours"),
        ("sla_hours = true", "sla_hours is True, and has to be hours"),
        ('working_hours = "17:30-09:00"', "working_hours is '17:30-09:00', and has to be a start and a later end"),
        ('working_hours = "9-17"', "working_hours is '9-17', and has to be a start and a later end such as 09:00"),
        ('working_days = "weekdays"', "working_days is 'weekdays', and has to be days such as mon-fri"),
        ("theme = 1", "theme is 1, and has to be a text"),
        ('keys = "k"', "keys is 'k', and has to be a table of keys"),
        ("destinations = []", "destinations is [], and has to be tables"),
        ('[destinations]\ncrm = "x"', "destinations is {'crm': 'x'}, and has to be tables"),
        ('[destinations."c r m"]\na = 1', "and has to be tables, each with a name of letters"),
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
    with pytest.raises(UsageError, match="the variable DISCOVERY_PLAN"):
        loaded(tmp_path, DISCOVERY_PLAN="x")


def test_the_documented_example_is_a_valid_file(tmp_path: Path) -> None:
    lines = [line for line in (config.__doc__ or "").splitlines() if line.startswith("    ")]
    text = "\n".join(line.split(" DISCOVERY_")[0] for line in lines)
    found = loaded(tmp_path, text)
    assert (found.keys, list(found.destinations)) == ({"call.note": "k"}, ["crm"])
    assert [key for key in config.KEYS if f"{key} =" not in text and f"[{key}" not in text] == []


def test_the_settings_of_a_team_are_read_as_what_they_are(tmp_path: Path) -> None:
    text = (
        'templates = "briefs"\nplan = 30\nsla_hours = 8\nworking_hours = "08:00-16:00"\nworking_days = "sun-thu"\n'
        'theme = "light"\n[destinations.crm]\nurl = "https://crm.example"\nretries = 3\n'
    )
    found = loaded(tmp_path, text)
    assert found.templates == tmp_path / "briefs"
    assert (found.plan, found.sla_hours, found.theme) == (30, 8.0, "light")
    assert (found.working_hours, found.working_days) == ("08:00-16:00", "sun-thu")
    assert found.destinations == {"crm": {"url": "https://crm.example", "retries": 3}}


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("PLAN", "15", 15),
        ("SLA_HOURS", "0.5", 0.5),
        ("WORKING_HOURS", "00:00-23:59", "00:00-23:59"),
        ("WORKING_HOURS", "9:30-17:00", "9:30-17:00"),
        ("WORKING_DAYS", "mon,wed-fri", "mon,wed-fri"),
        ("THEME", "nord", "nord"),
        ("TEMPLATES", "/srv/briefs", Path("/srv/briefs")),
    ],
)
def test_a_flat_setting_is_read_from_the_environment(name: str, value: str, read: object, tmp_path: Path) -> None:
    found = config.load({f"DISCOVERY_{name}": value}, tmp_path)
    assert getattr(found, name.lower()) == read


@pytest.mark.parametrize(
    "text", ['[keys]\n"call.note" = "k,f5"\ncall.digit = 3', 'keys."call.note" = " k,f5"\nkeys.call.digit = "3"']
)
def test_keys_are_named_by_the_id_of_a_command_in_quotes_or_without(text: str, tmp_path: Path) -> None:
    assert loaded(tmp_path, text).keys == {"call.note": "k,f5", "call.digit": "3"}


@pytest.mark.parametrize("name", ["KEYS", "DESTINATIONS"])
def test_a_table_is_not_set_by_a_variable(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"the variable DISCOVERY_{name}: .* is set in config.toml"):
        config.load({f"DISCOVERY_{name}": "x"}, tmp_path)


@pytest.mark.parametrize("name", ["plan", "sla_hours", "working_hours", "working_days"])
@settings(examples(50), derandomize=True)
@given(value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_is_no_value_is_an_error_on_one_line(name: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        config.load({f"DISCOVERY_{name.upper()}": f"!{value}"}, Path("/nowhere"))
    assert "\n" not in str(caught.value)
    assert f"the variable DISCOVERY_{name.upper()}: {name} is" in str(caught.value)
