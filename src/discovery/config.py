"""The configuration: one frozen value, from a TOML file and the environment. The environment wins.

    store = "~/calls/discovery.sqlite3"   # or a postgresql+psycopg:// URL            DISCOVERY_STORE
    banks = "~/calls/question_banks"      # a team's own question banks                 DISCOVERY_BANKS
    framework = "bant"                    # the framework of the next call              DISCOVERY_FRAMEWORK
    author = "Ana Ruiz"                   # who the calls are by; the login name if not DISCOVERY_AUTHOR
    currency = "EUR"                      # of amounts that are typed without one       DISCOVERY_CURRENCY

A relative path counts from the folder of the file, or from where the program was started for the environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from discovery import paths
from discovery.errors import UsageError
from discovery.text import clean

FILE_NAME = "config.toml"
STORE_NAME = "discovery.sqlite3"
PREFIX = "DISCOVERY_"


@dataclass(frozen=True, slots=True)
class Config:
    """What a user can set. `store` is a path or a URL; `banks` None: the folder in the configuration folder."""

    store: str
    author: str
    banks: Path | None = None
    framework: str = "bant"
    currency: str | None = None


KEYS = tuple(field.name for field in fields(Config))


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Config:
    """The configuration in force. Raises UsageError naming the file (or variable), the key and what it takes."""
    environ = os.environ if environ is None else environ
    folder = paths.config_dir() if folder is None else folder
    given = {**_from_file(folder / FILE_NAME), **_from_environment(environ)}
    return Config(
        store=given.get("store") or str(paths.data_dir() / STORE_NAME),
        author=given.get("author") or login_name(),
        banks=Path(given["banks"]) if given.get("banks") else None,
        framework=given.get("framework") or "bant",
        currency=given.get("currency") or None,
    )


def login_name() -> str:
    """Who is logged in, as far as the system says."""
    from getpass import getuser

    try:
        return clean(getuser()).strip() or "unknown"
    except (OSError, KeyError, ImportError):  # no such user in a container
        return "unknown"


def _from_file(file: Path) -> dict[str, str]:
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no UTF-8 text (byte {error.start + 1}): save it as UTF-8") from None
    import tomllib

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is no TOML: {clean(str(error))}") from None
    return {key: _checked(key, value, str(file), file.parent) for key, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, value in environ.items():
        key = name.removeprefix(PREFIX).lower()
        if not name.startswith(PREFIX) or not value:
            continue
        if key in KEYS:
            found[key] = _checked(key, value, f"the variable {name}", Path())
        elif meant := _meant(key):
            raise UsageError(f"the variable {name} is not known; did you mean {PREFIX}{meant.upper()}?")
    return found


def _checked(key: str, value: Any, where: str, folder: Path) -> str:
    if key not in KEYS:
        meant = _meant(key)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(KEYS)}"
        raise UsageError(f"{where}: {clean(key)[:60]!r} is not a setting; {hint}")
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where}: {key} is {clean(repr(value))[:60]}, and has to be a text")
    value = clean(value).strip()
    if key == "currency" and not re.fullmatch("[A-Z]{3}", value):
        raise UsageError(f"{where}: currency is {value[:60]!r}, and has to be a code such as EUR")
    return _placed(value, folder) if key in {"store", "banks"} else value


def _placed(value: str, folder: Path) -> str:
    if "://" in value:
        return value
    try:
        return str(folder / Path(value).expanduser())
    except RuntimeError as error:
        raise UsageError(f"{value[:60]!r}: {error}") from error


def _meant(key: str) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(key[:80], KEYS, 1)), None)
