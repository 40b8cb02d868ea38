"""What clauses are like, by the notes that were written; and what is made of it."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from discovery.capture.likeness import NOTHING, UNLIKE, Like, Likeness, answers_of, pieces_of, words_of
from discovery.capture.tokens import taken_apart
from discovery.capture.words import load
from tests.capture.readers import LIBRARY
from tests.capture.test_line import proposed, read, team_made

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from learnlib import notes

FILE = Path(str(files("discovery.capture"))) / "words" / "en" / "likeness.sqlite3"


def like(bank: str, text: str) -> Like:
    """What a text is like, of the answers of a bank."""
    line, found = taken_apart(text, load()), LIBRARY.bank(bank)
    asked = {fact for criterion in found.criteria for fact in criterion.ask}
    return Likeness(found, asked, "en").of(words_of(line, (0, len(text))))


def test_words_and_pairs_are_weighed_and_a_number_is_a_number() -> None:
    line = taken_apart("chases 40 Invoices a day", load())
    words = words_of(line, (0, len(line.text)))
    assert words[:2] == ("chase", "#")
    assert {"^ chase", "chase #", "#", "a day"} <= pieces_of(words)
    assert pieces_of(()) == set()


@pytest.mark.parametrize(
    ("bank", "text", "answer"),
    [
        ("meddic", "the chief exec has to put pen to paper on anything that size", "economic_buyer.signer"),
        ("champ", "girls in accounts retype every docket by hand", "pain.walkthrough"),
        ("bant", "finance put money aside for exactly this back in january", "money.route=allocated"),
        ("spiced", "his daughter plays handball on saturdays", NOTHING),
    ],
)
def test_a_clause_that_no_phrase_foresaw_is_like_its_notes(bank: str, text: str, answer: str) -> None:
    assert like(bank, text).answer == answer


def test_what_nobody_wrote_notes_about_is_like_nothing() -> None:
    assert Likeness(LIBRARY.bank("bant"), (), "xx").of(("budget",)) == UNLIKE
    assert Likeness(team_made(), (), "en").of(("budget",)) == UNLIKE
    assert like("bant", "") == UNLIKE


def test_a_choice_that_no_phrase_says_leaves_its_words_in_the_note() -> None:
    line = "finance put money aside for exactly this back in the january round"
    proposals, note = read("bant", line).proposals, read("bant", line).note
    assert [(one.fact, one.value) for one in proposals] == [("money.route", "allocated")]
    assert note == line


def test_what_the_law_hangs_on_is_never_only_likely() -> None:
    for line in ("honestly id rather not hear from you lot so often", "hes relaxed about us keeping a tape of this"):
        assert not {"compliance.objection", "compliance.recording"} & set(proposed("bant", line))


def test_a_question_of_the_rep_is_no_answer_however_like_one_it_is() -> None:
    line = "the girls in accounts retype every docket by hand"
    assert "pain.walkthrough" in proposed("champ", line)
    assert proposed("champ", f"{line}?") == {}


def test_a_value_goes_where_its_clause_is_like_the_notes() -> None:
    assert proposed("spiced", "staff would score the current software 3 out of 10")["situation.satisfaction"].value == 3


def test_every_note_is_about_an_answer_that_there_is() -> None:
    known = {
        answer
        for name in LIBRARY.framework_ids()
        for fact in LIBRARY.bank(name).facts.values()
        for answer in answers_of(fact)
    }
    folder = notes.folder("en")
    counts = Counter(answer for path in folder.glob("*.txt") for answer, _ in notes.written(path))
    assert set(counts) - known == {NOTHING}
    assert {answer for answer in known if counts[answer] < 10} == set()


def test_the_weights_are_those_of_the_notes() -> None:
    with sqlite3.connect(f"{FILE.as_uri()}?mode=ro", uri=True) as file:
        (made,) = file.execute("SELECT value FROM made WHERE name = 'notes'").fetchone()
    file.close()
    assert made == notes.digest(notes.folder("en")), "run scripts/learn: the notes have changed since"
    assert FILE.stat().st_size < 6_000_000
