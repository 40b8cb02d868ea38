from __future__ import annotations

import pytest

from discovery.service.banks import shipped

LIBRARY = shipped()


@pytest.mark.parametrize("framework", [entry.id for entry in LIBRARY.entries()])
def test_a_shipped_risk_is_true_of_everything_that_is_unasked_claimed_or_confirmed_and_weak(framework: str) -> None:
    """One text stands wherever a criterion is not confirmed or below 2: it says that what is good is not confirmed."""
    for criterion in LIBRARY.bank(framework).criteria:
        if criterion.risk:
            text = criterion.risk
            assert text.startswith("It is not confirmed") or text.endswith(
                (
                    " is not confirmed.",
                    " are not confirmed.",
                    " are not all confirmed.",
                    "both confirmed and strong enough.",
                )
            ), text
