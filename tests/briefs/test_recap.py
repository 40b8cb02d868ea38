from __future__ import annotations

import pytest

from discovery.briefs.recap import Recap
from discovery.briefs.render import Format, Renderer
from discovery.engine.events import Kind
from discovery.errors import UsageError
from tests.briefs.calls import FULL, brief_of, note, recap_of, said


def told(page: Recap) -> dict[str, list[str]]:
    return {section.id: [line.text for line in section.lines] for section in page.sections}


def test_a_recap_says_what_they_said_and_what_was_agreed() -> None:
    page = recap_of(FULL, executive="Kim Lee")
    assert told(page) == {
        "problem": [
            "“The auditor found forty thousand in double payments, and I had to explain it to the board.”",
            "“We paid Hansen three times for the same week and only saw it when they rang us.”",
        ],
        "why_now": [
            "Needed by: 2027-01-31 (“It has to run before the January close.”)",
            "Reason: “The scanning contract ends with the year.”",
        ],
        "next_step": [
            "What: Meeting with our specialist",
            "When: 2026-12-03",
            "From your side: Ana Ruiz, Head of Finance; Ben Cole, CFO",
            "Agenda: See a month of their own invoices matched, double payments flagged.",
            "Before then: Ana sends October's invoices by Friday.",
        ],
    }
    assert page.subject == "Nordwind Logistics: our call on 2026-11-20"
    assert any("Kim Lee" in paragraph for paragraph in page.email)
    assert any("correct me" in paragraph for paragraph in page.email)


@pytest.mark.parametrize("form", ["markdown", "text", "html", "json"])
def test_a_customer_sees_nothing_of_what_we_think_of_them(form: Format) -> None:
    shown = Renderer().render(recap_of(FULL), form).partition("</style>")[2 if form == "html" else 0].lower()
    for word in (
        *("78.3", "score", "grade", "qualified", "develop", "verdict", "quality", "claimed", "confirmed"),
        *("84,000", "84000", "in this year", "usual bracket", "ida holm", "influencer", "decider", "evaluates"),
        *("monthly close", "sample agreement", "ben has not said", "bonus", "spreadsheet", "champion"),
    ):
        assert word not in shown, word


def test_what_is_only_claimed_and_not_in_their_words_is_not_sent_back_to_them() -> None:
    claimed = said("pain.trigger", "Seems to be in trouble.", "claimed")
    assert told(recap_of([claimed])) == {}
    quoted = said("pain.trigger", "Seems to be in trouble.", "claimed", quote="We are drowning.")
    assert told(recap_of([quoted])) == {"problem": ["“We are drowning.”"]}
    assert told(recap_of([said("pain.trigger", "Paid twice.")])) == {"problem": ["Paid twice."]}


def test_our_labels_for_a_reason_are_not_shown() -> None:
    assert told(recap_of([said("timeline.driver", ["own_wish"])])) == {}


def test_a_note_a_rating_and_an_override_do_not_change_what_the_customer_sees() -> None:
    said_only = [change for change in FULL if change[0] is Kind.ANSWER]
    assert recap_of([*said_only, note("They are slow.")]) == recap_of(FULL)


def test_who_asked_not_to_be_contacted_gets_no_recap() -> None:
    with pytest.raises(UsageError, match="asked not to be contacted"):
        recap_of([*FULL, said("compliance.objection", "yes", "claimed")])


def test_every_line_of_a_recap_has_its_answer() -> None:
    answered = {question.fact for question in brief_of(FULL).appendix.questions}
    assert {line.source for section in recap_of(FULL).sections for line in section.lines} <= answered
