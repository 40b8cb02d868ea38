"""What a verdict and its outlook cost, against looking at every completion."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import product
from math import prod
from time import process_time

from benchlib.parts import timed
from benchlib.report import Line, median
from discovery import paths
from discovery.banks.library import Library
from discovery.banks.model import Bank, bank_from
from discovery.engine.answers import Answer, Evidence, Sheet
from discovery.engine.assess import assess, assess_view, figures_of, gates_of, judge
from discovery.engine.assessment import Verdict
from discovery.engine.outlook import outlook
from discovery.engine.prior import DEFAULT_ENDS, END_STATES
from discovery.engine.view import View, view


def engine(rounds: int) -> list[Line]:
    """The verdict, and the verdict with odds and the next questions, over every bank that is shipped."""
    library = Library([paths.shipped_banks()])
    verdicts, outlooks = [], []
    for name in library.framework_ids():
        bank = library.bank(name)
        said = [fact for fact in bank.facts.values() if fact.choices][:6]
        sheet = Sheet(
            datetime.now().date(),
            answers={
                fact.id: Answer(fact.id, _first(fact.type, fact.choices[0].id), Evidence.CLAIMED) for fact in said
            },
        )
        seen = view(bank, sheet)
        verdicts.append(median(timed(partial(assess, bank, sheet), rounds)))
        outlooks.append(median(timed(partial(outlook, seen, assess_view(seen)), max(3, rounds // 10))))
    eleven = view(eleven_criteria(), Sheet(datetime.now().date()))
    bant = view(library.bank("bant"), Sheet(datetime.now().date()))
    plain = median(timed(partial(assess, bant.bank, bant.sheet), rounds))
    summed = median(timed(partial(outlook, bant, assess_view(bant)), rounds))
    counted = median(timed(partial(enumerated, bant), 1))
    return [
        Line("odds and next questions of BANT, against plain enumeration", "ms", summed * 1e3, counted * 1e3),
        Line(
            "odds and next questions, eleven open criteria",
            "ms",
            median(timed(partial(outlook, eleven, assess_view(eleven)), max(3, rounds // 10))) * 1e3,
            limit=10,
            ratio=False,
        ),
        Line(
            "a verdict of BANT",
            "ms",
            plain * 1e3,
            limit=0.5,
            ratio=False,
        ),
        Line("a verdict, slowest bank", "ms", max(verdicts) * 1e3),
        Line("a verdict with odds and next questions, slowest bank", "ms", max(outlooks) * 1e3, limit=10, ratio=False),
        Line("the largest bank read cold, CPU beyond imports", "ms", cold(max(3, rounds // 10)), limit=50, ratio=False),
    ]


def cold(rounds: int) -> float:
    """Milliseconds of CPU to read the shipped bank that takes longest, by a library that has read nothing yet."""
    names = Library([paths.shipped_banks()]).framework_ids()
    times: dict[str, list[float]] = {name: [] for name in names}
    for name in list(names) * (rounds + 1):
        start = process_time()
        Library([paths.shipped_banks()]).bank(name)
        times[name].append(process_time() - start)
    return max(median(values[1:]) for values in times.values()) * 1e3


def eleven_criteria() -> Bank:
    """A bank larger than any that is shipped, its weights as uneven as theirs."""
    facts = [{"id": f"f{place}", "ask": "?", "type": "text", "core": True} for place in range(11)]
    weights = (18, 13, 5, 10, 13, 8, 9, 7, 6, 6, 5)
    gate = {"must_pass": {"min_quality": 2, "min_evidence": "confirmed"}, "knockout": "KO"}
    criteria = [
        {"id": f"k{place}", "title": "K", "weight": weight, "ask": [f"t.f{place}"], **(gate if place < 3 else {})}
        for place, weight in enumerate(weights)
    ]
    date = {"id": "date", "ask": "?", "type": "date"}
    topics = {"t": {"title": "T", "facts": facts}, "next_step": {"title": "N", "facts": [date]}}
    framework = {"framework": "eleven", "title": "Eleven", "version": "1.0.0", "criteria": criteria}
    return bank_from({"framework": framework, "topics": topics})


def enumerated(seen: View) -> float:
    """The odds of `qualified` by looking at every completion: what the sums save."""
    now = assess_view(seen)
    ends = [((score.quality, score.evidence), *END_STATES) for score in now.criteria]
    chances = 0.0
    for dated in (True, False):
        for places in product(range(len(DEFAULT_ENDS)), repeat=len(ends)):
            scores = tuple(
                replace(score, quality=end[place][0], evidence=end[place][1],
                        points=score.weight * (end[place][0] or 0) / 3 * end[place][1].factor)
                for score, end, place in zip(now.criteria, ends, places, strict=True)
            )  # fmt: skip
            verdict = judge(seen.bank, scores, gates_of(seen.bank, scores), figures_of(scores), False, dated)
            if verdict is Verdict.QUALIFIED:
                chances += 0.5 * prod(DEFAULT_ENDS[place] for place in places)
    return chances


def _first(kind: str, choice: str) -> object:
    return [choice] if kind == "choices" else choice
