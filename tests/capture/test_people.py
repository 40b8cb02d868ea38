from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.model import ROLES
from discovery.engine.values import describe_person
from discovery.errors import ValueRefused
from tests.capture.facts import entered


@pytest.mark.parametrize(
    ("typed", "name", "title", "role", "email"),
    [
        ("Ana Ruiz", "Ana Ruiz", "", "unknown", ""),
        ("Ana Ruiz, CFO, decider", "Ana Ruiz", "CFO", "decider", ""),
        ("Ana Ruiz, decision-maker, CFO", "Ana Ruiz", "CFO", "decider", ""),
        ("Ana Ruiz <ana@example.com>", "Ana Ruiz", "", "unknown", "ana@example.com"),
        ("Ana <ana@example.com>, CFO, signs", "Ana", "CFO", "economic_buyer", "ana@example.com"),
        ("Ana, ana@example.com, end user", "Ana", "", "user", "ana@example.com"),
        ("Ana Ruiz (CFO)", "Ana Ruiz", "CFO", "unknown", ""),
        ("Ana Ruiz - CFO - the champion", "Ana Ruiz", "CFO", "champion", ""),
        ("Ana, VP Sales, EMEA, Economic Buyer", "Ana", "VP Sales, EMEA", "economic_buyer", ""),
        ("Ana, economic_buyer", "Ana", "", "economic_buyer", ""),
        ("Ana, purchasing", "Ana", "", "procurement", ""),
        ("Ana, blocks it", "Ana", "", "blocker", ""),
        ("Ana, gate keeper", "Ana", "", "gatekeeper", ""),
        ("Ana, recommends", "Ana", "", "influencer", ""),
        ("the CFO, decider", "", "CFO", "decider", ""),
        ("decider, CFO", "", "CFO", "decider", ""),
        (", Head of IT", "", "Head of IT", "unknown", ""),
        ("Head of Sales and Marketing", "", "Head of Sales and Marketing", "unknown", ""),
        ("An Nguyen, user", "An Nguyen", "", "user", ""),
        ("Anna Smith-Jones", "Anna Smith-Jones", "", "unknown", ""),
    ],
)
def test_a_person_has_name_title_role_and_email(typed: str, name: str, title: str, role: str, email: str) -> None:
    assert entered("person", typed) == {"name": name, "title": title, "role": role, "email": email}


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("decider", "has no name and no title: try Ana Ruiz, CFO, decider"),
        ("ana@example.com", "has no name and no title"),
        (", ,", "has no name and no title"),
        ("Ana, decider, champion", "type one of decider, champion"),
        ("Ana; Bob", "more than one person"),
        ("Ana\nBob", "more than one person"),
        ("Ana and Bob", "more than one person"),
        ("Ana, ana@home", "e-mail"),
        ("Ana, a@example.com, b@example.com", "e-mail"),
    ],
)
def test_what_is_not_one_person_is_refused_with_what_to_type(typed: str, advice: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("person", typed)
    assert advice in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("Ana Ruiz", ["Ana Ruiz"]),
        ("Ana Ruiz, CFO; Bob Li, user", ["Ana Ruiz, CFO", "Bob Li, user"]),
        ("Ana\nBob\n", ["Ana", "Bob"]),
        ("Ana; ; Bob;", ["Ana", "Bob"]),
        ("Ana and Bob", ["Ana", "Bob"]),
        ("Ana, CFO and Bob, CTO", ["Ana, CFO", "Bob, CTO"]),
        ("Ana, Head of Sales and Marketing; Bob", ["Ana, Head of Sales and Marketing", "Bob"]),
    ],
)
def test_people_stand_between_semicolons_lines_or_and(typed: str, people: list[str]) -> None:
    assert [describe_person(person) for person in entered("people", typed)] == people


@pytest.mark.parametrize(("typed", "advice"), [(";", "names nobody"), ("Ana; decider", '"decider" has no name')])
def test_people_are_refused_by_the_one_that_is_wrong(typed: str, advice: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("people", typed)
    assert advice in str(refusal.value)


names = st.sampled_from(["Ana Ruiz", "Bo Li", "Zoë O'Neil", "Łukasz van der Berg"])
titles = st.sampled_from(["", "CFO", "Head of Sales and Marketing", "VP Sales, EMEA"])
persons = st.builds(
    lambda name, title, role: {"name": name, "title": title, "role": role, "email": ""},
    names,
    titles,
    st.sampled_from(ROLES),
)


@given(st.lists(persons, min_size=1, max_size=4))
def test_people_read_back_from_how_they_are_shown(people: list[dict[str, str]]) -> None:
    shown = [describe_person(person) for person in people]
    assert entered("person", shown[0]) == people[0]
    separated = "\n".join(shown)
    if all("and" not in person["title"] for person in people):
        assert entered("people", separated) == people


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("CFO Ana Ruiz", [("Ana Ruiz", "CFO")]),
        ("not me, Ruth Boateng", [("Ruth Boateng", "")]),
        ("Ana, Tom and Bob", [("Ana", ""), ("Tom", ""), ("Bob", "")]),
        ("Ana Ruiz, CFO, Tom Beck", [("Ana Ruiz", "CFO"), ("Tom Beck", "")]),
        ("Ana, Head of Sales and Marketing", [("Ana", "Head of Sales and Marketing")]),
    ],
)
def test_people_are_told_apart_as_they_are_said(typed: str, people: list[tuple[str, str]]) -> None:
    found = entered("people", typed)
    assert [(person["name"], person["title"]) for person in found] == people
