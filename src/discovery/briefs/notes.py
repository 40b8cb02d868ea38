"""What was noted on a call: what to keep to, what they would not say, and everything else, with its time."""

from __future__ import annotations

import re

from discovery.briefs.material import EXCERPTS, Block, Draft, Material, excerpt
from discovery.briefs.parts import NOTED, PROMISES
from discovery.engine.answers import State
from discovery.engine.events import Note
from discovery.text import counted, one_line

NOTES = 5
"""Notes that one part of the first page shows."""

_KEPT_TO = re.compile(
    r"(?:promis(?:e|es|ed)|sensitiv(?:e|ity)|asked (?:us )?not to"
    r"|(?:do not|don['\u2019]t|never) (?:ask|mention|call|ring|e-?mail|write))\b",
    re.IGNORECASE,
)
"""How a note begins that the rep means to be kept to."""


def promises(material: Material) -> Block:
    """What the rep marked as such, and the declined questions, as they stand: facts, and no remarks of ours."""
    lines = _shown([note for note in material.state.notes if _kept_to(note)], timed=False)
    for fact_id in material.state.history:
        answer = material.seen.answer(fact_id)
        if answer is not None and answer.state is State.DECLINED:
            asked = material.quoted(material.ask(fact_id))
            lines.append(Draft(f"Declined to answer: {asked}", "unknown", fact_id, label="Declined to answer"))
    if not lines:
        lines.append(Draft("No promise, sensitivity or declined question was noted.", "unknown"))
    return Block(PROMISES.id, PROMISES.title, tuple(lines))


def noted(material: Material) -> tuple[Block, ...]:
    """The other notes, where there are any."""
    lines = _shown([note for note in material.state.notes if not _kept_to(note)], timed=True)
    return (Block(NOTED.id, NOTED.title, tuple(lines)),) if lines else ()


def _kept_to(note: Note) -> bool:
    return _KEPT_TO.match(note.text.strip()) is not None


def _shown(notes: list[Note], *, timed: bool) -> list[Draft]:
    lines = [
        Draft(
            (f"{note.at:%H:%M} " if timed else "") + excerpt(one_line(note.text), EXCERPTS[0]),
            "claimed",
            f"note:{note.seq}",
        )
        for note in notes[:NOTES]
    ]
    if len(notes) > NOTES:
        lines.append(Draft(f"And {counted(len(notes) - NOTES, 'more note')}, in the appendix."))
    return lines
