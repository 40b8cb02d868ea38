"""The command line: the verbs, each family imported when it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType

import click

from discovery import __version__
from discovery.cli.common import Options

PROGRAM = "discovery"

VERBS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "call": ("discovery.cli.call", "Open the screens on the call of a lead."),
        "leads": ("discovery.cli.leads", "Import and list leads."),
        "calls": ("discovery.cli.calls", "List and show calls."),
        "brief": ("discovery.cli.brief", "Write, preview and export hand-off briefs."),
        "handoff": ("discovery.cli.handoff", "Hand a call over, answer a hand-off, and count them."),
        "assess": ("discovery.cli.assess", "Assess answer sheets: JSON in, JSON out, no database."),
        "bank": ("discovery.cli.bank", "Write, check and compare question banks."),
        "deliver": ("discovery.cli.deliver", "Deliver briefs: by e-mail, webhook or file, and later where it fails."),
        "templates": ("discovery.cli.brief_templates", "Write and check a team's own templates of briefs."),
        "audit": ("discovery.cli.audit", "Check that no record of a call was changed."),
        "doctor": ("discovery.cli.doctor", "Say where things lie and whether they are sound."),
        "serve": ("discovery.cli.serve", "Show the screens in a browser."),
        "completion": ("discovery.cli.completion", "Print the completion script of a shell."),
    }
)
"""By verb: the module whose attribute of the same name is its command, and its line in the help."""


class LazyGroup(click.Group):
    """A group that imports a verb when it is used, and not in order to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(VERBS[cmd_name][0]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0][:40], VERBS, 1)
            meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(VERBS)}"
            ctx.fail(f"there is no verb {args[0][:40]!r}; {meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


@click.group(
    PROGRAM,
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--store", metavar="LOCATION", help="The file or postgresql+psycopg:// URL of the store to work on.")
@click.option("--demo", is_flag=True, help="Work on sample leads and calls, in a store of their own.")
@click.version_option(__version__, prog_name=PROGRAM)
@click.pass_context
def cli(ctx: click.Context, store: str | None, demo: bool) -> int:
    """The quiet colleague beside a sales rep on a qualification call.

    Without a verb it opens the screens.
    """
    ctx.obj = Options(store, demo)
    if ctx.invoked_subcommand is not None:
        return 0
    from discovery.cli.screens import open_screens

    return open_screens(store, demo)


def run(args: Sequence[str]) -> int:
    """Run a verb; the exit status. Raises DiscoveryError, KeyboardInterrupt and BrokenPipeError."""
    try:
        status = cli.main(list(args), prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        message = " ".join(error.format_message().rstrip(".").split())
        click.echo(f"{PROGRAM}: {message} (see `{path} --help`)", err=True)
        return error.exit_code
    except click.ClickException as error:
        click.echo(f"{PROGRAM}: {error.format_message()}", err=True)
        return 2
    except click.Abort:
        raise KeyboardInterrupt from None
    return status if isinstance(status, int) else 0
