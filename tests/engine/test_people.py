from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from discovery.engine.answers import Answer, Evidence, Sheet, State
from discovery.engine.people import NamedPerson, named_people, single_threaded
from discovery.service.banks import shipped
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


def test_a_bare_first_name_is_the_one_person_who_has_it() -> None:
    said = sheet(money__owner=person("Hiroshi", role="champion"), people__others=[person("hiroshi"), person("Bob")])
    hiroshi, bob = named_people(material.bank(), said, "Hiroshi Tanaka", "Head of IT")
    assert (hiroshi.name, hiroshi.title, hiroshi.role) == ("Hiroshi Tanaka", "Head of IT", "champion")
    assert hiroshi.facts == ("money.owner", "people.others")
    assert bob.name == "Bob"
    alone = sheet(money__owner=person("Hiroshi", role="champion"))
    assert single_threaded(named_people(material.bank(), alone, "Hiroshi Tanaka", "Head of IT"))


def test_a_contact_who_is_listed_by_the_first_name_is_who_was_named_in_full() -> None:
    said = sheet(people__others=[person("Bob Lee"), person("Hiroshi Tanaka", "CFO")])
    hiroshi, bob = named_people(material.bank(), said, "Hiroshi")
    assert (hiroshi.name, hiroshi.title, bob.name) == ("Hiroshi Tanaka", "CFO", "Bob Lee")


def test_a_first_name_that_two_have_or_that_has_another_title_is_somebody_else() -> None:
    two = sheet(money__owner=person("Ana"), people__others=[person("Ana Ruiz"), person("Ana Lund")])
    assert [each.name for each in named_people(material.bank(), two)] == ["Ana", "Ana Ruiz", "Ana Lund"]
    other = sheet(money__owner=person("Ana", "CFO"))
    assert len(named_people(material.bank(), other, "Ana Ruiz", "Head of Operations")) == 2


@pytest.mark.parametrize(
    ("part", "role"),
    [("decide", "decider"), ("hold_budget", "economic_buyer"), ("use", "user"), ("no_part", "champion")],
)
def test_the_contacts_own_part_holds_once_it_is_confirmed(part: str, role: str) -> None:
    bank = shipped().bank("bant")
    said = {
        "authority.role": Answer("authority.role", part, Evidence.CONFIRMED),
        "authority.others": Answer("authority.others", [person("Ana Ruiz", role="champion"), person("Bob Lee")]),
    }
    ana, bob = named_people(bank, Sheet(date(2026, 11, 20), answers=said), "Ana Ruiz")
    assert (ana.role, bob.role) == (role, "unknown")
    claimed = {**said, "authority.role": Answer("authority.role", part)}
    assert named_people(bank, Sheet(date(2026, 11, 20), answers=claimed), "Ana Ruiz")[0].role == "champion"


def test_who_is_confirmed_to_sign_is_the_economic_buyer() -> None:
    bank = shipped().bank("meddic")
    signer = Answer("economic_buyer.signer", person("Bob Lee", role="influencer"), Evidence.CONFIRMED)
    sheet_ = Sheet(date(2026, 11, 20), answers={"economic_buyer.signer": signer})
    assert named_people(bank, sheet_, "Ana Ruiz")[1].role == "economic_buyer"


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
