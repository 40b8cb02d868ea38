"""Which store the command line works on."""

from __future__ import annotations

from discovery import config, paths
from discovery.errors import UsageError


def store_location(store: str | None, *, demo: bool) -> str:
    """The path or URL of the store; the demo's is created and filled where it is not there yet."""
    if demo and store is not None:
        raise UsageError("--demo has a store of its own: leave out --store")
    if demo:
        return _demo_store()
    if store is not None and not store.strip():
        raise UsageError("--store is empty: name a file or a postgresql+psycopg:// URL")
    return store if store is not None else config.load().store


def _demo_store() -> str:
    path = paths.demo_dir() / config.STORE_NAME
    if not path.exists():
        from datetime import datetime

        from discovery.service.demo import create

        create(path, datetime.now().astimezone())
    return str(path)
