"""What is measured without a terminal: the command line, the verdict, durable answers and briefs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from benchlib.report import Line, median

_CLICK = "import click\n@click.group()\ndef cli():\n    'Bare.'\n@cli.command()\ndef verb():\n    'One.'\ncli()"
_TEMPLATE = """{{ title }}
{% for section in sections %}# {{ section.title }}
{% for line in section.lines %}- {{ line.text }}
{% endfor %}{% endfor %}"""


def timed(work: Callable[[], object], rounds: int) -> list[float]:
    """Seconds of each round, after one that does not count."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def command_line(rounds: int, home: Path) -> list[Line]:
    """`--help` and `--version` in turn with a bare Click program's help."""
    programs = {
        "floor": [sys.executable, "-c", _CLICK, "--help"],
        "--help": [sys.executable, "-m", "discovery", "--help"],
        "--version": [sys.executable, "-m", "discovery", "--version"],
    }
    environment = {**os.environ, "DISCOVERY_HOME": str(home)}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, argv in programs.items():
            start = time.perf_counter()
            subprocess.run(argv, env=environment, stdout=subprocess.DEVNULL, check=True)
            if number:
                times[name].append(time.perf_counter() - start)
    ms = {name: median(values) * 1e3 for name, values in times.items()}
    return [Line(f"`{name}`", "ms", ms[name], ms["floor"], 1.3) for name in ("--help", "--version")]


def durable(rounds: int, folder: Path, store: Path) -> list[Line]:
    """An answer recorded durably, and one row committed with sqlite3 alone at synchronous=FULL."""
    from discovery.engine.answers import Answer
    from discovery.service import calls, changes, leads
    from discovery.storage.store import Store

    raw = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE answer(id INTEGER PRIMARY KEY, fact, value, at)")
    with Store.open(store) as opened:
        lead = opened.read(leads.list_leads, limit=500)[-1]
        call = opened.write(calls.start, lead.id, _bank(), author="bench", now=now())
        fact = next(fact for fact in call.bank.facts.values() if fact.type == "choice")
        said = Answer(fact.id, fact.choices[0].id)

        def record() -> None:
            event = changes.answer(said, author="bench", now=now())
            opened.write(calls.record, call.header.id, [event], bank=call.bank)

        def insert() -> None:
            raw.execute("INSERT INTO answer(fact, value, at) VALUES (?, ?, ?)", (fact.id, "x", time.time()))

        ours, floor = [], []
        for _ in range(4):
            ours += timed(record, rounds // 4)
            floor += timed(insert, rounds // 4)
    over = (median(ours) - median(floor)) * 1e3
    return [
        Line("answer durable", "ms", median(ours) * 1e3, median(floor) * 1e3),
        Line("answer durable: over sqlite3 alone", "ms", over, limit=2, ratio=False),
    ]


def briefs(rounds: int, store: Path) -> list[Line]:
    """A brief rendered as Markdown, and the same lines through a bare Jinja template without sandbox or escaping."""
    from jinja2 import Environment

    from discovery.briefs.render import Renderer, context
    from discovery.service import briefs as cases
    from discovery.service import calls
    from discovery.storage.store import Store

    with Store.open(store) as opened:
        call = next(row.header for row in opened.read(calls.list_calls) if row.header.ended_at)
        brief = opened.read(cases.brief, call.id, now(), reasons={})
    renderer, plain = Renderer(), Environment().from_string(_TEMPLATE)
    seen = context(brief)
    ours = timed(lambda: renderer.render(brief, "markdown"), rounds)
    floor = timed(lambda: plain.render(seen), rounds)
    return [
        Line("a brief, rendered", "ms", median(ours) * 1e3, median(floor) * 1e3),
    ]


def _bank() -> object:
    from discovery import paths
    from discovery.banks.library import Library

    return Library([paths.shipped_banks()]).bank("bant")


def now() -> datetime:
    return datetime.now().astimezone()
