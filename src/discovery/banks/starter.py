"""The text of a new framework: a commented start, or a copy of another one."""

from __future__ import annotations

import json
import re

from discovery.banks.pick import Picked
from discovery.banks.yaml_reader import read_text
from discovery.errors import UsageError

VERSION = "0.1.0"

_STARTER = """\
# yaml-language-server: $schema=../schema/framework.schema.json
# A framework: which facts to ask, in which words, and what they weigh. `discovery bank check` finds every mistake in
# it, `discovery bank try {id}` holds a call with it that nobody sees. The facts of the library stand in
# `discovery bank show bant`, the codes in reasons.yaml. Texts with ": " or "#" in them need double quotes.
framework: {word}                      # the id: lower-case letters, digits and underscores; never change it later
title: {title}
version: "{version}"                   # in quotes; a change that touches scores has to raise it
use_when: Say here when a rep should take this one.
threshold: standard                  # the score to qualify: open 50, standard 60, strict 72, or a number
min_coverage: 50                     # percent of the weight that has to be asked before there is a verdict
currency: USD                        # of the amounts in the bands of the questions
ask_order: [need, timing, people, money]            # the conversation: the problem before the money
criteria:                                           # the display; weights together make 100
  - id: need
    title: Need
    definition: A real problem that we solve, told in their own words.
    weight: 35
    must_pass: {{min_quality: 2, min_evidence: confirmed}}  # never qualified without it
    knockout: NO-PAIN                               # "no problem", once confirmed, ends the call
    risk: A problem that is worth solving is not confirmed.  # stands in the brief as long as that is so
    ask: [pain.trigger, pain.example, impact.cost, pain.tried]  # facts, in order
    core: [pain.trigger, pain.example, impact.cost] # asked on every call
    proof: [pain.trigger, pain.example]             # what has to be confirmed for the criterion to be confirmed
    wording:                                        # your own words for a question, where you have better ones
      pain.trigger: What made you take this call today?
  - id: timing
    title: Timing
    definition: A date with a reason behind it.
    weight: 20
    must_pass: {{min_quality: 2, min_evidence: claimed}}
    risk: A date soon enough, with a strong event behind it, is not confirmed.
    ask: [timeline.needed_by, timeline.driver, timeline.slip]
    proof: [timeline.needed_by, timeline.driver]
  - id: people
    title: People
    definition: We know who decides, and this contact can take us there.
    weight: 25
    risk: It is not confirmed that we reach the people who decide.
    ask: [authority.role, authority.others, authority.last_purchase, authority.join]
    core: [authority.role, authority.others, authority.last_purchase]
    proof: [authority.role, authority.last_purchase]
  - id: money
    title: Money
    definition: The money is there, or there is a way to find it.
    weight: 20
    risk: It is not confirmed that this can be paid for.
    ask: [money.route, money.range, money.amount]
    core: [money.route, money.range]
    proof: [money.route]
"""


def starter(bank_id: str) -> str:
    """The text of a small framework with a comment on every key."""
    return _STARTER.format(id=bank_id, word=_word(bank_id), title=json.dumps(title_of(bank_id)), version=VERSION)


def title_of(bank_id: str) -> str:
    """A title made of an id."""
    return " ".join(word.capitalize() for word in bank_id.split("_") if word)


def copy(original: Picked, bank_id: str) -> str:
    """The text of a bank's file under another id, title and version, comments and all.

    Under its own id it keeps its title and gets the next version. Raises UsageError where the file does not give each
    of the three a line of its own.
    """
    bank, source = original.bank, original.source
    same = bank_id == bank.id
    new = {
        "framework": bank_id,
        "title": bank.title if same else title_of(bank_id),
        "version": _next(bank.version) if same else VERSION,
    }
    text = source.text
    for key, value in new.items():
        spelled = _word(value) if key == "framework" else json.dumps(value, ensure_ascii=False)
        line = f"{key}: {spelled}".replace("\\", r"\\")
        text = re.sub(rf"^{key}:.*$", line, text, count=1, flags=re.MULTILINE)
    if read_text(source.path, text).data != {**source.data, **new}:
        raise UsageError(f"{source.path} does not give id, title and version a line each; start without --from")
    return text


def _next(version: str) -> str:
    """The next minor version."""
    major, minor, _ = version.partition("-")[0].split(".")
    return f"{major}.{int(minor) + 1}.0"


def _word(bank_id: str) -> str:
    """An id as YAML takes it for text."""
    return f'"{bank_id}"' if bank_id in ("true", "false", "null") else bank_id
