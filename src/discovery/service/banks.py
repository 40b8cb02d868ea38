"""The question banks in force."""

from __future__ import annotations

from pathlib import Path

from discovery import config, paths
from discovery.banks.library import Library

FOLDER = "question_banks"


def library(team: Path | None = None) -> Library:
    """The team's banks before the shipped ones. `team` is the configured folder where it is None."""
    folder = team or config.load().banks or paths.config_dir() / FOLDER
    return Library([folder, paths.shipped_banks()])


def shipped() -> Library:
    """The banks that came with the program, and no others."""
    return Library([paths.shipped_banks()])
