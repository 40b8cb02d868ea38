"""`discovery completion`: what a shell needs in order to complete the verbs."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a SHELL.

    For bash: discovery completion bash > ~/.local/share/bash-completion/completions/discovery
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:  # Click knows all three
        raise click.UsageError(f"{shell} is not known")
    script = found(ctx.find_root().command, {}, "discovery", "_DISCOVERY_COMPLETE")
    click.echo(script.source_template % script.source_vars())
