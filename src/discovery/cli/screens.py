"""Opening the screens. Imports no Click, so that the shortest way in stays short."""

from __future__ import annotations

from discovery.cli.places import store_location


def open_screens(store: str | None, demo: bool, call_lead: str | None = None) -> int:
    """Open the screens on a store (None: the configured one), on the call of a lead where one is named."""
    location = store_location(store, demo=demo)
    from discovery.tui.start import run

    return run(location, demo=demo, call_lead=call_lead)
