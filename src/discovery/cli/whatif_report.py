"""What `discovery bank whatif` prints, a flip as soon as it is found."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict

import click

from discovery.banks.model import Bank
from discovery.cli.common import table, talk
from discovery.engine.assessment import Verdict
from discovery.service.whatif import Flip, Outcome
from discovery.text import one_line

_LINE = 200
_EVERY = 50
_CLEAR = "\r\x1b[2K"


class Report:
    """Prints flips as they come, then the table of old against new verdicts; as JSON one document, a flip a line."""

    def __init__(self, bank: Bank, *, as_json: bool) -> None:
        self._bank, self._as_json, self._flips = bank, as_json, 0
        self._terminal = sys.stderr.isatty()

    def tell(self, flip: Flip) -> None:
        if self._terminal:
            click.echo(_CLEAR, nl=False, err=True)
        if self._as_json:
            self._tell_json(flip)
        else:
            self._tell_text(flip)
        self._flips += 1

    def progress(self) -> Callable[[int, int], None] | None:
        """Says how far it is, on a terminal only."""
        if not self._terminal:
            return None

        def show(done: int, total: int) -> None:
            if done == total:
                click.echo(_CLEAR, nl=False, err=True)
            elif done % _EVERY == 0:
                click.echo(f"\r{done:,} of {total:,} calls", nl=False, err=True)

        return show

    def end(self, outcome: Outcome) -> None:
        pairs = sorted(outcome.verdicts.items(), key=lambda item: tuple(map(list(Verdict).index, item[0])))
        if self._as_json:
            if not self._flips:
                self._open()
            verdicts = [{"old": old.value, "new": new.value, "calls": count} for (old, new), count in pairs]
            tail = {"calls": outcome.calls, "flipped": outcome.flips, "verdicts": verdicts}
            click.echo(f"], {json.dumps(tail)[1:]}")
            return
        if not outcome.calls:
            talk(f"no closed call was held with {self._bank.id}")
            return
        columns = [verdict for verdict in Verdict if any(new is verdict for (_, new), _ in pairs)]
        rows = [
            (_words(old), *(str(outcome.verdicts.get((old, new), "")) for new in columns))
            for old in Verdict
            if any(before is old for (before, _), _ in pairs)
        ]
        if self._flips:
            click.echo("")
        table(("OLD \\ NEW", *map(_words, columns)), rows)
        talk(f"{_count(outcome.calls, 'call')}, {_count(outcome.flips, 'verdict')} would be another one")

    def _open(self) -> None:
        head = {"bank": self._bank.id, "version": self._bank.version, "sha256": self._bank.sha256}
        click.echo(f'{json.dumps(head)[:-1]}, "flips": [')

    def _tell_json(self, flip: Flip) -> None:
        if self._flips:
            click.echo(",")
        else:
            self._open()
        click.echo(json.dumps(asdict(flip), ensure_ascii=False, default=str), nl=False)

    def _tell_text(self, flip: Flip) -> None:
        who = ", ".join(one_line(part, 80) for part in (flip.lead, flip.company) if part)
        click.echo(f"{flip.on}  {who}: {_words(flip.old)} → {_words(flip.new)}  ({flip.call.hex[-8:]})")
        for name, text in (("now", flip.why), ("before", flip.why_not), *(("note", note) for note in flip.notes)):
            if text:
                click.echo(f"    {name}: {one_line(text, _LINE)}")


def _words(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
