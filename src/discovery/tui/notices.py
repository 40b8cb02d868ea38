"""What a screen tells in passing."""

from __future__ import annotations

from typing import Any

from textual.app import App

from discovery.errors import DiscoveryError
from discovery.text import shown


def tell(app: App[Any], text: str) -> None:
    """Says that something was done."""
    app.notify(shown(text), markup=False, timeout=4)


def complain(app: App[Any], error: DiscoveryError) -> None:
    """Says what went wrong; the error's own text has what to do."""
    app.notify(shown(str(error)), severity="error", markup=False, timeout=10)
