"""What a screen tells in passing."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from textual.app import App

from discovery.errors import DiscoveryError
from discovery.text import shown

COMPLAINT_SECONDS = 10.0


@runtime_checkable
class Patient(Protocol):
    """An application that can complain of something later."""

    def later(self, error: DiscoveryError) -> None: ...


def tell(app: App[Any], text: str) -> None:
    """Says that something was done."""
    app.notify(shown(text), markup=False, timeout=4)


def complain(app: App[Any], error: DiscoveryError) -> None:
    """Says what went wrong; the error's own text has what to do."""
    app.notify(shown(str(error)), severity="error", markup=False, timeout=COMPLAINT_SECONDS)


def complain_later(app: App[Any], error: DiscoveryError) -> None:
    """As `complain`, but not while a call is in front."""
    if isinstance(app, Patient):
        app.later(error)
    else:
        complain(app, error)
