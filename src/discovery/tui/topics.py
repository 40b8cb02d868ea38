"""What the help says of what is in front: a heading, then lines. `{call.note}` stands for the key of a command."""

from __future__ import annotations

from collections.abc import Mapping

from discovery.banks.model import Fact
from discovery.capture.entry import examples

LEADS = (
    "The list of leads",
    "What you type filters it by name, company, title, e-mail and source. {leads.open} calls the one under the cursor; "
    "“resume” marks a call that is still open. The verdict and the day are of the newest call; the list says where it "
    "ended as something else.",
)
RATING = (
    "Rating a whole criterion",
    "Its quality is 0 to 3, with the anchors in view; {call.evidence} switches between claimed and confirmed, "
    "{call.enter} asks for the reason. Your rating stands above what the answers add up to, and both are kept.",
)
VERDICT = (
    "The verdict",
    "Where the call stands by what is known, the points of each criterion, the must-passes, and what would change it. "
    "The score is a range until everything is asked. {call.best} go to the questions most worth asking, "
    "{call.switch} shows the question again.",
)
FINDER = (
    "Finding a question",
    "A few letters of its words; the arrows choose, {call.enter} goes there, {call.leave} back.",
)
WRAPUP = (
    "Wrapping up",
    "The verdict stands as computed; {wrapup.override} sets your own, with a reason, and both are kept. The line at "
    "the bottom says what is still needed before {wrapup.close} closes the call.",
)
BRIEF = (
    "The brief",
    "What the next colleague needs, every line from an answer: ✓ confirmed, ~ claimed, ? unknown. "
    "{brief.copy} copies it as Markdown, {brief.save} saves it.",
)
CARDS = (
    "Finding an objection card",
    "Two letters of its name, or words of what was said; the arrows choose, {call.enter} notes it with the time.",
)
HEARD = (
    "What you hear, in one line",
    "Answers to any questions, in any order: amounts, days, names with their titles, choices. ! at the end of a part: "
    "they confirmed it; quotation marks: their words; `fact: value` and #criterion say what is meant. "
    "{call.best} leave one out. What is not understood becomes a note.",
)
PEOPLE = (
    "The people",
    "Everybody whom an answer names, with title and role; ● where one of those answers is confirmed. A call on which "
    "nobody else is named hangs on one person.",
)
_LINES: Mapping[str, tuple[str, str]] = {
    "quote": ("A quote", "Their own words for this answer; they stand in the brief, in quotation marks."),
    "note": (
        "A note",
        "Whatever is worth keeping about this question; it decides nothing. One that begins with “promised”, "
        "“sensitive” or “don't ask” stands in the brief under that heading.",
    ),
    "reason": ("The reason of a rating", "Why you rate the criterion so; it is kept beside the rating."),
    "go_to": FINDER,
    "objection": CARDS,
    "capture": HEARD,
}
_LINE = (
    "{call.enter} takes the line, {call.leave} keeps it unfinished for later, {call.discard} empties it, or discards "
    "what was kept. What is still unfinished when the call is left becomes a note."
)
_TYPES: Mapping[str, str] = {
    "text": "answered in their own words",
    "yes_no": "yes or no",
    "choice": "one of a list",
    "choices": "any of a list",
    "number": "a number",
    "money": "an amount",
    "date": "a day, or a time such as a quarter",
    "person": "one person",
    "people": "people",
}
_ANSWERING = (
    "{call.unknown}: they do not know · {call.declined}: they would not say · {call.evidence}: confirmed or claimed · "
    "{call.quote}: their words · {call.note}: a note"
)


def topic(text: tuple[str, str]) -> str:
    """A heading and its line, as the help takes them."""
    return "\n".join(text)


def line_topic(kind: str, fact: Fact) -> str:
    """Of the line of text that is open, by what it is open for; an answer by the type of its question."""
    if kind in _LINES:
        heading, text = _LINES[kind]
        return "\n".join((heading, text, _LINE))
    return "\n".join((f"The answer: {_TYPES[fact.type]}", _example(fact), _LINE))


def question_topic(fact: Fact) -> str:
    """Of the question in front, by its type."""
    how = "A digit picks, and {call.enter} types" if fact.choices else "{call.enter} types it"
    if fact.type == "yes_no":
        how = "{call.yes} or {call.no}"
    return "\n".join((f"The question: {_TYPES[fact.type]}", f"{how}. {_example(fact)}", _ANSWERING))


def _example(fact: Fact) -> str:
    """What can be typed; of a text, what is worth hearing in it."""
    if fact.type != "text":
        return f"For example: {examples(fact)}"
    return f"Worth hearing: {'; '.join(fact.listen_for)}" if fact.listen_for else "A few words of what they say"
