from __future__ import annotations

from discovery.briefs.brief import Line
from tests.briefs.calls import FULL, brief_of, said

BEN = {"name": "Ben Cole", "title": "CFO", "role": "decider"}

SINGLE = "Single-threaded: nobody else is named."


def test_the_contact_comes_first_with_the_part_they_play() -> None:
    first = brief_of(FULL).part("people").lines[0]
    assert first == Line(
        "Ana Ruiz, Head of Finance (our contact): Evaluates and recommends", "confirmed", "authority.role"
    )


def test_a_contact_of_whom_no_answer_tells_is_only_claimed() -> None:
    assert brief_of(()).part("people").lines[0] == Line("Ana Ruiz, Head of Finance (our contact)", "claimed")


def test_a_person_who_is_named_twice_is_one_line_known_as_well_as_the_weakest_answer() -> None:
    lines = (
        brief_of([said("authority.others", [BEN]), said("money.owner", {**BEN, "name": "BEN  COLE"}, "claimed")])
        .part("people")
        .lines
    )
    assert lines[1] == Line("Ben Cole, CFO, decider: gets involved, owns the budget", "claimed", "authority.others")


def test_who_is_missing_is_said() -> None:
    last = brief_of(()).part("people").lines[-1]
    assert last == Line(f"Missing: who decides or signs and a champion. {SINGLE}", "unknown")
    assert brief_of([said("authority.others", [BEN])]).part("people").lines[-1].text == "Missing: a champion."
    decides = brief_of([said("authority.role", "decide")]).part("people").lines[-1].text
    assert decides == f"Missing: a champion. {SINGLE}"


def test_a_bare_first_name_is_the_contact_and_all_still_hangs_on_one() -> None:
    lines = brief_of([said("authority.others", [{"name": "Ana", "role": "champion"}])]).part("people").lines
    assert [line.text for line in lines] == [
        "Ana Ruiz, Head of Finance (our contact): gets involved",
        f"Missing: who decides or signs. {SINGLE}",
    ]


def test_nobody_is_missing_where_both_are_named() -> None:
    named = [BEN, {"name": "Kim Roth", "role": "champion"}]
    assert all("Missing" not in line.text for line in brief_of([said("authority.others", named)]).part("people").lines)


def test_more_people_than_fit_are_counted() -> None:
    crowd = [{"name": f"Person {number}", "role": "user"} for number in range(8)]
    lines = brief_of([said("authority.others", crowd)]).part("people").lines
    assert lines[6].text == "And 3 more, in the answers."


def test_somebody_known_only_as_coming_to_the_next_step_is_told_as_that() -> None:
    lines = brief_of([said("next_step.attendees", [BEN])]).part("people").lines
    assert lines[1].text == "Ben Cole, CFO, decider: comes to the next step"
