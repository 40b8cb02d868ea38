"""The way in: the screens where nothing else is asked for, else the verbs.

Opening the screens imports neither Click nor a verb, because that would be a tenth of the start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from discovery.errors import DiscoveryError

INTERRUPTED = 130
"""Exit status after Ctrl+C: 128 and the number of SIGINT."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the exit status. `argv` is without the program's name."""
    args = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character is no reason to stop
    try:
        status = _run(args)
        sys.stdout.flush()
    except DiscoveryError as error:
        print(f"discovery: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    return status


def _run(args: list[str]) -> int:
    completing = "_DISCOVERY_COMPLETE" in os.environ
    place = None if completing else screens_only(args)
    if place is None:
        from discovery.cli.app import run

        return run(args)
    from discovery.cli.screens import open_screens

    return open_screens(*place)


def screens_only(args: Sequence[str]) -> tuple[str | None, bool] | None:
    """The store and whether it is the demo's, where the arguments ask for the screens alone; else None."""
    store: str | None = None
    demo = False
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--demo":
            demo = True
        elif word == "--store" and rest:
            store = rest.pop(0)
        elif word.startswith("--store="):
            store = word.removeprefix("--store=")
        else:
            return None
    return store, demo


def _reader_gone() -> int:
    """Whoever read our output stopped reading: end quietly, and keep the interpreter from complaining at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
