from __future__ import annotations

import pytest

from discovery.capture.line import Proposal
from tests.capture.test_line import proposed


def somebody(proposal: Proposal) -> list[tuple[str, str]]:
    value = proposal.value if isinstance(proposal.value, list) else [proposal.value]
    return [(person["name"], person["title"]) for person in value if isinstance(person, dict)]


@pytest.mark.parametrize(
    ("bank", "line", "fact", "name", "title"),
    [
        ("bant", "Raj Mehta could kill it, head of infosec", "authority.blocker", "Raj Mehta", "head of infosec"),
        ("meddic", "Olaf Brandt would have to sign, group finance director", "economic_buyer.signer",
         "Olaf Brandt", "group finance director"),
        ("meddic", "champion: Lena Fuchs, head of claims handling", "champion.who",
         "Lena Fuchs", "head of claims handling"),
        ("meddic", "champion: Lena Fuchs, VP customer success", "champion.who", "Lena Fuchs", "VP customer success"),
        ("meddic", "signer is Per Lindqvist, security lead", "economic_buyer.signer", "Per Lindqvist", "security lead"),
        ("meddic", "Karin de Vries signs, she's the COO", "economic_buyer.signer", "Karin de Vries", "COO"),
        ("neat", "Tariq Osman reports that number, hes the BI lead", "impact.kpi_owner", "Tariq Osman", "BI lead"),
        ("anum", "fixing it is the job of Omar Said (process owner)", "pain.owner", "Omar Said", "process owner"),
        ("bant", "his boss dana whitlock, director logistics, makes the call", "authority.others",
         "Dana Whitlock", "director logistics"),
        ("meddic", "econ buyer = Frances Okafor, MD", "economic_buyer.signer", "Frances Okafor", "MD"),
        ("gpctba", "goal owner is tom achterberg COO", "goal.owner", "Tom Achterberg", "COO"),
        ("meddic", "reported by yusuf demir supply chain director", "impact.kpi_owner",
         "Yusuf Demir", "supply chain director"),
        ("meddic", "past that ingrid (ceo) has to sign", "economic_buyer.signer", "Ingrid", "ceo"),
        ("spiced", "lou the cellar manager looks after it", "situation.owner", "Lou", "cellar manager"),
        ("bant", "marla hendricks could stop it", "authority.blocker", "Marla Hendricks", ""),
        ("anum", "Mei-Ling from dispatch asked for it", "pain.asked_by", "Mei-Ling", ""),
        ("scotsman", "adviser is Jan de Vries", "competition.adviser_name", "Jan de Vries", ""),
        ("scotsman", "neutral adviser in it, rolf kern", "competition.adviser_name", "Rolf Kern", ""),
        ("scotsman", "consultant's name is Peter Grant from Deloitte", "competition.adviser_name", "Peter Grant", ""),
        ("champ", "ruth delgado's opinion counts most for the MD", "authority.trusted", "Ruth Delgado", ""),
        ("meddpicc", "head of procurement wrote the criteria", "decision_criteria.author", "", "head of procurement"),
        ("gpctba", "CFO approves a sum like that", "economic_buyer.signer", "", "CFO"),
        ("meddic", "above 50k the CEO signs, Rob Tate", "economic_buyer.signer", "Rob Tate", "CEO"),
        ("meddic", "the one who signs is the bursar, Colin Rudd", "economic_buyer.signer", "Colin Rudd", "bursar"),
        ("scotsman", "ask tom beck, cfo, he signs", "economic_buyer.signer", "Tom Beck", "cfo"),
    ],
)  # fmt: skip
def test_a_title_stands_beside_a_name_or_at_the_end_of_what_is_said(
    bank: str, line: str, fact: str, name: str, title: str
) -> None:
    assert somebody(proposed(bank, line)[fact]) == [(name, title)]


@pytest.mark.parametrize(
    "line",
    ["cfo is super picky", "lead time is short", "Ana Ruiz signs, head count is frozen", "see invoices, boss"],
)
def test_words_that_only_look_like_names_and_titles_are_none(line: str) -> None:
    people = [proposal for proposal in proposed("meddic", line).values() if proposal.fact == "economic_buyer.signer"]
    assert all(somebody(person)[0] == ("Ana Ruiz", "") for person in people)


def test_who_is_not_meant_is_not_proposed() -> None:
    [signer] = proposed("meddic", "not Pete but Karin de Vries signs").values()
    assert somebody(signer) == [("Karin de Vries", "")]
    [signer] = proposed("meddic", "Ana Ruiz signs, not Pablo").values()
    assert somebody(signer) == [("Ana Ruiz", "")]


def test_people_in_a_row_answer_one_fact_together() -> None:
    found = proposed("meddpicc", "signers are Jo Pratt (MD) and Will Tanaka (finance)")
    assert found.keys() == {"paper_process.signers"}
    assert found["paper_process.signers"].said == "Will Tanaka (finance)"


def test_a_mark_after_the_words_that_say_who_is_meant_confirms_them() -> None:
    assert proposed("meddic", "Ana Ruiz, CFO, signs for it !")["economic_buyer.signer"].confirmed


def test_a_pronoun_is_whoever_was_just_named() -> None:
    found = proposed("bant", "spoke to Hanna Vogel, she holds the budget (head of aftersales)")
    assert "authority.role" not in found
    assert {people for proposal in found.values() for people in somebody(proposal)} == {
        ("Hanna Vogel", "head of aftersales")
    }
    assert proposed("bant", "she holds the budget")["authority.role"].value == "hold_budget"


def test_a_verb_with_somebody_after_it_is_about_that_one() -> None:
    assert somebody(proposed("champ", "CTO is Will Hughes, trusts nobody but Amy Chen")["authority.trusted"]) == [
        ("Amy Chen", "")
    ]


@pytest.mark.parametrize("first", ["Frances", "Jan", "Mo", "Grace", "Will", "Mark", "April", "May"])
def test_a_word_or_a_month_before_a_surname_is_a_first_name(first: str) -> None:
    assert somebody(proposed("meddic", f"signer is {first} Okafor")["economic_buyer.signer"]) == [
        (f"{first} Okafor", "")
    ]


@pytest.mark.parametrize("line", ["prefers Acme", "deal with Kronos runs out in June", "they switched from Deloitte"])
def test_a_firm_is_nobody(line: str) -> None:
    assert all(isinstance(proposal.value, str) for proposal in proposed("meddpicc", line).values())


@pytest.mark.parametrize("line", ["CFO Ana Ruiz is for it, Ana Ruiz signs", "CFO Ana Ruiz is for it, Ana signs"])
def test_somebody_named_twice_is_one(line: str) -> None:
    assert somebody(proposed("bant", line)["authority.others"]) == [("Ana Ruiz", "CFO")]
    assert somebody(proposed("meddic", line)["economic_buyer.signer"]) == [("Ana Ruiz", "CFO")]


@pytest.mark.parametrize(
    ("bank", "line"),
    [
        ("meddic", "Ana Ruiz is not the decider"),
        ("meddic", "Ana isn't the one who signs"),
        ("champ", "dave can't stop it"),
        ("champ", "What'd push it up the pile? A second claim"),
        ("bant", "that's fine I'd say"),
    ],
)
def test_who_is_denied_a_part_and_what_only_looks_like_a_name_is_nobody(bank: str, line: str) -> None:
    assert proposed(bank, line) == {}
