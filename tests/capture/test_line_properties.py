from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery.capture.line import LineReader, Reading
from discovery.engine.values import check_value
from discovery.text import clean
from tests.capture.corpus import ON, corpus
from tests.capture.readers import LIBRARY, reader

BANKS = {name: LIBRARY.bank(name) for name in ("bant", "meddpicc", "scotsman", "spiced")}
PIECES = sorted({piece for written in corpus("reps") for piece in re.split(r"(?<=[\s,.:;!])", written.line) if piece})
TYPED = [(written.bank, written.line) for written in corpus("reps") if written.bank in BANKS]
FACTS = sorted(fact for bank in BANKS.values() for fact in bank.facts)

STEADY = settings(derandomize=True, deadline=None)

names = st.sampled_from(sorted(BANKS))
fragments = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(FACTS), st.sampled_from('"“”!:;#=?-…')), max_size=25
)
lines = st.one_of(st.text(max_size=120), fragments.map("".join), fragments.map(" ".join))
fronts = st.one_of(st.none(), st.sampled_from(FACTS))


def uncovered(line: str, reading: Reading) -> list[str]:
    """The words, and parts of words, that no proposal covers."""
    text = list(clean(line))
    for proposal in reading.proposals:
        first, last = proposal.span
        text[first:last] = " " * (last - first)
    return re.findall(r"\w+", "".join(text))


@STEADY
@given(names, lines, fronts)
def test_nothing_is_lost_and_nothing_is_claimed_twice(name: str, line: str, front: str | None) -> None:
    reading = reader(name).read(line, on=ON, prefer=front)
    assert all(word in reading.note for word in uncovered(line, reading))
    spans = [proposal.span for proposal in reading.proposals]
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    for proposal in reading.proposals:
        assert proposal.said == clean(line)[slice(*proposal.span)] != ""


@STEADY
@given(names, lines, fronts)
def test_every_value_is_one_of_its_fact(name: str, line: str, front: str | None) -> None:
    single = []
    for proposal in reader(name).read(line, on=ON, prefer=front).proposals:
        fact = BANKS[name].facts[proposal.fact]
        assert 0.75 <= proposal.sureness <= 1
        if proposal.state == "answered":
            check_value(fact, proposal.value)
        else:
            assert proposal.value is None
        if fact.type not in ("choices", "people"):
            single.append(fact.id)
    assert len(single) == len(set(single))


@STEADY
@given(names, lines, fronts)
def test_a_reading_hangs_on_the_line_alone(name: str, line: str, front: str | None) -> None:
    again = LineReader(BANKS["spiced"], "USD") if name == "spiced" and len(line) < 3 else reader(name)
    assert reader(name).read(line, on=ON, prefer=front) == again.read(line, on=ON, prefer=front)
    assert reader(name).read(clean(line), on=ON, prefer=front) == reader(name).read(line, on=ON, prefer=front)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "1",
        "50k ",
        "“",
        '"',
        "Ana Ruiz ",
        "not sure who signs ",
        ", ",
        "in March ",
        "(:=",
        "1,",
        "budget: ",
        "audit, ",
    ],
)
def test_ten_thousand_characters_are_read_and_kept(piece: str) -> None:
    line = (piece * 10_000)[:10_000]
    reading = reader("scotsman").read(line, on=ON)
    assert all(word in reading.note for word in uncovered(line, reading))


def swallowed(bank: str, line: str, strange: str) -> bool:
    """Whether a word that means nothing is in no value, in no quotation and not in the note."""
    reading = reader(bank).read(line, on=ON)
    kept = [reading.note, *(f"{proposal.value} {proposal.quote}" for proposal in reading.proposals)]
    # as a name it is given a capital, and an article inside it is none of it
    return any(word not in " ".join(kept).casefold() for word in strange.split() if word != "the")


@STEADY
@given(st.sampled_from(TYPED), st.integers(0, 40), st.sampled_from(["zorblat", "zorblats the quix"]))
def test_a_word_that_nobody_knows_is_in_a_value_or_in_the_note(
    typed: tuple[str, str], place: int, strange: str
) -> None:
    bank, line = typed
    words = line.split(" ")
    words.insert(min(place, len(words)), strange)
    assert not swallowed(bank, " ".join(words), strange)


@pytest.mark.parametrize(
    ("bank", "line", "kept"),
    [
        (
            "bant",
            "need it live in March, the warehouse moves then and 40 people start, must be live in March",
            "warehouse",
        ),
        ("meddpicc", "security review, the dog barks, security review", "dog barks"),
        ("spiced", "has to plug into salesforce, dog barks, and SSO", "dog barks"),
    ],
)
def test_what_stands_between_two_mentions_of_one_thing_is_kept(bank: str, line: str, kept: str) -> None:
    assert kept in reader(bank).read(line, on=ON).note
