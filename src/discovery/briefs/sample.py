"""Briefs and recaps with something in every field, and with nothing where there can be nothing: templates are checked
with both.

Nobody in them exists. The texts have what a template must not trip over: quotes, markup, other scripts, long words.
"""

from __future__ import annotations

from discovery.briefs.brief import Appendix, Brief, Line, Question, Reply, Result, Score, Section
from discovery.briefs.document import Page
from discovery.briefs.recap import Recap

_SAID = Line("An audit found invoices that were paid twice & <nobody> noticed.", "confirmed", "pain.trigger", "Trigger")
_CLAIMED = Line("It should run by the end of January.", "claimed", "timeline.needed_by")
_UNKNOWN = Line("Nobody has said how it gets paid for.", "unknown", "budget")
_OURS = Line("Ask what happens if that date slips.")
_NOTE = Line("Zoë Ångström (田中) doesn't want calls on Mondays.", None, "note:7")
_OBJECTION = Line("“We have a tool for that”: they meant *another* department.", None, "objection:8")

_SECTIONS = (
    ("next_step", "Next step"),
    ("people", "People"),
    ("pain", "Problem and impact"),
    ("why_now", "Why now"),
    ("decision", "How they will decide"),
    ("money", "Money"),
    ("landscape", "Landscape"),
    ("risks", "Open risks and unknowns"),
    ("promises", "Promises and sensitivities"),
    ("noted", "Also noted"),
    ("opening", "Suggested opening"),
)


def samples(kind: str) -> tuple[Page, ...]:
    """A full `brief` or `recap`, and a bare one."""
    if kind == "recap":
        parts = (Section("heard", "What we heard", (_SAID,)), Section("agreed", "What we agreed", (_CLAIMED,)))
        full = Recap("Our call: Nordwind <Logistics>", parts, "Our call on 20 November", ("Hello Ana,", "thank you."))
        return full, Recap("Our call", (), "Our call", ())
    nothing = Result("insufficient", "", "0", "100", "0", "0", "60", "", "", "")
    return (
        Brief(
            title="Nordwind <Logistics> – Ana Ruiz",
            headline=Line("Nordwind <Logistics>: qualified B. Why now: an audit.", "confirmed", "pain.trigger"),
            sections=tuple(Section(name, title, (_SAID, _CLAIMED, _UNKNOWN, _OURS)) for name, title in _SECTIONS),
            appendix=_appendix(),
        ),
        Brief(
            title="Nordwind",
            headline=Line("Nordwind: insufficient."),
            sections=tuple(Section(name, title, (_OURS,)) for name, title in _SECTIONS),
            appendix=Appendix(nothing, (), (), (), (), (), (_OURS,), ()),
        ),
    )


def _appendix() -> Appendix:
    return Appendix(
        result=Result("qualified", "B", "63", "88", "80", "70", "60", "develop", "Wait for the CFO.", "Sam Okafor"),
        reasons=("Need is confirmed in their own words.",),
        scores=(
            Score("need", "Need", "35", "3", "confirmed", "35", 100, 100, 67, ""),
            Score("budget", "Budget", "20", "–", "unknown", "0", 0, 0, None, "Rated by hand: nobody said."),
        ),
        questions=(
            Question(
                "pain.trigger",
                "What made you say yes to talking today?",
                (
                    Reply("A <b>trade</b> fair", "claimed", "", "", "2026-11-02", "given before this call"),
                    Reply("An audit", "confirmed", "It was a bad day.", "Ana Ruiz", "2026-11-20 14:02", ""),
                ),
            ),
        ),
        notes=(_NOTE,),
        objections=(_OBJECTION,),
        consent=(Line("Notes only, no recording.", "confirmed", "compliance.recording"),),
        record=(("Call", "01a2b3c4"), ("Head of the event chain", "9f86d081884c7d65 after 12 events")),
    )
