"""`discovery templates`: a team's own templates of briefs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from discovery.cli.common import print_json, table, talk

FORMATS = {"md": "markdown", "txt": "text", "html": "html", "pdf": "pdf"}

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Instead of the one in the configuration.",
)


@click.group()
def templates() -> None:
    """Write and check a team's own templates of briefs.

    They are Jinja files in one folder, named by what they lay out: brief.html.j2, or brief.enterprise.md.j2 for the
    segment enterprise; for PDF they are Typst's, such as brief.typ. They can extend the shipped ones.
    """


@templates.command("list")
@folder_option
@json_option
def templates_list(folder: Path | None, as_json: bool) -> None:
    """List the templates of the folder, and what each one is for."""
    from discovery.briefs.team import layout, read

    place = _folder(folder)
    found = [(name, layout(name)) for name in read(place)]
    if as_json:
        print_json(
            [{"name": name, "kind": each and each.kind, "format": each and each.form, "segment": each and each.segment}
             for name, each in found]
        )  # fmt: skip
    elif not found:
        talk(f"no templates in {place}: `discovery templates new` writes one; without any, the shipped ones are used")
    else:
        rows = [
            [
                name,
                f"{each.kind} as {each.form}" if each else "taken in by others",
                (each.segment or "all") if each else "",
            ]
            for name, each in found
        ]
        table(["NAME", "FOR", "SEGMENT"], rows, limit=80)


@templates.command("new")
@click.option("--kind", type=click.Choice(["brief", "recap"]), default="brief", show_default=True)
@click.option("--format", "suffix", type=click.Choice(list(FORMATS)), default="html", show_default=True)
@click.option("--segment", default="", help="For leads of this segment only.")
@folder_option
def templates_new(kind: Any, suffix: str, segment: str, folder: Path | None) -> None:
    """Write a template to begin with, which extends the shipped one."""
    from discovery.briefs.team import file_name, starter
    from discovery.files import write_new

    form: Any = FORMATS[suffix]
    path = _folder(folder) / file_name(kind, form, segment)
    write_new(path, starter(kind, form))
    talk(f"wrote {path}; `discovery templates check` tries it")


@templates.command("check")
@click.argument("names", nargs=-1)
@folder_option
@json_option
def templates_check(names: Sequence[str], folder: Path | None, as_json: bool) -> int:
    """Render the templates with a sample; the exit status is 1 where one fails.

    NAMES are names of files in the folder; by default all of them.
    """
    from discovery.briefs.pdf import Typesetter
    from discovery.briefs.team import layout, read
    from discovery.errors import UsageError

    place = _folder(folder)
    found = read(place)
    missing = next((name for name in names if name not in found), None)
    if missing is not None:
        raise UsageError(f"there is no template {missing[:60]!r} in {place}")
    pages = [name for name in names or found if layout(name)]
    with Typesetter() as typesetter:
        faults = [fault for name in pages if (fault := _fault(found, name, typesetter))]
    if as_json:
        print_json({"checked": pages, "faults": faults})
    else:
        for fault in faults:
            click.echo(f"{place / fault}")
        talk(f"{len(pages)} checked, {len(faults)} with a fault")
    return 1 if faults else 0


@templates.command("context")
@click.option("--kind", type=click.Choice(["brief", "recap"]), default="brief", show_default=True)
@json_option
def templates_context(kind: str, as_json: bool) -> None:
    """List the fields that a template sees, with their types and an example each."""
    from discovery.briefs.fields import fields

    found = fields(kind)
    if as_json:
        print_json([{"path": each.path, "type": each.type, "example": each.example} for each in found])
    else:
        table(["FIELD", "TYPE", "EXAMPLE"], [[each.path, each.type, each.example] for each in found], limit=60)


def _fault(found: dict[str, str], name: str, typesetter: Any) -> str | None:
    """What is wrong with one template, beginning with its name; None where it gives a page."""
    from discovery.briefs.document import document
    from discovery.briefs.sample import samples
    from discovery.briefs.team import TemplateError, layout, render, typst

    wanted = layout(name)
    if wanted is None:
        return None
    try:
        for page in samples(wanted.kind):
            if wanted.form == "pdf":
                typesetter.pdf(page, datetime.now(UTC), name, typst(found))
            else:
                render(found, name, document(page), wanted.form)
    except TemplateError as error:
        return str(error)
    return None


def _folder(given: Path | None) -> Path:
    """The folder of the templates: the one given, the configuration's, or the one beside the configuration."""
    from discovery import config, paths

    return given or config.load().templates or paths.config_dir() / "templates"
