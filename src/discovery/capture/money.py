"""Money as people write it: `50k€/y`, `USD 12,000`, `$1.2m per year`, `€ 5.000`, `8k a month`."""

from __future__ import annotations

import re
from functools import cache

from discovery.banks.conditions import Json
from discovery.capture import examples
from discovery.capture.numbers import RUN, SCALE, amount, refuse_inexact, simplified, without_about
from discovery.capture.refusals import refused
from discovery.capture.spoken import SPOKEN, spoken

CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR "
    "LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN "
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
ALSO_WORDS = ("ALL", "CUP", "LAK", "MAD", "PEN", "SOS", "TOP", "TRY")  # currencies in capital letters only
_NAMES_OF = {
    "AUD": "a$ au$",
    "BRL": "r$",
    "CAD": "c$ ca$",
    "CHF": "sfr. sfr fr.",
    "CNY": "yuan rmb",
    "CZK": "kč",
    "EUR": "€ euros euro",
    "GBP": "quid sterling",
    "HKD": "hk$",
    "ILS": "₪",
    "INR": "₹ rupees",
    "JPY": "yen",
    "KRW": "₩",
    "NZD": "nz$",
    "PLN": "zł zloty",
    "RUB": "₽",
    "SGD": "s$",
    "TRY": "₺",
    "UAH": "₴",
    "USD": "us$ usd$",
    "VND": "₫",
}
NAMES = {name: code for code, names in _NAMES_OF.items() for name in names.split()}
_SHARING = {  # one sign, several currencies: the bank's own where it is one of them, else the first
    "$ dollars dollar bucks": "USD AUD CAD HKD MXN NZD SGD TWD CLP COP ARS",
    "£ pounds pound": "GBP EGP GIP FKP SHP",
    "¥ ￥": "JPY CNY",
    "francs franc": "CHF XOF XAF",
}
SHARED = {name: codes.split() for names, codes in _SHARING.items() for name in names.split()}
_KRONER = ("SEK", "NOK", "DKK", "ISK")
_PERIODS = {"y": "year", "a": "year", "m": "month", "q": "quarter", "w": "week", "d": "day"}
PER = (
    r"(?:(?:/|per\b|a\b|an\b|each\b|every\b|p\.?)\s*"
    r"(?P<unit>years?|yrs?|annum|y|a|months?|mon|mo|mth|m|quarters?|qtr|q|weeks?|wk|w|days?|d)\.?(?![a-z])"
    r"|(?P<adverb>yearly|annually|annual|arr|monthly|mrr|quarterly|weekly|daily)"
    r"|(?P<once>one[- ]?off|one[- ]?time|once|up[- ]?front))"
)
_LEAST_SAID = 100  # of a number in words without a currency
_EACH = re.compile(r"(?:/|\bper |\ba )\s*(?:user|seat|head|person|employee|licen[cs]e|device|site|hour)")


@cache
def _pattern() -> re.Pattern[str]:
    """The whole line. Built when first used: two hundred names take a while."""
    names = [*NAMES, *SHARED, "kr.", "kr", *(code.lower() for code in CODES.split())]
    currency = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?P<before>{currency})?\s*(?P<sign>-|minus )?\s*(?P<again>{currency})?"
        rf"\s*(?:(?P<run>{RUN})|(?P<word>{SPOKEN}))"
        rf"\s*(?P<scale>{SCALE})?\s*(?P<after>{currency})?\s*{PER}?\s*(?P<last>{currency})?"
    )


def parse_money(typed: str, currency: str) -> Json:
    """The amount, its currency (`currency` where none was said) and period. Raises ValueRefused."""
    text = without_about(simplified(typed))
    found = _pattern().fullmatch(text)
    if not found or (found["word"] and not _is_surely_money(found)):
        if _EACH.search(text):
            raise refused(typed, "is a price for one: multiply it out, and put the single price into the note")
        refuse_inexact(typed, text)
        raise refused(typed, f"is not an amount of money: try {examples.MONEY}")
    if found["sign"]:
        raise refused(typed, "is below zero: type the amount without the minus, such as 12,000")
    said = {_currency(typed, name, currency) for name in found.group("before", "again", "after", "last") if name}
    if len(said) > 1:
        raise refused(typed, f"names two currencies: type one of {' or '.join(sorted(said))}")
    return {
        "amount": amount(typed, found["run"] or str(spoken(found["word"])), found["scale"], dot_groups=True),
        "currency": said.pop() if said else currency,
        "per": _period(found),
    }


def _is_surely_money(found: re.Match[str]) -> bool:
    """Whether a number in words is an amount: `fifty` alone may be thousands."""
    named = any(found.group("before", "again", "after", "last"))
    return named or found["scale"] is not None or spoken(found["word"]) >= _LEAST_SAID


def _period(found: re.Match[str]) -> str | None:
    word = found["unit"] or found["adverb"]
    if word:
        return _PERIODS[word[0]]
    return "one_off" if found["once"] else None


def _currency(typed: str, name: str, default: str) -> str:
    """The ISO code of a currency's name or sign."""
    if name in {"kr", "kr."}:
        if default not in _KRONER:
            raise refused(typed, f"can be several currencies: type the code, one of {', '.join(_KRONER)}")
        return default
    if name in SHARED:
        return default if default in SHARED[name] else SHARED[name][0]
    code = NAMES.get(name) or name.upper()
    if code in ALSO_WORDS and name == code.lower() and code not in typed:
        raise refused(typed, f"has a word beside the amount: if it is the currency, type {code} in capitals")
    return code
