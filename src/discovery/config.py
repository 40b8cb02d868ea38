"""The configuration: one frozen value, from a TOML file and the environment. The environment wins.

    store = "~/calls/discovery.sqlite3"   # or a postgresql+psycopg:// URL            DISCOVERY_STORE
    banks = "~/calls/question_banks"      # a team's own question banks                 DISCOVERY_BANKS
    templates = "~/calls/templates"       # a team's own templates of briefs            DISCOVERY_TEMPLATES
    framework = "bant"                    # the framework of the next call              DISCOVERY_FRAMEWORK
    author = "Ana Ruiz"                   # who the calls are by; the login name if not DISCOVERY_AUTHOR
    plan = 20                             # minutes of a call: 15, 20 or 30             DISCOVERY_PLAN
    stage = "sdr"                         # or "ae": whose calls these are              DISCOVERY_STAGE
    sla_hours = 4                         # working hours to answer a hand-off in       DISCOVERY_SLA_HOURS
    working_hours = "09:00-17:30"         # of each working day, local time             DISCOVERY_WORKING_HOURS
    working_days = "mon-fri"              # or days with commas: "mon,tue,thu"          DISCOVERY_WORKING_DAYS
    theme = "dark"                        # or "light", or one that the palette offers  DISCOVERY_THEME

    [keys]                                # keys of commands by their ids; commas between several
    "call.note" = "k"

    [destinations.crm]                    # where hand-offs are sent, each in a table of its own
    kind = "webhook"

A relative path counts from the folder of the file, or from where the program was started for the environment.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from discovery import paths
from discovery.errors import UsageError
from discovery.text import clean

FILE_NAME = "config.toml"
STORE_NAME = "discovery.sqlite3"
PREFIX = "DISCOVERY_"

_DAY = "(mon|tue|wed|thu|fri|sat|sun)"
_CLOCK = "([01]?[0-9]|2[0-3]):([0-5][0-9])"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Config:
    """What a user can set. `store` is a path or a URL; `banks` None: the folder in the configuration folder.

    `plan` is in minutes. Criteria of a later `stage` do not count on a call. `keys` are Textual's names of keys,
    separated by commas, by the id of a command. What stands in `keys`, `theme` and the tables of `destinations` is
    checked where it is used.
    """

    store: str
    author: str
    banks: Path | None = None
    framework: str = "bant"
    templates: Path | None = None
    plan: int = 20
    stage: Literal["sdr", "ae"] = "sdr"
    sla_hours: float = 4.0
    working_hours: str = "09:00-17:30"
    working_days: str = "mon-fri"
    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    destinations: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: _NOTHING)


KEYS = tuple(each.name for each in fields(Config))
TABLES = ("keys", "destinations")


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Config:
    """The configuration in force. Raises UsageError naming the file (or variable), the key and what it takes."""
    environ = os.environ if environ is None else environ
    folder = paths.config_dir() if folder is None else folder
    given = {**_from_file(folder / FILE_NAME), **_from_environment(environ)}
    given.setdefault("store", str(paths.data_dir() / STORE_NAME))
    given.setdefault("author", login_name())
    return Config(**given)


def login_name() -> str:
    """Who is logged in, as far as the system says."""
    from getpass import getuser

    try:
        return clean(getuser()).strip() or "unknown"
    except (OSError, KeyError, ImportError):  # no such user in a container
        return "unknown"


def _from_file(file: Path) -> dict[str, Any]:
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


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name, value in environ.items():
        key = name.removeprefix(PREFIX).lower()
        if not name.startswith(PREFIX) or not value or key in _ELSEWHERE:
            continue
        if key in TABLES:
            raise UsageError(f"the variable {name}: {key} is a table, and is set in {FILE_NAME}")
        if key in KEYS:
            found[key] = _checked(key, value, f"the variable {name}", Path())
        elif meant := _meant(key):
            raise UsageError(f"the variable {name} is not known; did you mean {PREFIX}{meant.upper()}?")
    return found


_ELSEWHERE = frozenset({"home", "journal", "python"})
"""Variables that are read in other places."""


def _checked(key: str, value: Any, where: str, folder: Path) -> Any:
    if key not in KEYS:
        meant = _meant(key)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(KEYS)}"
        raise UsageError(f"{where}: {clean(key)[:60]!r} is not a setting; {hint}")
    read, takes = _READERS.get(key, _TEXT)
    try:
        found = read(value)
    except ValueError:
        shown = clean(repr(clean(value).strip() if isinstance(value, str) else value))
        raise UsageError(f"{where}: {key} is {shown[:60]}, and has to be {takes}") from None
    if key == "store":
        return _placed(found, folder)
    return Path(_placed(found, folder)) if key in {"banks", "templates"} else found


def _text(value: Any) -> str:
    if not isinstance(value, str) or not (found := clean(value).strip()):
        raise ValueError
    return found


def _like(pattern: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not re.fullmatch(pattern, found := _text(value), re.ASCII):
            raise ValueError
        return found

    return read


def _minutes(value: Any) -> int:
    if (found := int(str(value))) not in {15, 20, 30}:
        raise ValueError
    return found


def _hours(value: Any) -> float:
    if not (math.isfinite(found := float(str(value))) and 0 < found <= 1000):
        raise ValueError
    return found


def _span(value: Any) -> str:
    found = _like(f"{_CLOCK}-{_CLOCK}")(value)
    start, end = ([int(part) for part in clock.split(":")] for clock in found.split("-"))
    if start >= end:
        raise ValueError
    return found


def _keys(value: Any) -> Mapping[str, str]:
    """A table of keys; `call.note = "k"` without quotes is a table in a table to TOML, and means the same."""
    if not isinstance(value, dict):
        raise ValueError
    found: dict[str, str] = {}
    for name, key in value.items():
        name = clean(name)
        if isinstance(key, dict):
            found.update({f"{name}.{rest}": each for rest, each in _keys(key).items()})
        else:
            found[name] = clean(str(key)).strip()
    return MappingProxyType(found)


def _destinations(value: Any) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, dict):
        raise ValueError
    for name, table in value.items():
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) or not isinstance(table, dict):
            raise ValueError
    return MappingProxyType({name: MappingProxyType(table) for name, table in value.items()})


_Reader = tuple[Callable[[Any], Any], str]
_TEXT: _Reader = (_text, "a text")
_READERS: Mapping[str, _Reader] = {
    "plan": (_minutes, "15, 20 or 30 minutes"),
    "stage": (_like("sdr|ae"), "sdr or ae"),
    "sla_hours": (_hours, "hours, more than 0 and at most 1000, such as 4 or 0.5"),
    "working_hours": (_span, "a start and a later end such as 09:00-17:30"),
    "working_days": (_like(f"{_DAY}(-{_DAY})?( ?, ?{_DAY}(-{_DAY})?)*"), "days such as mon-fri or mon,tue,thu"),
    "keys": (_keys, 'a table of keys such as "call.note" = "k"'),
    "destinations": (_destinations, "tables, each with a name of letters, digits, - and _"),
}
"""By setting: what reads its value (it raises ValueError for a wrong one), and what it takes. The rest are texts."""


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
