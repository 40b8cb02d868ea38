from __future__ import annotations

from datetime import date
from typing import Any

from discovery.engine.answers import Answer, Evidence, Sheet, State
from discovery.engine.people import NamedPerson, named_people, single_threaded
from tests.service import material


def sheet(**answers: Any) -> Sheet:
    known = {fact.replace("__", "."): Answer(fact.replace("__", "."), value) for fact, value in answers.items()}
    return Sheet(date(2026, 11, 20), answers=known)


def person(name: str, title: str = "", role: str = "unknown") -> dict[str, str]:
    return {"name": name, "title": title, "role": role, "email": ""}


def test_one_person_is_gathered_from_every_answer_that_names_them() -> None:
    said = sheet(
        money__owner=person("Ana Ruiz", role="economic_buyer"),
        people__others=[person("ana  ruiz", "CFO"), person("Bob")],
    )
    assert named_people(material.bank(), said) == (
        NamedPerson("Ana Ruiz", "CFO", "economic_buyer", ("money.owner", "people.others"), False),
        NamedPerson("Bob", facts=("people.others",)),
    )


def test_the_contact_stands_first_and_is_one_person_with_who_was_named() -> None:
    said = sheet(money__owner=person("Ana Ruiz", "CFO", "decider"))
    (ana,) = named_people(material.bank(), said, "Ana Ruiz", "Head of Finance")
    assert (ana.title, ana.role, ana.facts) == ("Head of Finance", "decider", ("money.owner",))


def test_a_call_is_single_threaded_until_somebody_else_is_named() -> None:
    bank = material.bank()
    assert single_threaded(named_people(bank, sheet()))
    assert single_threaded(named_people(bank, sheet(), "Ana Ruiz"))
    assert not single_threaded(named_people(bank, sheet(money__owner=person("Bob")), "Ana Ruiz"))


def test_an_answer_in_vain_names_nobody_and_a_confirmed_one_says_so() -> None:
    answers = {
        "money.owner": Answer("money.owner", None, Evidence.NONE, state=State.UNKNOWN),
        "people.others": Answer("people.others", [person("", "the CFO")], Evidence.CONFIRMED),
    }
    (cfo,) = named_people(material.bank(), Sheet(date(2026, 11, 20), answers=answers))
    assert (cfo.name, cfo.title, cfo.confirmed) == ("the CFO", "the CFO", True)
