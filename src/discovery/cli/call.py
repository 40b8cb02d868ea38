"""`discovery call`: the screens, on the call of one lead."""

from __future__ import annotations

import click

from discovery.cli.common import Options, open_store
from discovery.cli.screens import open_screens


@click.command()
@click.argument("lead", required=False)
@click.pass_obj
def call(options: Options, lead: str | None) -> int:
    """Open the screens on the call of a lead.

    LEAD is an e-mail address, a name, words that only one lead has, or an id. The open call is resumed where
    there is one. Without a lead, the list of leads is shown.
    """
    if lead is None:
        return open_screens(options.store, options.demo)
    from discovery.service import leads

    with open_store(options) as store:
        found = store.read(leads.find, lead)
    return open_screens(options.store, options.demo, str(found.id))
