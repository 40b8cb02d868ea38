"""`discovery audit`: whether the record is what was written."""

from __future__ import annotations

import click

from discovery.cli.common import Options, open_store
from discovery.text import counted


@click.group()
def audit() -> None:
    """Check that no record of a call was changed."""


@audit.command()
@click.argument("call", required=False)
@click.pass_obj
def verify(options: Options, call: str | None) -> None:
    """Check the chain of events of one CALL, or of all of them.

    An event that was edited, removed or moved is named, and the exit status is 1.
    """
    from discovery.service.doctor import verify_chain

    with open_store(options) as store:
        report = store.read(verify_chain, call)
    erased = f", {report.erased} with their text erased" if report.erased else ""
    click.echo(f"sound: {counted(report.calls, 'call')}, {counted(report.events, 'event')}{erased}")
