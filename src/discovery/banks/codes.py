"""Every kind of mistake that a question bank can have: a stable code, its name, and what to do about it.

0xx the file cannot be read, 1xx it refers to what is not there or contradicts itself, 2xx it has not the shape
of a bank file, 3xx it loads, but its author should look at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake. Severity: error (the file is not used), warning, or note."""

    code: str
    slug: str
    severity: str
    wrong: str
    remedy: str


def _severity(code: str) -> str:
    if code == "QB311":
        return "note"
    return "warning" if code.startswith("QB3") else "error"


_TABLE = (
    ("QB001", "unreadable-file", "The file is not there or may not be read.", "Look at its name and its permissions."),
    (
        "QB002",
        "too-large",
        "The file is larger than 1 MB, or has more than 20,000 keys and values, which no bank written by hand is.",
        "Split it, or look whether it is the right file.",
    ),
    (
        "QB003",
        "not-utf8",
        "The file is not text in UTF-8: it is UTF-16, or has a NUL or other bytes that are no UTF-8.",
        "Save it again as UTF-8.",
    ),
    (
        "QB004",
        "syntax",
        "The file is not YAML from this place on.",
        "Mostly a missing quote, a colon inside a text without quotes, or an indent that is off. Put texts with `: `, "
        "`#` or a leading quote into double quotes.",
    ),
    (
        "QB005",
        "too-deep",
        "Lists and mappings stand more than 24 deep in each other.",
        "Bank files need fewer than ten levels; look for a bracket too many.",
    ),
    (
        "QB006",
        "anchor",
        "The file uses an anchor (`&name`) or an alias (`*name`).",
        "Write the value out where it is needed, and put a text that begins with & or * into quotes.",
    ),
    (
        "QB007",
        "tag",
        "The file uses a tag (`!name`).",
        "Leave the tag out, and put a text that begins with an exclamation mark into quotes.",
    ),
    (
        "QB008",
        "duplicate-key",
        "A key stands twice in the same mapping, so one of the two would be lost.",
        "Keep one of them.",
    ),
    (
        "QB009",
        "several-documents",
        "There is more than one document in the file (`---` in the middle).",
        "One file, one topic or framework: split it.",
    ),
    (
        "QB010",
        "empty-file",
        "There is nothing in the file.",
        "Begin with `topic:`, `framework:`, `reasons:` or `objections:`.",
    ),
    (
        "QB011",
        "key-not-text",
        "A key is a list or a mapping.",
        "Keys are words; look for a bracket or a question mark too many.",
    ),
    ("QB012", "bad-number", "A number has too many digits to be one.", "Write a number of at most 15 digits."),
    (
        "QB013",
        "too-many",
        "There are more mistakes in the file than are shown.",
        "Mend the ones above and check again.",
    ),
    (
        "QB014",
        "not-a-bank-file",
        "The file is no topic, framework, list of reason codes or list of objections.",
        "Begin with `topic:`, `framework:`, `reasons:` or `objections:`.",
    ),
    (
        "QB101",
        "unknown-fact",
        "A fact is named that no topic has.",
        "Facts are written `topic.fact`; look the id up in the topic's file, or add the fact there.",
    ),
    (
        "QB102",
        "unknown-criterion",
        "`ask_order` names a criterion that the framework does not have.",
        "Use the `id` of a criterion of this file.",
    ),
    (
        "QB103",
        "unknown-code",
        "A knockout or an objection names a reason code that reasons.yaml does not have.",
        "Use a code of reasons.yaml, or add it there.",
    ),
    (
        "QB104",
        "unknown-choice",
        "A condition compares with a choice that the fact does not have.",
        "Use the `id` of a choice, not its label; yes-or-no questions have `yes` and `no`.",
    ),
    (
        "QB105",
        "cycle",
        "Facts hang on each other in a circle, so that none of them could ever be asked.",
        "Remove one `when` of the circle that is named.",
    ),
    ("QB106", "duplicate-id", "An id is used twice.", "Give one of the two another id."),
    (
        "QB107",
        "ask-order",
        "`ask_order` does not name every criterion exactly once.",
        "List each criterion once, or leave `ask_order` out to talk in the order of display.",
    ),
    (
        "QB108",
        "not-asked",
        "`core`, `proof` or `wording` names a fact that the criterion does not ask.",
        "Add the fact to `ask`, or remove it there.",
    ),
    (
        "QB109",
        "operator-type",
        "The operator of a condition does not fit the type of the fact.",
        "choice and yes_no: is, not, in. choices: has. number: is, not, in, gt, gte, lt, lte. "
        "money and date: gt, gte, lt, lte. Every type: answered.",
    ),
    (
        "QB110",
        "scale-type",
        "A scale or a band stands on a fact whose type has none of the kind.",
        "Bands: gt, gte, lt, lte for number and money; within_days, beyond_days for date; "
        "at_least for choices and people.",
    ),
    (
        "QB111",
        "choices-type",
        "Choices are missing on a choice, or given on a fact of another type.",
        "Facts of the types choice and choices have `choices`, and no other fact has.",
    ),
    (
        "QB112",
        "operand-type",
        "A condition compares with a value that this fact can never have.",
        'Compare numbers and money with a number, dates with a date such as "2026-12-31"; `answered` is true or false.',
    ),
    (
        "QB113",
        "condition-syntax",
        "The text of a condition cannot be read from this place on.",
        "As in `money.route in [allocated, discretion] and not authority.role == 'user'`.",
    ),
    (
        "QB114",
        "no-scope",
        "Every criterion is of the stage ae, so that a first call would have nothing to score.",
        "Give at least one criterion the stage sdr.",
    ),
    (
        "QB115",
        "always-on",
        "The topic next_step has no fact `date` of type date, or compliance no `objection` of type yes_no.",
        "The verdict reads these two facts in every framework: keep them in your own version of the topic.",
    ),
    ("QB116", "unknown-topic", "An objection feeds a topic that is not there.", "Use the id of a topic, or null."),
    (
        "QB117",
        "version-not-raised",
        "Scores changed since the bank that it is checked against, and the version is not higher.",
        "Raise `version`; `discovery bank diff OLD NEW` shows what changed.",
    ),
    (
        "QB118",
        "retired-id",
        "An id is used that stands under `retired`: answers of old calls carry it and mean something else.",
        "Take another id.",
    ),
    (
        "QB119",
        "bad-rename",
        "`renamed_from` cannot be followed: the old id is still there, has another heir, or was of another type.",
        "Name ids that are gone, each once; what is of another type is a new fact, and the old id goes to `retired`.",
    ),
    (
        "QB120",
        "dropped-fact",
        "A topic file replaces another of the same id and lacks a fact that a framework or a condition needs.",
        "A file replaces the other whole: copy the fact into it, or replace what needs it, too.",
    ),
    ("QB201", "unknown-key", "A key is not known at this place.", "Look at its spelling and its indent."),
    ("QB202", "missing-key", "A key that has to be there is missing.", "Add it."),
    (
        "QB203",
        "wrong-type",
        "A value is of another type than expected here.",
        "Texts that look like a number need quotes; lists are written [a, b] or with dashes.",
    ),
    ("QB204", "wrong-value", "A value is none of those that are possible here.", "Use one of the values named."),
    ("QB205", "out-of-range", "A number is outside its range.", "Use a number within the range named."),
    (
        "QB206",
        "bad-id",
        "An id is not written as ids are.",
        "Ids are lower-case letters, digits and underscores and begin with a letter; "
        "whole fact ids are `topic.fact`; reason codes are upper-case words with hyphens.",
    ),
    (
        "QB207",
        "bad-version",
        "A version is not a quoted text of three numbers.",
        'Write it in quotes, as in version: "1.0.0". Without them YAML makes 1.1 of 1.10.',
    ),
    ("QB208", "empty", "A text, a list or a mapping is empty.", "Write something, or leave the key out."),
    (
        "QB209",
        "bad-condition",
        "A condition has not the shape of one.",
        "A leaf is {fact: …, OPERATOR: …} with one operator; nodes are {all: […]}, {any: […]}, {not: …} and "
        "{at_least: {n: …, of: […]}}.",
    ),
    (
        "QB210",
        "bad-band",
        "A band of a scale tests nothing, or has no effect.",
        "A band has at least one bound, and a quality, a knockout or both.",
    ),
    (
        "QB301",
        "weight-sum",
        "The weights do not sum to 100, neither all nor those of the stage sdr alone.",
        "The figures are right all the same, but people read weights as percentages.",
    ),
    (
        "QB302",
        "core-count",
        "There are fewer than 9 or more than 14 core questions.",
        "Fewer leave holes, more do not fit into a call; change the `core` lists.",
    ),
    ("QB303", "never-relevant", "No combination of answers makes this fact relevant.", "Look at its `when`."),
    ("QB304", "always-true", "The condition holds whatever is answered.", "Remove the `when`, or mend it."),
    (
        "QB305",
        "nothing-scores",
        "No fact of the criterion can give it a quality.",
        "Ask a text, give choices a quality, or give a number, a date or a list a scale.",
    ),
    (
        "QB306",
        "inert-choice",
        "A choice has no quality although others of the same fact have one, and nothing reads it.",
        "Give it a quality, or use it in a condition.",
    ),
    (
        "QB307",
        "money-first",
        "A question about money comes before the first one about the problem.",
        "Move the criterion back in `ask_order`; on a call the money question would wait anyway.",
    ),
    (
        "QB308",
        "no-negative",
        "A choice with qualities has none of quality 0, so that a bad answer has no place.",
        "Add the answer that works against us.",
    ),
    (
        "QB309",
        "unreachable-verdict",
        "A verdict cannot come out of this bank, whatever is answered.",
        "Look at the threshold, at `min_coverage` and at what the criteria can score.",
    ),
    (
        "QB310",
        "impossible-gate",
        "A criterion cannot meet its own must_pass from answers.",
        "Look at its proof facts and the qualities that they can have.",
    ),
    (
        "QB311",
        "not-proven",
        "A condition hangs on so many answers that trying them all was given up.",
        "Nothing is known to be wrong; simplify the condition, or install the extra `lint`, which decides most.",
    ),
    (
        "QB312",
        "replaced-broken",
        "A file of yours does not load, so the shipped one of the same id is used.",
        "Mend the errors that are shown for it.",
    ),
    (
        "QB313",
        "hidden-band",
        "A band of a scale never counts: the first that fits does, and those above take all that it has.",
        "Bands go from the narrowest to the widest; move it up, or mend its bounds.",
    ),
    (
        "QB314",
        "band-gap",
        "A value between the bounds of a scale falls into no band, so that the answer has no quality.",
        "Let the bands touch, as in {gte: 100} and {lt: 100}.",
    ),
    (
        "QB315",
        "dead-part",
        "One of the conditions under `any` never holds, whatever is answered.",
        "Remove the part, or mend it.",
    ),
)

CODES: Mapping[str, Code] = MappingProxyType(
    {code: Code(code, slug, _severity(code), wrong, remedy) for code, slug, wrong, remedy in _TABLE}
)
