"""`discovery doctor`: where things lie and whether they are sound."""

from __future__ import annotations

from pathlib import Path

import click

from discovery.cli.common import Options, print_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--has-store", is_flag=True, hidden=True, help="Only whether there is a store: exit status 0 or 1.")
@click.pass_obj
def doctor(options: Options, as_json: bool, has_store: bool) -> int:
    """Say where things lie, which versions are in use, and whether the store is sound.

    The exit status is 1 where something is not.
    """
    if has_store:
        location = str(options.location)
        return 0 if "://" in location or Path(location).exists() else 1
    from discovery.service.doctor import examine

    report = examine(options.location)
    if as_json:
        print_json({**report.facts, "problems": list(report.problems)})
    else:
        width = max(len(name) for name in report.facts)
        for name, value in report.facts.items():
            click.echo(f"{name.replace('_', ' '):{width}}  {value}")
        for problem in report.problems:
            click.echo(f"problem: {problem}")
    return 1 if report.problems else 0
