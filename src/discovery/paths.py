"""Where things lie on this machine: places are functions, so that nothing is decided when a module is imported."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "discovery"


def data_dir() -> Path:
    """The folder of the store. `DISCOVERY_HOME`, where set, holds data, configuration and backups instead."""
    home = _home()
    return home / "data" if home else Path(platformdirs.user_data_dir(APP, appauthor=False))


def config_dir() -> Path:
    """The folder of the configuration, and of a team's own question banks."""
    home = _home()
    return home / "config" if home else Path(platformdirs.user_config_dir(APP, appauthor=False))


def backups_dir() -> Path:
    """The folder of the store's backups."""
    home = _home()
    return home / "backups" if home else data_dir() / "backups"


def demo_dir() -> Path:
    """The folder of the demonstration's store, apart from real data."""
    return data_dir() / "demo"


def shipped_banks() -> Path:
    """The question banks that came with the program: inside the installed package, or at the root of a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "question_banks"
    return inside if inside.is_dir() else package.parents[1] / "question_banks"


def _home() -> Path | None:
    home = os.environ.get("DISCOVERY_HOME", "").strip()
    return Path(home).expanduser() if home else None
