from __future__ import annotations

from pathlib import Path

import pytest

from discovery import paths


def test_one_variable_moves_data_configuration_and_backups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path))
    places = [paths.data_dir(), paths.config_dir(), paths.backups_dir(), paths.demo_dir()]
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("home", ["", "  "])
def test_without_it_they_lie_where_the_system_wants_them(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOVERY_HOME", home)
    assert paths.data_dir().is_absolute()
    assert "discovery" in paths.data_dir().parts
    assert paths.backups_dir().is_relative_to(paths.data_dir())


def test_a_tilde_is_the_home_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DISCOVERY_HOME", "~/here")
    assert paths.config_dir().is_relative_to(tmp_path / "here")


def test_asking_for_a_place_makes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path / "none"))
    paths.demo_dir()
    assert not (tmp_path / "none").exists()


def test_the_shipped_banks_are_there() -> None:
    assert (paths.shipped_banks() / "frameworks" / "bant.yaml").is_file()
