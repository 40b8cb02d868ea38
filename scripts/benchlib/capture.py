"""What reading a line of free text costs, and how right it is on the written lines of the tests."""

from __future__ import annotations

import sys
import time
from functools import partial
from pathlib import Path

from benchlib.parts import timed
from benchlib.report import Line, median
from discovery import paths
from discovery.banks.library import Library
from discovery.capture.line import LineReader

_LINE = (
    "50k approved for Q3, CFO Ana Ruiz signs, need it live before the audit in March ! on prem and SSO required, "
    "25 users at first could grow to 300, our price is doubel the others, leaning towards us, Bob objects"
)
_SHARES = ("precision of what is proposed", "recall of what was said")
_GOALS, _NO_GOALS = (95, 80), (None, None)


def capture(rounds: int) -> list[Line]:
    """The first line that is read, a line of two hundred characters after it, and precision and recall in percent."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.capture.corpus import ON, corpus, score

    bank = Library([paths.shipped_banks()]).bank("scotsman")  # the one with the most facts
    start = time.perf_counter()
    reader = LineReader(bank, bank.currency)
    reader.read(_LINE, on=ON)
    first = time.perf_counter() - start
    again = median(timed(partial(reader.read, _LINE, on=ON), rounds))
    new = iter(_LINE.replace(",", f" {number},") for number in map(_word, range(10_000)))
    pasted = median(timed(lambda: reader.read(next(new), on=ON), rounds))
    lines = [
        Line("the first line of a call read, its index made", "ms", first * 1e3),
        Line("a line of two hundred characters read, known but for its end", "ms", again * 1e3, limit=15, ratio=False),
        Line("a line of two hundred characters read, all of it new", "ms", pasted * 1e3, limit=15, ratio=False),
    ]
    for name, file, goals in (
        ("held apart", "held", _GOALS),
        ("held apart, each in its own words", "strangers", _NO_GOALS),
        ("that only thresholds were set on", "fresh", _NO_GOALS),
        ("of reps", "reps", _GOALS),
        ("of the words' authors", "words", _GOALS),
    ):
        written = corpus(file)
        result = score(written)
        for what, share, goal in zip(_SHARES, (result.precision, result.recall), goals, strict=True):
            lines.append(Line(f"{what}, {len(written)} lines {name}", "%", 100 * share, limit=goal, least=True))
    return lines


def _word(number: int) -> str:
    """A word that no clause had before."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "x"
