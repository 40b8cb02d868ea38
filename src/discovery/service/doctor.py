"""Whether everything is where it should be, and sound."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from discovery import __version__, config, paths
from discovery.errors import ChainError, StoreError, UsageError
from discovery.service.calls import find_call
from discovery.storage import chain
from discovery.storage.store import Session, Store
from discovery.text import counted

LIBRARIES = ("textual", "sqlmodel", "sqlalchemy", "alembic", "pydantic", "jinja2", "click", "pyyaml")

_PASSWORD = re.compile(r"(?<=://)([^:/@]*):[^@]*@")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found, by name; `problems` are what somebody should look at."""

    facts: Mapping[str, str]
    problems: tuple[str, ...]


def verify_chain(session: Session, call: str | None = None) -> chain.Report:
    """Verify the events of the call that a text means, or of all. Raises ChainError naming the first bad one."""
    return chain.verify(session, None if call is None else find_call(session, call).id)


def examine(location: str) -> Diagnosis:
    """Look at the program, its places and the store. A store that is not there yet is not created."""
    facts = {
        "discovery": __version__,
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
        "system": platform.platform(),
        "libraries": ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        "configuration": _place(paths.config_dir() / config.FILE_NAME),
        "data": _place(paths.data_dir()),
        "shipped_banks": _place(paths.shipped_banks()),
        "store": _PASSWORD.sub(r"\1:***@", location),
    }
    problems = [] if paths.shipped_banks().is_dir() else ["the shipped question banks are missing: install again"]
    if "://" not in location and not Path(location).expanduser().exists():
        facts["store"] += " (not there yet)"
    else:
        found, faults = _store(location)
        facts.update(found)
        problems.extend(faults)
    return Diagnosis(facts, tuple(problems))


def _store(location: str) -> tuple[dict[str, str], list[str]]:
    facts: dict[str, str] = {}
    try:
        with Store.open(location) as store:  # its gate checks the file before anything else
            facts["database"] = f"SQLite {store.sqlite_version}" if store.sqlite_version else store.dialect
            facts["journal"] = store.journal_mode or "the server's own"
            report = store.read(verify_chain)
    except ChainError as error:
        return {**facts, "chain": "broken"}, [str(error)]
    except (StoreError, UsageError) as error:
        return {**facts, "integrity": "not sound"}, [str(error)]
    facts["integrity"] = "sound"
    facts["chain"] = f"sound: {counted(report.calls, 'call')}, {counted(report.events, 'event')}"
    return facts, []


def _place(path: Path) -> str:
    return str(path) if path.exists() else f"{path} (not there)"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
