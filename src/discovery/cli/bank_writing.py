"""`discovery bank new` and `try`: a bank begun, and walked through while it is being written."""

from __future__ import annotations

import re
import shlex
import tempfile
from pathlib import Path

import click

from discovery.cli.bank_versions import named_bank
from discovery.cli.common import talk
from discovery.errors import UsageError
from discovery.text import one_line


@click.command()
@click.argument("bank_id", metavar="ID")
@click.option("--from", "origin", metavar="ID", help="Begin with a copy of this bank.")
def new(bank_id: str, origin: str | None) -> int:
    """Write a commented starter file for a bank of your own; never over a file that is there.

    With --from the same ID, your copy replaces the shipped bank.
    """
    from discovery.banks import schema, starter
    from discovery.banks.pick import in_force
    from discovery.files import write_new
    from discovery.service.banks import library

    if not re.fullmatch(schema.ID, bank_id) or len(bank_id) > 60:
        raise UsageError(f"{one_line(bank_id, 60)!r} is no id; use lower-case letters, digits and underscores")
    banks = library()
    path = banks.folders[0] / "frameworks" / f"{bank_id}.yaml"
    taken = [found for found in banks.candidates("framework", bank_id) if found.parent == path.parent]
    if bank_id in banks.framework_ids() and (origin != bank_id or taken):
        raise UsageError(
            f"{taken[0]} is there already: nothing was written; change that file"
            if taken
            else f"{bank_id} is there already; take another id, or --from {bank_id} to replace it by your own copy"
        )
    text = starter.starter(bank_id) if origin is None else starter.copy(in_force(banks, origin), bank_id)
    write_new(path, text)
    click.echo(one_line(str(path)))
    talk(f"next: edit it, then `discovery bank check {shlex.quote(str(path))}` and `discovery bank try {bank_id}`")
    return 0


@click.command("try")
@click.argument("bank", metavar="ID|FILE")
def try_(bank: str) -> int:
    """Hold a call with a bank on a made-up lead, in a store that is thrown away afterwards."""
    found = named_bank(bank)
    with tempfile.TemporaryDirectory(prefix="discovery-try-", ignore_cleanup_errors=True) as folder:
        location = Path(folder) / "try.sqlite3"
        from discovery.service.trial import begin
        from discovery.storage.store import Store
        from discovery.tui.start import now, run

        with Store.open(location) as store:
            lead_id = store.write(begin, found, now())
        return run(location, demo=False, call_lead=str(lead_id))
