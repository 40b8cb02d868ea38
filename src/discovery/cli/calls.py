"""`discovery calls`: listing and showing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from discovery.cli.common import Options, moment, open_store, print_json, table, talk


@click.group()
def calls() -> None:
    """List and show calls."""


@calls.command("list")
@click.argument("query", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="Calls at most.")
@click.pass_obj
def list_(options: Options, query: tuple[str, ...], as_json: bool, limit: int) -> None:
    """List calls, the newest first. Each word of QUERY has to occur in what is known of the lead."""
    from discovery.service.calls import list_calls

    with open_store(options) as store:
        rows = store.read(list_calls, " ".join(query), limit)
    if as_json:
        print_json([{**asdict(row.header), "lead_name": row.lead_name, "company": row.company} for row in rows])
        return
    if not rows:
        talk("no call matches" if query else "there are no calls yet: `discovery` opens the screens")
        return
    table(
        ("CALL", "STARTED", "NAME", "COMPANY", "BANK", "VERDICT", "SCORE", "BY"),
        [
            (
                row.header.id.hex[-8:],
                moment(row.header.started_at),
                row.lead_name,
                row.company,
                row.header.framework,
                _verdict(asdict(row.header)),
                "" if row.header.score is None else f"{row.header.score:.1f}",
                row.header.author,
            )
            for row in rows
        ],
    )


def _verdict(header: dict[str, Any]) -> str:
    """The verdict as a person reads it: that of a person counts, the computed one stands beside it."""
    if header["verdict"] is None:
        return "open call"
    computed = " ".join(part for part in (header["verdict"].replace("_", " "), header["grade"]) if part)
    override = header["override"]
    return f"{override.replace('_', ' ')} (computed: {computed})" if override else computed


@calls.command()
@click.argument("call")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(options: Options, call: str, as_json: bool) -> None:
    """Show one CALL: where it stands, every answer, and the notes.

    CALL is an id, or the beginning or the end of one.
    """
    from discovery.service.reports import call_document, call_lines, find_and_load

    with open_store(options) as store:
        found, elsewhere = store.read(find_and_load, call)
    if as_json:
        print_json(call_document(found))
        return
    for line in call_lines(found, elsewhere):
        click.echo(line)
