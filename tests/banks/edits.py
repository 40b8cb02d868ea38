"""Random sheets of a bank, and random edits of its document, some of which leave every score alone."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Protocol

from hypothesis import strategies as st

from discovery.banks.model import ALWAYS_ON, Bank, Fact, bank_from
from discovery.engine.answers import Answer, Evidence, Rating, Sheet, State
from tests.banks.samples import SHIPPED, library

ON = date(2026, 11, 22)
Document = dict[str, Any]


class Edit(Protocol):
    """An edit of a document, in place."""

    __name__: str

    def __call__(self, draw: st.DrawFn, document: Document) -> None: ...


QUALITIES = st.sampled_from([None, None, None, None, 0, 3])


def value_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Any answer that the fact takes."""
    ids = [choice.id for choice in fact.choices]
    person = st.fixed_dictionaries({"name": st.just("Ana"), "role": st.sampled_from(["decider", "user"])})
    match fact.type:
        case "text":
            return st.just("Said so.")
        case "yes_no":
            return st.sampled_from(["yes", "no"])
        case "choice":
            return st.sampled_from(ids)
        case "choices":
            return st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True)
        case "number":
            return st.sampled_from([0, 3, 40, 250, 9000])
        case "money":
            return st.fixed_dictionaries(
                {"amount": st.sampled_from([100, 6000, 50_000]), "currency": st.sampled_from(["USD", "EUR"])}
            )
        case "date":
            return st.sampled_from(["2026-11-25", "2027-Q1", "2028-03"])
        case "person":
            return person
        case "people":
            return st.lists(person, min_size=1, max_size=3)


@st.composite
def sheets(draw: st.DrawFn, bank: Bank) -> Sheet:
    """A sheet with answers to most of what is asked, and to some of the rest."""
    asked = [fact for criterion in bank.criteria for fact in criterion.ask]
    some = draw(st.sets(st.sampled_from(sorted(bank.facts)), max_size=4)) | set(asked)
    some -= draw(st.sets(st.sampled_from(asked), max_size=6))
    sheet = Sheet(ON, stage=draw(st.sampled_from(["sdr", "ae"])))
    for fact_id in sorted(some):
        value = draw(value_of(bank.facts[fact_id]))
        evidence = draw(st.sampled_from([Evidence.CLAIMED, Evidence.CONFIRMED, Evidence.CONFIRMED]))
        sheet = sheet.answer(Answer(fact_id, value, evidence, draw(QUALITIES)))
        if draw(st.integers(0, 9)) == 0:
            sheet = sheet.answer(Answer(fact_id, None, Evidence.NONE, state=State.UNKNOWN))
    if draw(st.integers(0, 4)) == 0:
        criterion = draw(st.sampled_from(bank.criteria))
        sheet = sheet.rate(Rating(criterion.id, draw(st.integers(0, 3)), Evidence.CONFIRMED, "heard it"))
    return sheet


def _fact(draw: st.DrawFn, document: Document) -> tuple[str, Document]:
    """A fact that is asked, mostly, and its topic."""
    facts = [(topic, fact) for topic, item in document["topics"].items() for fact in item["facts"]]
    facts = [pair for pair in facts if pair[0] not in ALWAYS_ON]
    asked = {fact for criterion in document["framework"]["criteria"] for fact in criterion["ask"]}
    likely = [(topic, fact) for topic, fact in facts if f"{topic}.{fact['id']}" in asked]
    found: tuple[str, Document] = draw(st.sampled_from(likely) | st.sampled_from(facts))
    return found


def _criterion(draw: st.DrawFn, document: Document) -> Document:
    criterion: Document = draw(st.sampled_from(document["framework"]["criteria"]))
    return criterion


def _choice(draw: st.DrawFn, document: Document) -> tuple[str, Document, Document]:
    """A fact with choices that is asked, by its id, and one of its choices."""
    asked = {fact for criterion in document["framework"]["criteria"] for fact in criterion["ask"]}
    facts = [
        (f"{topic}.{fact['id']}", fact)
        for topic, item in document["topics"].items()
        for fact in item["facts"]
        if fact.get("choices") and f"{topic}.{fact['id']}" in asked
    ]
    fact_id, fact = draw(st.sampled_from(facts))
    return fact_id, fact, draw(st.sampled_from(fact["choices"]))


def reword(draw: st.DrawFn, document: Document) -> None:
    _, fact = _fact(draw, document)
    fact[draw(st.sampled_from(["ask", "hint"]))] = "In other words?"
    _criterion(draw, document)["title"] = "Another title"


def relabel(draw: st.DrawFn, document: Document) -> None:
    _choice(draw, document)[2]["label"] = "Another label"


def reorder(draw: st.DrawFn, document: Document) -> None:
    criteria = document["framework"]["criteria"]
    criteria.reverse()
    document["framework"]["ask_order"] = [criterion["id"] for criterion in criteria]
    _criterion(draw, document)["ask"].reverse()
    _choice(draw, document)[1]["choices"].reverse()


def add_choice(draw: st.DrawFn, document: Document) -> None:
    _, fact, _ = _choice(draw, document)
    choice = {"id": "brand_new", "label": "New", "quality": draw(st.integers(0, 3)), "knockout": "NO-PAIN"}
    fact["choices"].insert(draw(st.integers(0, 1)), choice)


def add_question(draw: st.DrawFn, document: Document) -> None:
    """A new fact, asked by a criterion; as a core question, it proves where the criterion names no proof."""
    topic, _ = _fact(draw, document)
    facts = document["topics"][topic]["facts"]
    choices = [{"id": "good", "label": "Good", "quality": 3}, {"id": "bad", "label": "Bad", "quality": 0}]
    core = draw(st.booleans())
    facts.append({"id": "brand_new", "ask": "New?", "type": "choice", "core": core, "choices": choices})
    _criterion(draw, document)["ask"].append(f"{topic}.brand_new")


def ask_a_known_fact(draw: st.DrawFn, document: Document) -> None:
    topic, fact = _fact(draw, document)
    criterion = _criterion(draw, document)
    if f"{topic}.{fact['id']}" not in criterion["ask"]:
        criterion["ask"].append(f"{topic}.{fact['id']}")


def rename_fact(draw: st.DrawFn, document: Document) -> None:
    topic, fact = _fact(draw, document)
    old, fact["id"] = f"{topic}.{fact['id']}", f"{fact['id']}_now"
    fact["renamed_from"], new = old, f"{topic}.{fact['id']}"
    for criterion in document["framework"]["criteria"]:
        for key in {"ask", "core", "proof"} & criterion.keys():
            criterion[key] = [new if item == old else item for item in criterion[key]]
        if old in criterion.get("wording", {}):
            criterion["wording"][new] = criterion["wording"].pop(old)
    for leaf in _leaves(document):
        if leaf["fact"] == old:
            leaf["fact"] = new


def rename_choice(draw: st.DrawFn, document: Document) -> None:
    fact_id, _, choice = _choice(draw, document)
    old = choice["id"]
    choice["id"], choice["renamed_from"] = f"{old}_now", old
    for leaf in _leaves(document):
        if leaf["fact"] != fact_id:
            continue
        for operator in ("is", "not", "has"):
            if leaf.get(operator) == old:
                leaf[operator] = choice["id"]
        if "in" in leaf:
            leaf["in"] = [choice["id"] if item == old else item for item in leaf["in"]]


def change_quality(draw: st.DrawFn, document: Document) -> None:
    _choice(draw, document)[2]["quality"] = draw(st.integers(0, 3))


def change_weight(draw: st.DrawFn, document: Document) -> None:
    _criterion(draw, document)["weight"] = draw(st.sampled_from([10, 20, 35]))


def mark(draw: st.DrawFn, document: Document) -> None:
    """A fact becomes core, or is core no more."""
    _, fact = _fact(draw, document)
    fact["core"] = not fact.get("core", False)
    if draw(st.booleans()):
        criterion = _criterion(draw, document)
        criterion["core"] = criterion["ask"][:1]


def change_proof(draw: st.DrawFn, document: Document) -> None:
    criterion = _criterion(draw, document)
    criterion["proof"] = [draw(st.sampled_from(criterion["ask"]))]


def change_gate(draw: st.DrawFn, document: Document) -> None:
    _criterion(draw, document)["must_pass"] = {"min_quality": draw(st.integers(1, 3)), "min_evidence": "claimed"}


def hang(draw: st.DrawFn, document: Document) -> None:
    """A question becomes relevant only where they object, which nothing hangs on."""
    _, fact = _fact(draw, document)
    fact["when"] = {"fact": "compliance.objection", "is": "yes"}


EDITS: tuple[Edit, ...] = (
    reword, relabel, reorder, mark, add_choice, add_question, rename_fact, rename_choice,
    ask_a_known_fact, change_quality, change_weight, change_proof, change_gate, hang,
)  # fmt: skip


def _leaves(document: Document) -> list[Document]:
    found: list[Document] = []
    pending: list[Any] = [
        fact["when"] for topic in document["topics"].values() for fact in topic["facts"] if fact.get("when")
    ]
    while pending:
        part = pending.pop()
        if isinstance(part, list):
            pending += part
        elif isinstance(part, dict) and "fact" in part:
            found.append(part)
        elif isinstance(part, dict):
            pending += part.values()
    return found


@dataclass(frozen=True)
class Case:
    """A shipped bank, what became of it, and a sheet of the old one."""

    edits: tuple[str, ...]
    old: Bank = field(repr=False)
    new: Bank = field(repr=False)
    sheet: Sheet


@cache
def shipped() -> tuple[Bank, ...]:
    """Every shipped bank."""
    banks = library(SHIPPED)
    return tuple(banks.bank(bank_id) for bank_id in banks.framework_ids())


@cache
def _frozen(bank_id: str) -> bytes:
    """The document of a shipped bank, from which a copy is made in a twentieth of the time that a deep copy takes."""
    [bank] = [bank for bank in shipped() if bank.id == bank_id]
    return pickle.dumps({key: bank.document[key] for key in ("framework", "topics")})


@st.composite
def cases(draw: st.DrawFn, *edits: Edit) -> Case:
    """A shipped bank after those edits of its document; after two of any kind where none is given."""
    old = draw(st.sampled_from(shipped()))
    document = pickle.loads(_frozen(old.id))
    edits = edits or tuple(draw(st.lists(st.sampled_from(EDITS), min_size=2, max_size=2, unique=True)))
    for edit in edits:
        edit(draw, document)
    return Case(tuple(edit.__name__ for edit in edits), old, bank_from(document), draw(sheets(old)))
