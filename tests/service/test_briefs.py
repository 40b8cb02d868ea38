from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from discovery.briefs.render import Format, Renderer
from discovery.briefs.team import TemplateError
from discovery.engine.answers import Answer, Evidence
from discovery.errors import NotFoundError
from discovery.leads.lead import NewLead
from discovery.service import briefs, calls, changes, leads
from discovery.storage.events import head
from discovery.storage.store import Store
from tests.briefs.calls import NOW, REASONS, START, bank
from tests.stores import prepared

FORMATS: tuple[Format, ...] = ("markdown", "html")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(prepared(tmp_path / "store.db")) as opened:
        yield opened


@pytest.fixture
def call_id(store: Store) -> UUID:
    lead = store.write(leads.add, NewLead("Ana Ruiz", "Nordwind Logistics", title="Head of Finance"), START)
    call = store.write(calls.start, lead.id, bank(), author="Sam Okafor", now=START)
    said = [
        Answer("pain.trigger", "An audit.", Evidence.CONFIRMED, 3, quote="The auditor found <b>double</b> payments."),
        Answer("money.route", "allocated"),
    ]
    events = [changes.answer(answer, author="Sam Okafor", now=START + timedelta(minutes=1)) for answer in said]
    store.write(calls.record, call.header.id, events)
    return call.header.id


def test_the_brief_of_a_stored_call_tells_what_was_recorded(store: Store, call_id: UUID) -> None:
    brief = store.read(briefs.brief, call_id, NOW, reasons=REASONS)
    assert brief.headline.text == "Nordwind Logistics: develop. Why now: An audit."
    assert [question.fact for question in brief.appendix.questions] == ["pain.trigger", "money.route"]


def test_the_brief_bears_the_head_of_the_chain_as_it_is_stored(store: Store, call_id: UUID) -> None:
    digits, count = store.read(head, call_id)
    record = dict(store.read(briefs.brief, call_id, NOW, reasons=REASONS).appendix.record)
    assert record["Head of the event chain"] == f"{digits[:16]} after {count} events"
    assert count == 3


def test_a_closed_call_says_how_it_ended_by_the_title_of_its_reason(store: Store, call_id: UUID) -> None:
    closing = changes.closing(
        "nurture", "NO-PAIN", NOW.date() + timedelta(days=90), "A new leader", author="Sam Okafor", now=NOW
    )
    store.write(calls.close, call_id, closing)
    brief = store.read(briefs.brief, call_id, NOW, reasons=REASONS)
    texts = [line.text for line in brief.part("next_step").lines]
    assert "Closed as nurture: They have no problem that we solve." in texts


def test_both_formats_are_rendered_and_the_quote_stays_text(store: Store, call_id: UUID) -> None:
    brief = store.read(briefs.brief, call_id, NOW, reasons=REASONS)
    markdown, html = (Renderer().render(brief, form) for form in FORMATS)
    assert r"The auditor found \<b\>double\<\/b\> payments\." in markdown
    assert "The auditor found &lt;b&gt;double&lt;/b&gt; payments." in html


def test_a_screen_has_the_shipped_text_where_a_template_fails_and_the_teams_where_it_does_not(
    store: Store, call_id: UUID, tmp_path: Path
) -> None:
    page = store.read(briefs.brief, call_id, NOW, reasons=REASONS)
    (tmp_path / "brief.md.j2").write_text("\n{{ nothing }}")
    (tmp_path / "brief.html.j2").write_text("ours")
    made, problems = briefs.texts_on_screen(page, tmp_path, "")
    assert made == {form: Renderer().render(page, form) for form in ("markdown", "text")} | {"html": "ours"}
    assert problems == {"markdown": "the shipped template is used: brief.md.j2:2: 'nothing' is undefined"}
    with pytest.raises(TemplateError, match=r"^brief\.md\.j2:2: 'nothing' is undefined$"):
        briefs.texts(page, tmp_path, "")
    assert briefs.texts_on_screen(page, tmp_path / "none", "")[1] == {}


def test_a_brief_of_no_call_says_so(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.read(briefs.brief, UUID(int=7), NOW, reasons=REASONS)
