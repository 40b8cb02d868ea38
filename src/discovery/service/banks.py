"""The question banks in force."""

from __future__ import annotations

from pathlib import Path

from discovery import config, paths
from discovery.banks.library import Library

FOLDER = "question_banks"


def library(team: Path | None = None) -> Library:
    """The named folder before the one beside the configuration, and both before the shipped one.

    `team` names the folder; the configured one is taken where it is None.
    """
    named = team or config.load().banks
    folders = [*([named] if named else []), paths.config_dir() / FOLDER, paths.shipped_banks()]
    return Library(folders, named=named)


def shipped() -> Library:
    """The banks that came with the program, and no others."""
    return Library([paths.shipped_banks()])
