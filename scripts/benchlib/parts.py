"""What is measured without a terminal: the command line, the verdict, durable answers and briefs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from benchlib.report import Line, median
from discovery.briefs.brief import Brief
from discovery.briefs.compose import compose

_CLICK = "import click\n@click.group()\ndef cli():\n    'Bare.'\n@cli.command()\ndef verb():\n    'One.'\ncli()"


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
    """A brief composed and rendered, and the same templates through plain Jinja: no sandbox, no rule of ours."""
    from jinja2 import Environment, PackageLoader

    from discovery.briefs.pdf import Typesetter
    from discovery.briefs.render import Renderer, context, is_html

    composed = _composer(store)
    renderer, seen = Renderer(), context(composed())
    loader = PackageLoader("discovery.briefs")
    plain = Environment(loader=loader, autoescape=is_html, trim_blocks=True, lstrip_blocks=True)
    page, note = plain.get_template("brief.html.j2"), plain.get_template("brief.md.j2")

    def both() -> None:
        brief = composed()
        renderer.render(brief, "html")
        renderer.render(brief, "markdown")

    works: dict[str, Callable[[], object]] = {
        "html": lambda: renderer.render(composed(), "html"),
        "plain html": lambda: page.render(seen),
        "both": both,
        "plain both": lambda: (page.render(seen), note.render(seen)),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(8):
        for name, work in works.items():
            times[name] += timed(work, max(3, rounds // 8))
    ms = {name: median(values) * 1e3 for name, values in times.items()}
    with Typesetter() as typesetter:
        numbers = count()
        pages = timed(lambda: typesetter.pdf(replace(composed(), title=f"Brief {next(numbers)}"), now()), rounds)
    return [
        Line("a brief composed and rendered as HTML", "ms", ms["html"], ms["plain html"], 2),
        Line("a brief composed, as HTML and Markdown", "ms", ms["both"], ms["plain both"], 2),
        Line("a brief as PDF", "ms", median(pages) * 1e3),
    ]


def _composer(store: Path) -> Callable[[], Brief]:
    """Composes the brief of the newest call that ended; what it is composed from is read once."""
    from discovery.engine.assess import assess
    from discovery.service import calls
    from discovery.storage import events
    from discovery.storage.store import Store

    with Store.open(store) as opened:
        header = next(row.header for row in opened.read(calls.list_calls) if row.header.ended_at)
        call, (head, number) = opened.read(calls.load, header.id), opened.read(events.head, header.id)
    state, at = call.state, now()
    parts = {"bank": call.bank, "lead": call.lead, "header": call.header, "state": state}
    known = {**parts, "assessment": assess(call.bank, state.sheet), "head": head, "events": number}
    return partial(compose, **known, reasons={}, now=at)


def _bank() -> object:
    from discovery import paths
    from discovery.banks.library import Library

    return Library([paths.shipped_banks()]).bank("bant")


def now() -> datetime:
    return datetime.now().astimezone()
