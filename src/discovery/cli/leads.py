"""`discovery leads`: importing and listing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO

import click

from discovery.cli.common import Options, moment, open_store, print_json, table, talk
from discovery.text import one_line


@click.group()
def leads() -> None:
    """Import and list leads."""


@leads.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def import_(options: Options, file: BinaryIO, as_json: bool) -> int:
    """Import leads from a CSV FILE, or from standard input with -.

    The first row names the columns: Name (or First name and Last name), Company, and, where there are any, Title,
    E-mail, Phone and Source; other columns are kept as they are. A lead whose e-mail address is known is updated.
    Rows that cannot be read are listed with their line, and the exit status is 1.
    """
    from discovery.service.leads import import_csv

    with open_store(options) as store:
        report = store.write(import_csv, file, datetime.now().astimezone(), _progress())
    if as_json:
        print_json(asdict(report))
        return 1 if report.skipped else 0
    for note in report.notes:
        talk(f"discovery: {note}")
    for row in report.skipped:
        talk(f"line {row.line}: {one_line(row.text, 200)}; not imported")
    click.echo(
        f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.suppressed} on the do-not-contact list, {len(report.skipped)} not readable"
    )
    return 1 if report.skipped else 0


def _progress() -> Callable[[int, int], None] | None:
    """Says how far an import is, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if done % 500 == 0 or (done == total and total >= 500):
            click.echo(f"\r{done:,} of {total:,} rows", err=True, nl=done == total)

    return show


@leads.command("list")
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--limit", type=click.IntRange(1), default=500, show_default=True, help="Leads at most.")
@click.pass_obj
def list_(options: Options, query: tuple[str, ...], as_json: bool, limit: int) -> None:
    """List leads: those with an open call first, then the newest.

    Each word of QUERY has to occur in the name, company, title, e-mail address or source.
    """
    from discovery.service.leads import list_leads

    with open_store(options) as store:
        rows = store.read(list_leads, " ".join(query), limit)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    if not rows:
        talk("no lead matches" if query else "there are no leads yet: `discovery leads import FILE` brings them in")
        return
    table(
        ("NAME", "COMPANY", "TITLE", "E-MAIL", "LAST CALL", "VERDICT"),
        [
            (
                row.name,
                row.company,
                row.title,
                row.email,
                moment(row.last_call_at),
                _standing(row.verdict, row.open_call),
            )
            for row in rows
        ],
    )


def _standing(verdict: str | None, open_call: object) -> str:
    return "open call" if open_call else (verdict or "").replace("_", " ")
