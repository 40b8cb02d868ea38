from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from discovery.banks.library import Library

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "question_banks"

NEED = """\
topic: need
title: Need
quality: {0: none, 1: weak, 2: good, 3: strong}
evidence: {none: not asked, claimed: said, confirmed: shown}
facts:
  - id: pain
    ask: What is wrong?
    type: text
    phase: pain
    core: true
  - id: kind
    ask: Which kind is it?
    type: choice
    phase: pain
    core: true
    choices:
      - {id: loss, label: A loss, quality: 3}
      - {id: delay, label: A delay, quality: 1}
      - {id: fine, label: All is fine, quality: 0}
  - id: tools
    ask: Which tools do you use?
    type: choices
    core: true
    choices:
      - {id: paper, label: Paper, quality: 3}
      - {id: rival, label: A rival, quality: 0}
  - id: users
    ask: How many users?
    type: number
    unit: users
    core: true
    when: {fact: need.kind, in: [loss, delay]}
    scale:
      - {gte: 100, quality: 3}
      - {lt: 100, quality: 1}
  - id: since
    ask: Since when?
    type: date
    core: true
    scale:
      - {within_days: 30, quality: 3}
      - {beyond_days: 30, quality: 1}
  - id: detail
    ask: Tell me more.
    type: text
    when: "need.users >= 50 and not need.kind == 'delay'"
"""

MONEY = """\
topic: money
title: Money
facts:
  - id: amount
    ask: How much?
    type: money
    phase: money
    core: true
    scale:
      - {gte: 5000, quality: 3}
      - {lt: 5000, quality: 0, knockout: TOO-SMALL}
  - id: planned
    ask: Is it planned?
    type: yes_no
    phase: money
    core: true
  - id: owner
    ask: Whose is it?
    type: person
    phase: money
    core: true
  - id: signers
    ask: Who signs?
    type: people
    phase: money
    core: true
    scale:
      - {at_least: 1, quality: 2}
"""

NEXT_STEP = """\
topic: next_step
title: Next step
facts:
  - {id: date, ask: When do we meet?, type: date, phase: next_step}
"""

COMPLIANCE = """\
topic: compliance
title: Consent
facts:
  - {id: objection, ask: Shall we stop contacting you?, type: yes_no, phase: open}
"""

DEMO = """\
framework: demo
title: Demo
version: "1.0.0"
threshold: standard
min_coverage: 50
currency: EUR
ask_order: [need, money]
criteria:
  - id: money
    title: Money
    weight: 40
    stage: sdr
    ask: [money.amount, money.planned, money.owner, money.signers]
    proof: [money.amount]
  - id: need
    title: Need
    weight: 60
    must_pass: {min_quality: 2, min_evidence: confirmed}
    knockout: NO-NEED
    ask: [need.pain, need.kind, need.tools, need.users, need.since, need.detail]
    core: [need.pain, need.kind, need.tools, need.users, need.since]
    proof: [need.pain, need.kind]
    wording: {need.pain: What hurts?}
"""

REASONS = """\
reasons:
  - {code: TOO-SMALL, title: Too small., outcome: disqualify, reopen: They grow}
  - {code: NO-NEED, title: No need., outcome: nurture, reopen: null}
"""

OBJECTIONS = """\
objections:
  - id: OBJ-PRICE
    heard: Too expensive.
    kind: genuine
    feeds: money
    clarify: Compared with what?
    respond: Name the value.
    if_true: TOO-SMALL
    say: [I see., Compared with what?]
"""

FILES: Mapping[str, str] = {
    "topics/need.yaml": NEED,
    "topics/money.yaml": MONEY,
    "topics/next_step.yaml": NEXT_STEP,
    "topics/compliance.yaml": COMPLIANCE,
    "frameworks/demo.yaml": DEMO,
    "reasons.yaml": REASONS,
    "objections.yaml": OBJECTIONS,
}


def write(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def edited(folder: Path, name: str, old: str, new: str) -> Path:
    assert FILES[name].count(old) >= 1
    return write(folder, {**FILES, name: FILES[name].replace(old, new, 1)})


def library(*folders: Path) -> Library:
    return Library(folders)
