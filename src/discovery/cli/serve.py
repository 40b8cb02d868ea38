"""`discovery serve`: the screens in a browser, by textual-serve; a process of its own for each tab.

Whoever has the link can do what whoever sits at this machine can: so the server listens on this machine alone, and
every address begins with a token that is made anew at each start.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from ipaddress import ip_address

import click

from discovery.cli.common import Options, talk
from discovery.errors import UsageError

_SECONDS = 3.0
"""How long the programs of open tabs have to end when the server does."""


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Another address lets other machines in.")
@click.pass_obj
def serve(options: Options, host: str, port: int) -> int:
    """Show the screens in a browser.

    The link that is printed has a token in it: whoever has the link can read and change the calls. Each tab is a
    program of its own, on the same store.
    """
    try:
        import discovery.cli.web  # noqa: F401
    except ImportError as error:
        raise UsageError(f"{error.name} is not installed: the browser needs the extra, discovery-call[web]") from None
    location = options.location  # makes the demo's store once, and not in two tabs at the same time
    where = ["--demo"] if options.demo else ["--store", location]
    if not _is_here(host):
        talk(f"CAREFUL: {host} can be reached from other machines, and the connection is not encrypted.")
        talk("Whoever gets the link, or reads it on the way, can read and change every call. `ssh -L` is safer.")
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(_command([sys.executable, "-m", "discovery", *where]), host, port))
    return 0


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _command(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


async def _serve(command: str, host: str, port: int) -> None:
    """Serves until the program is told to stop. Raises UsageError where the address cannot be had."""
    from aiohttp import web

    from discovery.cli.web import application

    token = secrets.token_urlsafe(24)
    runner = web.AppRunner(await application(command, token), access_log=None, shutdown_timeout=_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise UsageError(
                f"{host} port {port} cannot be had: {error.strerror}; --port 0 takes a free one"
            ) from error
        stopped = asyncio.Event()
        with suppress(NotImplementedError):  # not on Windows
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        named = f"[{host}]" if ":" in host else host
        click.echo(f"http://{named}:{runner.addresses[0][1]}/{token}/")
        talk("Open this link in a browser. Ctrl+C stops; every answer is saved by then.")
        await stopped.wait()
    finally:
        await runner.cleanup()
