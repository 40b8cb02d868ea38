from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.model import Bank
from discovery.engine.answers import Answer, Evidence, Rating, Sheet
from discovery.engine.assess import assess
from discovery.engine.assessment import CriterionScore
from discovery.engine.problem_points import Outlook, concern, problem_points
from tests.banks.samples import SHIPPED, library
from tests.engine.strategies import ON, banks_and_sheets

NONE, CLAIMED, CONFIRMED = Evidence
SCOTSMAN = library(SHIPPED).bank("scotsman")


def score(quality: float | None, evidence: Evidence) -> CriterionScore:
    return CriterionScore("c", "C", 10, quality, evidence, 0, rated=False, firm=True)


@pytest.mark.parametrize(
    ("quality", "evidence", "points"),
    [
        (None, NONE, 1), (3, CLAIMED, 1), (0, CLAIMED, 1), (3, CONFIRMED, 0), (2, CONFIRMED, 0),
        (2 - 1e-12, CONFIRMED, 0), (1.5, CONFIRMED, 2), (0, CONFIRMED, 2), (None, CONFIRMED, 1),
    ],
)  # fmt: skip
def test_a_concern_is_0_where_good_and_confirmed_2_where_bad_and_confirmed_else_1(
    quality: float | None, evidence: Evidence, points: int
) -> None:
    assert concern(score(quality, evidence)) == points


def rated(bank: Bank, qualities: str) -> Sheet:
    """An account executive's sheet with one rating a criterion in display order: 0 to 3 confirmed, or - for none."""
    sheet = Sheet(ON, stage="ae")
    for criterion, quality in zip(bank.criteria, qualities, strict=True):
        if quality != "-":
            sheet = sheet.rate(Rating(criterion.id, int(quality), CONFIRMED, "heard it"))
    return sheet


@pytest.mark.parametrize(
    ("qualities", "total", "outlook"),
    [
        ("33333333", 0, Outlook.GOOD), ("333-----", 5, Outlook.GOOD), ("33------", 6, Outlook.WORK),
        ("--------", 8, Outlook.WORK), ("00------", 10, Outlook.WORK), ("000-----", 11, Outlook.REVIEW),
        ("00000000", 16, Outlook.REVIEW),
    ],
)  # fmt: skip
def test_the_bounds_of_eight_concerns_are_those_published(qualities: str, total: int, outlook: Outlook) -> None:
    found = problem_points(assess(SCOTSMAN, rated(SCOTSMAN, qualities)))
    assert (found.total, found.most, found.outlook) == (total, 16, outlook)
    assert tuple(found.concerns) == tuple(criterion.id for criterion in SCOTSMAN.criteria)


def test_only_the_criteria_in_scope_are_counted() -> None:
    sheet = Sheet(ON, not_applicable=frozenset({"size", "money"}))
    found = problem_points(assess(SCOTSMAN, sheet))
    assert (len(found.concerns), found.total, found.most) == (5, 5, 10)
    nothing = Sheet(ON, not_applicable=frozenset(SCOTSMAN.by_id))
    assert problem_points(assess(SCOTSMAN, nothing)).outlook is Outlook.REVIEW


@given(banks_and_sheets(), st.data())
def test_confirming_a_good_answer_never_adds_a_concern(case: tuple[Bank, Sheet], data: st.DataObject) -> None:
    bank, sheet = case
    before = problem_points(assess(bank, sheet))
    criterion = data.draw(st.sampled_from(bank.criteria))
    better = sheet.rate(Rating(criterion.id, 3, CONFIRMED, "heard it"))
    after = problem_points(assess(bank, better))
    assert 0 <= after.total <= before.total <= before.most
    assert after.concerns.get(criterion.id, 0) == 0


def test_a_claim_is_never_more_than_a_question() -> None:
    answer = Answer("money.route", "unfundable", CLAIMED)
    assert problem_points(assess(SCOTSMAN, Sheet(ON).answer(answer))).concerns["money"] == 1
