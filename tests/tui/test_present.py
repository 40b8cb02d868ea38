from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.model import Bank
from discovery.banks.reasons import Objection as Card
from discovery.engine.answers import Answer, Evidence, Rating, State
from discovery.engine.assessment import Verdict
from discovery.engine.events import Closing, Note, Objection, Override
from discovery.engine.outlook import Outlook, on_the_call, outlook
from discovery.engine.prior import DEFAULT_PRIOR
from discovery.leads.lead import Lead, Person
from discovery.service.banks import shipped
from discovery.tui.moment import Moment, places
from discovery.tui.present.agenda import agenda_rows
from discovery.tui.present.cards import found_cards, letters_of
from discovery.tui.present.headline import Clock, Saving, alarm, clock, headline, leaving
from discovery.tui.present.marks import EVIDENCE_LETTER, GATE_LOOK, VERDICT_LOOK
from discovery.tui.present.people import warning
from discovery.tui.present.question import match_rows, question_rows, rating_rows
from discovery.tui.present.verdict import SETTLED, Beside, range_bar, short_titles, strip_rows, verdict_rows
from discovery.tui.rows import STYLES, Row, cut
from tests.service.material import DATED, MONEY, PAIN, said
from tests.tui.calling import moment_of
from tests.tui.pilot import NOW

LIBRARY = shipped()
BANKS = [LIBRARY.bank(entry.id) for entry in LIBRARY.entries()]
LEAD = Lead(uuid4(), Person(uuid4(), "Ana Ruiz", title="Head of Operations"), "Nordwind", "web", NOW)


def text(rows: list[Row]) -> str:
    return "\n".join(row.text for row in rows)


def panel(now: Moment, width: int = 39, flips: tuple[str, ...] = ()) -> str:
    return text(verdict_rows(now, outlook(now.seen, now.assessment), flips, width))


# Every width


def answers_to(bank: Bank) -> Iterator[Answer]:
    """An answer to every question, of every type."""
    values: dict[str, Any] = {
        "text": "It was like this " * 20, "yes_no": "no", "number": 12_345_678, "date": "2026-12-01",
        "money": {"amount": 1_234_567, "currency": "USD", "per": "quarter"},
        "person": {"name": "Ana " * 20, "title": "Head " * 20, "role": "decider", "email": "a@b.example"},
        "people": [{"name": "Ana " * 20, "role": "decider"}] * 3,
    }  # fmt: skip
    for fact in bank.facts.values():
        picked = [choice.id for choice in fact.choices]
        value = picked[-1] if fact.type == "choice" else picked if fact.type == "choices" else values[fact.type]
        yield said(fact.id, value, quality=1, quote="so " * 40)


@cache
def moment_and_outlook(bank_id: str, answered: bool) -> tuple[Moment, Outlook]:
    """The same for every width."""
    bank = LIBRARY.bank(bank_id)
    now = moment_of(*(answers_to(bank) if answered else ()), bank=bank)
    return now, outlook(now.seen, now.assessment)


@pytest.mark.parametrize("width", [27, 33, 39, 51, 79, 119])
@pytest.mark.parametrize("answered", [False, True], ids=["open", "answered"])
@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.id)
def test_nothing_is_wider_than_its_pane_in_any_bank(bank: Bank, answered: bool, width: int) -> None:
    now, ahead = moment_and_outlook(bank.id, answered)
    rows = [*agenda_rows(now, width), *strip_rows(now, ahead, width)]
    rows += [*verdict_rows(now, ahead, ("a flip " * 9,), width), *match_rows(now, list(places(bank)), 3, width)]
    rows.append(headline(LEAD, bank.title, Clock(7, 20), 3, Saving(4), width))
    assert max(row.cells for row in rows) <= width
    read = [line for place in places(bank) for line in question_rows(now, place, width + 12)]
    read += [line for item in bank.criteria for line in rating_rows(now, item, 2, Evidence.CLAIMED, width + 12)]
    assert max(row.cells for row in read) <= width + 12
    assert {style for row in (*rows, *read) for _, style in row.spans} <= {"", *STYLES}


# Agenda


def test_the_agenda_has_the_same_rows_however_the_call_stands() -> None:
    before, after = moment_of(), moment_of(MONEY, PAIN, DATED, said("compliance.objection", "yes"))
    assert [row.target for row in agenda_rows(before, 40)] == [row.target for row in agenda_rows(after, 40)]


def test_the_agenda_shows_mark_core_wording_and_the_standing_of_each_criterion() -> None:
    shown = text(agenda_rows(moment_of(MONEY, said("pain.trigger", "x", "claimed")), 40))
    assert "●C*What about route?" in shown
    assert "◐c*What about trigger?" in shown
    assert "○  What about amount?" in shown
    assert "Budget                             3.0 C" in shown
    assert "later (ae)" in shown


def test_an_answer_from_an_earlier_call_shows_its_age() -> None:
    old = replace(MONEY, at=NOW - timedelta(days=12))
    now = moment_of(known={"money.route": old})
    assert "←12d" in text(agenda_rows(now, 40))
    assert "from an earlier call" in text(question_rows(now, ("budget", "money.route"), 60))


def test_a_criterion_that_does_not_apply_says_so() -> None:
    now = moment_of()
    sheet = replace(now.sheet, not_applicable=frozenset({"budget"}))
    marked = replace(now, state=replace(now.state, sheet=sheet))
    assert "n/a" in text(agenda_rows(marked, 40))


# Question


def test_a_question_shows_its_choices_by_digit_and_which_is_picked() -> None:
    shown = text(question_rows(moment_of(MONEY), ("budget", "money.route"), 60))
    assert "1 ● Allocated" in shown
    assert "2 ○ None" in shown
    assert "●C confirmed   quality 3" in shown


def test_several_choices_are_boxes() -> None:
    shown = text(question_rows(moment_of(said("people.worries", ["time"])), ("people", "people.worries"), 60))
    assert "1 □ Cost" in shown
    assert "2 ■ Time" in shown


def test_yes_and_no_are_on_one_line() -> None:
    assert "y ○ Yes   n ● No" in text(
        question_rows(moment_of(said("compliance.objection", "no")), (None, "compliance.objection"), 60)
    )


def test_an_answer_in_words_shows_quote_quality_anchors_and_what_would_confirm_it() -> None:
    bank = LIBRARY.bank("bant")
    answer = said("pain.trigger", "The audit failed", "claimed", 2, quote="It was a bad day")
    shown = text(question_rows(moment_of(answer, bank=bank), ("need", "pain.trigger"), 70))
    assert "= The audit failed" in shown
    assert "“It was a bad day”" in shown
    assert "quality 2 (yours)" in shown
    assert "▸2 a specific problem" in shown
    assert "Confirmed takes:" in shown
    assert "Listen for" in shown
    assert "Red flags" in shown


def test_what_was_said_before_is_kept_in_view_and_a_mere_confirmation_is_not() -> None:
    now = moment_of(said("money.route", "none", "claimed"), replace(MONEY, evidence=Evidence.CLAIMED), MONEY)
    shown = text(question_rows(now, ("budget", "money.route"), 60))
    assert shown.count("c None") == 1
    assert "c Allocated" not in shown


@pytest.mark.parametrize(
    ("state", "words"), [(State.UNKNOWN, "They don't know"), (State.DECLINED, "They would not say")]
)
def test_a_question_asked_in_vain_says_how(state: State, words: str) -> None:
    now = moment_of(Answer("money.route", None, Evidence.NONE, state=state))
    assert words in text(question_rows(now, ("budget", "money.route"), 60))


def test_notes_on_a_question_are_shown_with_it() -> None:
    now = moment_of()
    noted = replace(now, state=replace(now.state, notes=(Note("call the CFO", NOW, 1, "money.route"),)))
    assert "· call the CFO" in text(question_rows(noted, ("budget", "money.route"), 60))
    assert "call the CFO" not in text(question_rows(noted, ("budget", "money.amount"), 60))


def test_a_rating_shows_the_anchors_and_the_rating_before() -> None:
    bank = LIBRARY.bank("bant")
    now = moment_of(bank=bank)
    rated = replace(now.sheet, ratings={"need": Rating("need", 2, Evidence.CLAIMED, "second-hand")})
    now = replace(now, state=replace(now.state, sheet=rated))
    shown = text(rating_rows(now, bank.by_id["need"], 3, Evidence.CONFIRMED, 70))
    assert "▸3 failing now" in shown
    assert "●C confirmed" in shown
    assert "“second-hand”" in shown


# Verdict


def test_each_verdict_evidence_and_gate_has_a_shape_of_its_own() -> None:
    for looks in (VERDICT_LOOK, GATE_LOOK):
        assert len({shape for shape, _ in looks.values()}) == len(looks)
    assert len(set(EVIDENCE_LETTER.values())) == len(Evidence)
    assert set(VERDICT_LOOK) == set(Verdict)


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ((), "○ INSUFFICIENT"),
        ((MONEY, PAIN), "◇ DEVELOP"),
        ((MONEY, PAIN, said("pain.since", "2026-01", quality=3), DATED), "◆ QUALIFIED A"),
        ((said("pain.trigger", "x", quality=1),), "△ NURTURE"),
        ((said("money.route", "none"),), "✕ DISQUALIFIED"),
        ((said("compliance.objection", "yes", "claimed"),), "■ DO NOT CONTACT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_verdict_is_said_in_a_shape_and_in_letters(answers: tuple[Answer, ...], word: str) -> None:
    assert word in panel(moment_of(*answers)).splitlines()[0]
    assert word in text(strip_rows(moment_of(*answers), None, 80))


def test_the_panel_tells_figures_reasons_gates_knockouts_and_risks() -> None:
    shown = panel(
        moment_of(said("money.route", "none"), said("pain.trigger", "x", quality=3)), 60, ("would be x if y",)
    )
    assert "NO-FUNDS-NOW: Budget" in shown
    assert "Nobody has confirmed the money." in shown
    assert "coverage 100 %" in shown
    assert "60 needed" in shown
    assert "Need   ██████ 3.0 C" in shown
    assert "Budget ······ 0.0 C" in shown
    assert "would be x if y" in shown


def test_the_panel_says_that_all_hangs_on_one_person_until_another_is_named_and_moves_nothing() -> None:
    bank = LIBRARY.bank("bant")
    need = said("pain.trigger", "The audit failed", quality=3)
    first = {"name": "Ana", "title": "", "role": "champion", "email": ""}
    now = moment_of(need, said("authority.others", [first]), bank=bank)
    assert warning(now, LEAD) == "single-threaded: only Ana Ruiz is named"
    flagged, plain = (verdict_rows(now, None, (), 50, beside=Beside(flag)) for flag in (warning(now, LEAD), ""))
    assert "! single-threaded: only Ana Ruiz" in text(flagged)
    assert len(flagged) == len(plain)
    assert warning(moment_of(bank=bank), LEAD) == ""
    assert warning(moment_of(need, said("authority.others", [first, {"name": "Bob"}]), bank=bank), LEAD) == ""
    assert warning(moment_of(need, said("compliance.objection", "yes"), bank=bank), LEAD) == ""


def test_a_settled_call_says_so_and_proposes_nothing() -> None:
    now = moment_of(said("compliance.objection", "yes"))
    shown = panel(now, 60)
    assert SETTLED in shown
    assert "F2" not in shown
    assert "settled" in text(strip_rows(now, outlook(now.seen, now.assessment), 80))


def test_titles_that_do_not_fit_still_differ() -> None:
    titles = [criterion.title for criterion in LIBRARY.bank("meddic").criteria]
    assert short_titles(titles, 30) == titles
    shown = short_titles(titles, 11)
    assert shown == ["Metrics", "E. buyer", "D. criteria", "D. process", "I. pain", "Champion"]
    for bank in BANKS:
        cut_ = [cut(name, 9) for name in short_titles([criterion.title for criterion in bank.criteria], 9)]
        assert len(set(cut_)) == len(cut_)
    panel_ = panel(moment_of(bank=LIBRARY.bank("meddic")), 35)
    assert "D. criter" in panel_
    assert "D. proces" in panel_


def test_the_odds_of_a_qualified_call_are_those_to_stay_so() -> None:
    bank = LIBRARY.bank("bant")
    assert "% to qualify" in panel(moment_of(bank=bank)).splitlines()[0]
    now = moment_of(MONEY, PAIN, said("pain.since", "2026-01", quality=3), DATED)
    ahead = replace(outlook(now.seen, now.assessment), settled=False)
    for width in (35, 39):
        assert "% to stay so" in text(verdict_rows(now, ahead, (), width)[:1])
    assert "% to stay so" in strip_rows(now, ahead, 80)[0].text


def test_a_settled_call_says_when_to_come_back_and_no_question_of_no_worth() -> None:
    now = moment_of(said("money.route", "none"))
    ahead = outlook(now.seen, now.assessment)
    assert ahead.settled
    assert ahead.next
    last = Closing("nurture", None, NOW.date(), "a new CFO", "disqualified", NOW)
    asked = on_the_call(ahead, now.seen, now.assessment, DEFAULT_PRIOR)
    shown = text(verdict_rows(now, asked, (), 60, beside=Beside(last=last)))
    assert "Ask next" not in shown
    assert "0 %" not in shown.partition("Next")[2].partition("Why")[0]
    assert f"↩ come back on: {NOW.date()}\n ↩ come back when: a new CFO" in shown


def test_a_heading_without_anything_under_it_is_not_shown() -> None:
    now = moment_of()
    ahead = outlook(now.seen, now.assessment)
    shown = text(verdict_rows(now, replace(ahead, next=(), deciding=()), (), 60))
    assert "Ask next" not in shown
    assert "Why" in shown


def test_the_next_questions_stand_beside_their_keys() -> None:
    shown = panel(moment_of(bank=LIBRARY.bank("bant")), 60)
    assert [key for key in ("F2", "F3", "F4") if f" {key} " in shown] == ["F2", "F3", "F4"]


def test_a_persons_own_verdict_stands_beside_the_computed_one() -> None:
    now = moment_of(MONEY)
    mine = replace(now, state=replace(now.state, override=Override("nurture", "no time this year", "Sam", NOW)))
    shown = panel(mine, 60)
    assert "INSUFFICIENT (you: nurture)" in shown
    assert "no time this year" in shown


@pytest.mark.parametrize("width", [1, 7, 30, 80])
def test_the_bar_is_as_wide_as_asked_and_marks_the_threshold(width: int) -> None:
    bar = "".join(piece for piece, _ in range_bar(moment_of(MONEY, PAIN).assessment, width))
    assert len(bar) == width
    assert bar.count("┃") == 1


def test_the_bar_is_full_to_the_score_and_shaded_to_the_ceiling() -> None:
    now = moment_of(said("pain.trigger", "x", quality=1))  # need confirmed at 1 of 3: score 20, ceiling 60
    bar = "".join(piece for piece, _ in range_bar(now.assessment, 10))
    assert bar == "██▒▒▒▒┃···"


# Headline


@pytest.mark.parametrize(
    ("saving", "mark"),
    [
        (Saving(14), "saved 14"),
        (Saving(12, 2), "saving 2…"),
        (Saving(11, 3, "the disk is full", "/tmp/x.jsonl"), "NOT SAVED 3"),
    ],
)
def test_the_mark_says_what_is_on_the_disk(saving: Saving, mark: str) -> None:
    assert headline(LEAD, "BANT", Clock(7, 20), 5, saving, 80).text.rstrip().endswith(mark)


def test_the_alarm_says_what_is_wrong_how_much_is_held_and_where() -> None:
    assert alarm(Saving(3)) == ""
    said_ = alarm(Saving(11, 3, "the disk is full", "/tmp/x.jsonl"))
    assert (
        said_
        == "NOT SAVED: 3 changes held in memory and in /tmp/x.jsonl, retrying; the call goes on (the disk is full)"
    )
    assert "in memory only" in alarm(Saving(11, 1, "the disk is full"))


@pytest.mark.parametrize(
    ("saving", "detail"),
    [
        (Saving(3, 1), "being written"),
        (Saving(3, 1, "the disk is full"), "lost"),
        (Saving(3, 1, "the disk is full", "/x/unsaved.jsonl"), "resuming the call takes them from /x/unsaved.jsonl"),
    ],
)
def test_who_leaves_too_early_is_told_what_becomes_of_the_rest(saving: Saving, detail: str) -> None:
    asked, told = leaving(saving)
    assert asked == "Not saved yet: 1 change"
    assert detail in told


@pytest.mark.parametrize(
    ("asked", "style"), [(0, "dim"), (10, "dim"), (11, "good"), (13, "good"), (14, "warn"), (20, "warn")]
)
def test_the_number_of_questions_is_held_against_the_band(asked: int, style: str) -> None:
    row = headline(LEAD, "BANT", Clock(7, 20), asked, Saving(1), 120)
    assert next(look for part, look in row.spans if part.startswith(f"{asked} of 11–14")) == style


def test_the_phase_of_the_call_is_there_at_80_columns() -> None:
    shown = headline(LEAD, "MEDDIC", Clock(7, 20), 5, Saving(14), 80).text
    assert "7/20 min pain" in shown
    assert "5 of 11–14" in shown
    assert "Ana Ruiz" in shown
    assert "MEDDIC" in shown


def test_name_and_framework_are_there_on_a_narrow_screen_and_the_title_where_there_is_room() -> None:
    narrow, wide = (headline(LEAD, "BANT", Clock(17, 20), 5, Saving(14), width).text for width in (60, 120))
    assert "Ana Ruiz" in narrow
    assert "BANT" in narrow
    assert "Ana Ruiz, Head of Operations · Nordwind · BANT" in wide


@pytest.mark.parametrize(
    ("left", "opened", "now", "expected"),
    [
        (0, 0, 59, "0/20 min opening"),
        (0, 0, 430, "7/20 min pain"),
        (0, 30, 430, "7/20 min pain"),
        (240, 1260, 1320, "5/20 min pain"),  # gone for 17 minutes
        (240, 330, 1320, "22/20 min over"),  # a second window, or nothing typed for a while
        (0, 0, 18 * 60, "18/20 min wrap up"),
        (0, 0, 23 * 60, "23/20 min over"),
        (240, 86_400, 86_520, "resumed, 2 min"),
        (0, 0, -60, "0/20 min opening"),
    ],
)
def test_minutes_are_counted_from_the_start_or_from_when_the_call_was_taken_up_again(
    left: int, opened: int, now: int, expected: str
) -> None:
    at = {name: NOW + timedelta(seconds=after) for name, after in (("left", left), ("opened", opened), ("now", now))}
    shown = clock(NOW, plan=20, **at).shown(leg=True)
    assert "".join(text for text, _ in shown) == expected


def test_scotsman_counts_its_problem_points_as_well_and_no_other_bank_does() -> None:
    scotsman, bant = (moment_of(bank=LIBRARY.bank(name)) for name in ("scotsman", "bant"))
    assert "7 of 14 problem points: much work left" in panel(scotsman, 60)
    assert "problem points" not in panel(bant, 60)


def test_the_panel_says_what_the_verdict_was_and_what_is_too_old_to_count_on() -> None:
    bank = LIBRARY.bank("bant")
    old = said("money.route", "allocated", at=NOW.replace(year=2025))
    now = moment_of(bank=bank, known={"money.route": old})
    shown = text(verdict_rows(now, None, (), 60, moved="was develop: “When?”"))
    assert "▸ was develop: “When?”" in shown
    assert "Too old to count on" in shown
    assert bank.wording("money.route")[:30] in shown
    assert "▸ was develop" in text(strip_rows(now, None, 80, moved="was develop: “When?”"))


def test_what_was_heard_beside_the_questions_is_there_with_its_time_the_newest_first() -> None:
    now = moment_of(bank=LIBRARY.bank("bant"))
    notes = (Note("their roof leaks", NOW, 3), Note("on a question", NOW, 4, "money.route"))
    state = replace(now.state, notes=notes, objections=(Objection("OBJ-PRICE", "", NOW, 5),))
    now, cards = replace(now, state=state), {card.id: card.heard for card in LIBRARY.objections()}
    shown = text(verdict_rows(now, None, (), 60, beside=Beside(cards=cards)))
    at = f"{NOW:%H:%M}"
    assert f"Heard beside\n {at} “That's too expensive.”\n {at} their roof leaks" in shown
    assert f" {at} objection OBJ-PRICE" in text(verdict_rows(now, None, (), 60))
    assert "on a question" not in shown


# Objection cards


def cards(*ids: str) -> list[Card]:
    return [Card(name, f"Heard {name}", "genuine", None, "", "", None, ()) for name in ids]


def test_the_letters_of_each_shipped_card_find_that_card_alone() -> None:
    shipped_cards = LIBRARY.objections()
    letters = letters_of(shipped_cards)
    assert len(set(letters.values())) == len(shipped_cards)
    for card in shipped_cards:
        assert len(letters[card.id]) == 2
        assert letters[card.id][0] == card.id.casefold().partition("-")[2][0]
        assert found_cards(shipped_cards, letters[card.id]) == (card,)
    assert letters["OBJ-PRICE"] == "pr"
    assert {letters["OBJ-TRIED"], letters["OBJ-TRUST"]}.isdisjoint({"tr", "ti"})


@given(st.lists(st.from_regex(r"OBJ-[A-Z]{1,6}(-[A-Z]{1,4})?", fullmatch=True), max_size=20, unique=True))
def test_so_do_those_of_a_teams_own_file(ids: list[str]) -> None:
    own = cards(*ids)
    letters = letters_of(own)
    assert len(set(letters.values())) == len(own)
    assert all(found_cards(own, letters[card.id]) == (card,) for card in own)


def test_letters_that_two_cards_begin_with_find_both_and_a_third_letter_one_of_them() -> None:
    own = cards("OBJ-TRIED", "OBJ-TRUST", "OBJ-TIME")
    assert [card.id for card in found_cards(own, "tr")] == ["OBJ-TRIED", "OBJ-TRUST"]
    assert [card.id for card in found_cards(own, "tru")] == ["OBJ-TRUST"]
