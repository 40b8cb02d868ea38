"""`discovery brief`: the hand-off on paper."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from discovery.cli.common import Options, open_store, talk


@click.command()
@click.argument("call")
@click.option("--format", "kind", type=click.Choice(["md", "html"]), default="md", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, whole or not at all."
)
@click.pass_obj
def brief(options: Options, call: str, kind: str, output: Path | None) -> None:
    """Print the hand-off brief of a CALL.

    CALL is an id, or the beginning or the end of one.
    """
    from discovery.service.banks import library
    from discovery.service.briefs import render
    from discovery.service.calls import find_call

    wanted: Literal["markdown", "html"] = "html" if kind == "html" else "markdown"
    titles = {code: reason.title for code, reason in library().reasons().items()}
    with open_store(options) as store:
        header = store.read(find_call, call)
        text = store.read(render, header.id, wanted, datetime.now().astimezone(), reasons=titles)
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    from discovery.files import write_whole

    write_whole(output, text)
    talk(f"wrote {output}")
