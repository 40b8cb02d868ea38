from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(
    ("lead", "told"),
    [("nobody", "no lead matches 'nobody'"), ("example", "'example' matches several leads: "), ("", "no lead matches")],
)
def test_a_lead_that_is_not_one_is_told_before_the_screens_open(lead: str, told: str, run: Run) -> None:
    result = run("call", lead)
    assert (result.status, result.out) == (2, "")
    assert told in result.err
    assert result.err.count("\n") == 1
