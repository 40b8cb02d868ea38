from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.engine.values import PERIODS, describe_money
from discovery.errors import ValueRefused
from tests.capture.facts import entered


@pytest.mark.parametrize(
    ("typed", "amount", "currency", "per"),
    [
        ("seventy thousand euro", 70_000, "EUR", None),
        ("ten grand sterling a year", 10_000, "GBP", "year"),
        ("12000", 12000, "USD", None),
        ("50k", 50000, "USD", None),
        ("50k€/y", 50000, "EUR", "year"),
        ("50k€", 50000, "EUR", None),
        ("USD 12,000", 12000, "USD", None),
        ("usd 12 000", 12000, "USD", None),
        ("$1.2m per year", 1_200_000, "USD", "year"),
        ("€ 5.000", 5000, "EUR", None),
        ("€ 5.000,50", 5000.5, "EUR", None),
        ("2,5k EUR", 2500, "EUR", None),
        ("8k a month", 8000, "USD", "month"),
        ("8k/mo", 8000, "USD", "month"),
        ("8k pm", 8000, "USD", "month"),
        ("8k MRR", 8000, "USD", "month"),
        ("£20k ARR", 20000, "GBP", "year"),
        ("50k p.a.", 50000, "USD", "year"),
        ("50k per annum", 50000, "USD", "year"),
        ("50k annually", 50000, "USD", "year"),
        ("12k CAD per quarter", 12000, "CAD", "quarter"),
        ("5k/week", 5000, "USD", "week"),
        ("£5 a day", 5, "GBP", "day"),
        ("$12k one-off", 12000, "USD", "one_off"),
        ("12k upfront", 12000, "USD", "one_off"),
        ("50k per year EUR", 50000, "EUR", "year"),
        ("€50k EUR", 50000, "EUR", None),
        ("50meur", 50_000_000, "EUR", None),
        ("50mxn", 50, "MXN", None),
        ("50 kusd", 50000, "USD", None),
        ("50krw", 50, "KRW", None),
        ("50b", 50_000_000_000, "USD", None),
        ("CHF 12'000", 12000, "CHF", None),
        ("R$ 5k", 5000, "BRL", None),
        ("10 lakh INR", 1_000_000, "INR", None),
        ("¥500", 500, "JPY", None),
        ("about $50k", 50000, "USD", None),
        ("1.125m", 1_125_000, "USD", None),
        ("TRY 50k", 50000, "TRY", None),
        ("$0", 0, "USD", None),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, amount: float, currency: str, per: str | None) -> None:
    assert entered("money", typed) == {"amount": amount, "currency": currency, "per": per}


@pytest.mark.parametrize(
    ("typed", "bank", "currency"),
    [
        ("50k", "EUR", "EUR"),
        ("$50k", "CAD", "CAD"),
        ("$50k", "EUR", "USD"),
        ("US$50k", "CAD", "USD"),
        ("¥500", "CNY", "CNY"),
        ("500 kr", "NOK", "NOK"),
    ],
)
def test_a_shared_sign_means_the_banks_own_currency_first(typed: str, bank: str, currency: str) -> None:
    assert entered("money", typed, currency=bank)["currency"] == currency


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("fifty", '"fifty" is not an amount of money: try 50k€/y'),
        ("5 parsecs", "is not an amount of money"),
        ("40-60k", "such as 40k,"),
        ("€40k - €60k", "such as €40k,"),
        ("€40 to 60k p.a.", "such as €40k p.a"),
        ("up to 50k", "type 50k,"),
        ("50k+", "type 50k,"),
        ("-50k", "without the minus"),
        ("$-50k", "without the minus"),
        ("$50 EUR", "type one of EUR or USD"),
        ("$50 per seat per month", "multiply it out"),
        ("kr 500", "SEK, NOK, DKK, ISK"),
        ("try 50k", "type TRY in capitals"),
        ("1,2,3", "separators"),
        ("9" * 20, "too large"),
    ],
)
def test_what_is_not_one_amount_is_refused_with_what_to_type(typed: str, advice: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        entered("money", typed)
    assert advice in str(refusal.value)


@given(
    st.integers(0, 10**15 - 1) | st.decimals(0, 10**9, places=2).map(float),
    st.sampled_from(["USD", "EUR", "GBP", "CHF", "TRY", "KRW", "MXN", "BAM"]),
    st.sampled_from([None, *PERIODS]),
)
def test_money_reads_back_from_how_it_is_shown(amount: float, currency: str, per: str | None) -> None:
    value = {"amount": amount, "currency": currency, "per": per}
    assert entered("money", describe_money(value), currency="JPY") == value
