"""`discovery brief`: the hand-off on paper, one call or many, and how it looks in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from discovery.cli.common import Options, Transactions, open_store, talk

KINDS = ("md", "txt", "html", "pdf", "json")
AUDIENCES = ("ae", "customer")
DEFAULT = "write"

_audience = click.option(
    "--audience", type=click.Choice(AUDIENCES), default="ae", show_default=True,
    help="The executive who takes over, or the customer: what they said, and nothing that we think of it.",
)  # fmt: skip
_executive = click.option("--executive", metavar="NAME", default="", help="Who takes over, named to the customer.")


class BriefGroup(click.Group):
    """A group that takes what is no verb of its own as the arguments of `write`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group(cls=BriefGroup)
def brief() -> None:
    """The hand-off brief of a call: `discovery brief CALL`.

    What is no verb below goes to `write`: see `discovery brief write --help`.
    """


@brief.command()
@click.argument("call", required=False)
@click.option("--format", "kinds", metavar="FORMATS", default="md", show_default=True,
              help=f"{', '.join(KINDS)}; several with commas, together with --since.")  # fmt: skip
@_audience
@_executive
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file, whole or not at all.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="All calls that ended, of those since this day.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder of the files, with --since.")
@click.pass_obj
def write(
    options: Options, call: str | None, kinds: str, audience: Any, executive: str, output: Path | None,
    since: datetime | None, out: Path | None,
) -> int:  # fmt: skip
    """Write the brief of a CALL, or with --since those of all calls that ended since that day.

    CALL is an id, or the beginning or the end of one. With --since there is a file a call and format in the folder
    --out, and index.csv names them; where one fails the others are written, and the exit status is 1.
    """
    wanted = _kinds(kinds)
    if since is not None:
        if call or output or out is None:
            raise click.UsageError("--since takes --out FOLDER, and neither a CALL nor --output")
        return _many(options, out, since.astimezone(), wanted, audience, executive)
    if call is None or out is not None:
        raise click.UsageError("give a CALL, or --since DAY --out FOLDER for many")
    if len(wanted) > 1:
        raise click.UsageError("a CALL is written in one format at a time")
    _one(options, call, wanted[0], audience, executive, output)
    return 0


def _kinds(text: str) -> tuple[Any, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    wrong = [kind for kind in found if kind not in KINDS]
    if wrong:
        raise click.UsageError(f"{wrong[0][:20]!r} is no format; there are {', '.join(KINDS)}")
    return found


def _one(options: Options, call: str, kind: Any, audience: Any, executive: str, output: Path | None) -> None:
    """One page, on standard output or in a file."""
    import sys

    if output is None and kind == "pdf" and sys.stdout.isatty():
        raise click.UsageError("a PDF is not shown on a terminal: give --output FILE, or send it on")
    with open_store(options) as store:
        made = _made(store, call, kind, audience, executive)
    if output is None:
        click.echo(made, nl=not made.endswith(b"\n") and kind != "pdf")
        return
    from discovery.files import write_whole

    write_whole(output, made)
    talk(f"wrote {output}")


def _made(store: Transactions, call: str, kind: Any, audience: Any, executive: str) -> bytes:
    from discovery.service.banks import library
    from discovery.service.briefs import Press, composed, segment_of, templates_folder, words
    from discovery.service.calls import find_call

    now, called = datetime.now().astimezone(), words(library())
    header = store.read(find_call, call)
    made = store.read(composed, header.id, now, called, audience, executive)
    with Press(templates_folder()) as press:
        return press.put(made.page, kind, now, segment_of(made.lead))


def _many(options: Options, out: Path, since: datetime, kinds: Any, audience: Any, executive: str) -> int:
    """The files of many calls, with progress on a terminal; the exit status."""
    import sys

    from discovery.service.banks import library
    from discovery.service.brief_files import Order, Step, write_briefs
    from discovery.service.briefs import templates_folder, words

    shown, failed, done = sys.stderr.isatty(), 0, 0

    def report(step: Step) -> None:
        nonlocal failed, done
        done = step.done
        if step.failed:
            failed += 1
            talk(f"{_back(shown)}discovery: {step.failed}")
        if shown and (step.done % 10 == 0 or step.done == step.of):
            click.echo(f"{_back(shown)}{step.done:,} of {step.of:,}", nl=False, err=True)

    with open_store(options) as store:
        now = datetime.now().astimezone()
        order = Order(since, kinds, words(library()), now, audience, executive, templates_folder())
        write_briefs(store, out, order, report)
    talk(f"{_back(shown)}wrote the briefs of {done - failed:,} of {done:,} calls to {out}")
    return 1 if failed else 0


def _back(shown: bool) -> str:
    """What overwrites the line of progress on a terminal."""
    return "\r\x1b[K" if shown else ""


@brief.command()
def schema() -> None:
    """Print the JSON schema of `--format json`."""
    from discovery.briefs.document import schema as text

    click.echo(text(), nl=False)


@brief.command()
@click.argument("call")
@_audience
@_executive
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The file that the browser shows.")
@click.option("--watch", is_flag=True, help="Write it again whenever a template changes, until Ctrl+C.")
@click.option("--open/--no-open", "opens", default=True, help="Open the browser, or only write the file.")
@click.pass_obj
def preview(
    options: Options, call: str, audience: Any, executive: str, output: Path | None, watch: bool, opens: bool
) -> None:
    """Show the brief of a CALL in the browser."""
    import webbrowser
    from time import sleep

    from discovery import paths
    from discovery.errors import DiscoveryError
    from discovery.files import write_whole

    page = (output or paths.data_dir() / "preview" / "brief.html").absolute()
    with open_store(options) as store:
        write_whole(page, _made(store, call, "html", audience, executive))
        if not (opens and webbrowser.open(page.as_uri())):
            talk(f"open {page} in a browser")
        if not watch:
            return
        talk("written again whenever a template changes: reload the page; Ctrl+C ends it")
        for changed in changes(template_files, lambda: sleep(0.4)):
            try:
                write_whole(page, _made(store, call, "html", audience, executive))
                talk(f"{changed.name} changed: reload the page")
            except DiscoveryError as error:
                talk(f"discovery: {error}")


def template_files() -> Iterable[Path]:
    """The templates that came with the program and those of the team, as files."""
    from discovery import briefs
    from discovery.service.briefs import templates_folder

    shipped, own = Path(briefs.__file__).parent / "templates", templates_folder()
    return sorted([*shipped.iterdir(), *(own.iterdir() if own.is_dir() else [])])


def changes(files: Callable[[], Iterable[Path]], wait: Callable[[], object]) -> Iterable[Path]:
    """Each file that was made, changed or removed since it was last looked at; `wait` is called between two looks."""
    before = _stamps(files())
    while True:
        wait()
        after = _stamps(files())
        different = [path for path in {**before, **after} if before.get(path) != after.get(path)]
        before = after
        yield from different[:1]


def _stamps(files: Iterable[Path]) -> dict[Path, int]:
    stamps = {}
    for path in files:
        try:
            stamps[path] = path.stat().st_mtime_ns
        except OSError:  # an editor is replacing it
            continue
    return stamps
