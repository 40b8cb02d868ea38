from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pypdf import PdfReader

from discovery.briefs.brief import Brief
from discovery.briefs.document import document
from discovery.briefs.escape import plain_text
from discovery.briefs.pdf import Typesetter
from discovery.briefs.preview import preview
from discovery.briefs.render import Format, Renderer
from discovery.engine.events import Kind
from discovery.text import clean, one_line
from tests.briefs.calls import HEADER, LEAD, NOW, Change, bank, brief_of, note, said
from tests.briefs.reading import Page, Paper
from tests.examples import examples

BENIGN = "Qzx"
FORMS: tuple[Format, ...] = ("markdown", "html", "text")
JSON: Format = "json"

PAYLOADS = [
    "[/x]",
    "[@click=app.quit]x[/]",
    "[bold red]x[/bold red]",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<javascript:alert(1)>",
    "https://evil.example",
    "www.evil.example",
    "x@evil.example",
    "[x]: https://evil.example",
    "[confirmed, Q1]",
    "<script>alert(1)</script>",
    "<!-- x",
    "<![CDATA[x]]>",
    "<?php x ?>",
    "</li></ul>",
    '" onclick="alert(1)',
    "' style='x",
    "&lt;b&gt; &#x26; &amp",
    "{{7*7}}",
    "{% for x in y %}",
    "{# x #}",
    "${7*7} #{7*7} %s %(x)s {0}",
    "# x",
    "x\n===",
    "x\n---",
    "---",
    "```\nx",
    "~~~ x",
    "    x",
    "\tx",
    "> x",
    "- x",
    "1. x",
    "1) x",
    "* * *",
    "**x** _y_ ~~z~~ `c`",
    "a | b | c",
    "\\",
    "x\\\ny",
    "x  \ny",
    "\\|",
    "x\r\n\r\n# y",
    "\x1b]0;x\x07y",
    "\x1b[31mx",
    "\x9b31mx",
    "a\u202eb\u2066c",
    "a\u200bb\ufeffc",
    "\u2028# x",
    "😀👩‍👩‍👧 ß 漢字 عربى",
    "=HYPERLINK(1)",
    '#import "@preview/x:1.0.0": *',
    '#read("/etc/passwd")',
    "$ x^2 $ <fact-pain.trigger> @fact-pain.trigger",
    "#panic() #{1+1} \\u{202e}",
    "/* x */ // x",
]


@cache
def renderer() -> Renderer:
    return Renderer()


def everywhere(text: str) -> Brief:
    """The brief of a call with that text in every place that somebody types into."""
    person = {"name": text, "title": text, "role": "decider", "email": text}
    changes: list[Change] = [
        said("pain.trigger", text, quote=text, speaker=text),
        said("pain.example", text, "claimed"),
        said("pain.tried", text),
        said("timeline.slip", text, "claimed"),
        said("timeline.driver", ["renewal"]),
        said("authority.others", [person]),
        said("authority.last_purchase", text),
        said("money.owner", {**person, "name": f"{text} 2"}),
        said("next_step.goal", text),
        said("situation.tool", text, quote=text),
        note(text),
        (Kind.OBJECTION, {"card": "OBJ-BUDGET", "text": text}),
        (Kind.RATING, {"criterion": "budget", "quality": 1, "evidence": "claimed", "why": text}),
        (Kind.OVERRIDE, {"verdict": "develop", "why": text}),
        (Kind.CLOSED, {"disposition": "nurture", "reason": text, "reopen_on": None, "trigger": text, "verdict": ""}),
    ]
    lead = replace(LEAD, company=text, source=text, person=replace(
        LEAD.person, name=f"{text} 3", title=text, email=text, phone=text))  # fmt: skip
    return brief_of(changes, lead=lead, header=replace(HEADER, author=text))


@cache
def benign() -> tuple[Paper, Page, str, dict[str, Any]]:
    brief = everywhere(BENIGN)
    markdown, html, text = (renderer().render(brief, form) for form in FORMS)
    return Paper(markdown), Page(html), text, document(brief)


def replaced(value: Any, text: str) -> Any:
    """A document with another text in the place of the benign one."""
    if isinstance(value, dict):
        return {key: replaced(item, text) for key, item in value.items()}
    if isinstance(value, list):
        return [replaced(item, text) for item in value]
    return value.replace(BENIGN, text) if isinstance(value, str) else value


def texts(value: Any) -> list[str]:
    """Every text of a document but the labels, which are there only where they lead their line."""
    if isinstance(value, dict):
        return [text for key, item in value.items() if key != "label" for text in texts(item)]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else [str(value)]


def check(text: str) -> None:
    brief = everywhere(text)
    markdown, html, plain = (renderer().render(brief, form) for form in FORMS)
    paper, page = Paper(markdown), Page(html)
    calm_paper, calm_page, calm_plain, calm_document = benign()
    shown = one_line(text)
    assert plain == calm_plain.replace(BENIGN, plain_text(shown)).replace(BENIGN.upper(), plain_text(shown.upper()))
    assert texts(json.loads(renderer().render(brief, "json"))) == texts(replaced(calm_document, shown))
    assert clean(plain) == plain
    assert paper.shape == calm_paper.shape
    assert paper.text == calm_paper.text.replace(BENIGN, shown)
    assert page.shape == calm_page.shape
    assert page.text == calm_page.text.replace(BENIGN, shown)
    assert page.others == []
    assert page.values("href") == calm_page.values("href")
    assert clean(markdown) == markdown
    assert clean(html) == html


@pytest.mark.parametrize("text", PAYLOADS)
def test_hostile_text_is_shown_as_text_in_every_format(text: str) -> None:
    check(text)


@examples(60)
@given(st.one_of(
    st.text(st.characters(exclude_characters="\x0b\x0c\x1c\x1d\x1e\x1f"), max_size=20),  # Python's own white space
    st.text(alphabet="[]()<>!`*_#-=+|\\~&;:/@.{}%\"' \n\tx1", max_size=20),
    st.lists(st.sampled_from(PAYLOADS), min_size=2, max_size=3).map(lambda parts: "".join(parts)[:20]),
))  # fmt: skip
def test_any_text_is_shown_as_text_in_every_format(text: str) -> None:
    assume(clean(text).rstrip() == clean(text) != "" and BENIGN not in text)
    assume(len(text.split()) <= 3)  # the first page has so many words, and cuts what is longer
    check(text)


def test_the_words_of_a_bank_are_foreign_too() -> None:
    hostile = "<u>[x](javascript:1)</u> {{7*7}}"
    held = bank()
    criterion = replace(held.criteria[0], title=hostile, risk=hostile, wording={"money.route": hostile})
    brief = brief_of([], on=replace(held, title=hostile, criteria=(criterion, *held.criteria[1:])))
    paper = Paper(renderer().render(brief, "markdown"))
    page = Page(renderer().render(brief, "html"))
    assert not {"link_open", "html_inline", "html_block"} & set(paper.shape)
    assert "u" not in {tag for tag, _ in page.tags}
    assert hostile in paper.text
    assert hostile in page.text


def test_a_word_of_a_megabyte_is_cut_where_it_is_shown() -> None:
    brief = everywhere("x" * 1_000_000)
    for form in (*FORMS, JSON):
        shown = renderer().render(brief, form)
        assert len(shown) < 150_000
        assert "x" * 3_999 + ("..." if form == "text" else "…") in shown


def test_hostile_text_is_set_as_text_in_the_pdf() -> None:
    brief = brief_of([note(text) for text in PAYLOADS])
    with Typesetter() as typesetter:
        pages = PdfReader(io.BytesIO(typesetter.pdf(brief, NOW))).pages
        assert typesetter.pdf(everywhere("".join(PAYLOADS)), NOW).startswith(b"%PDF-")
    shown = "".join("".join(page.extract_text() for page in pages).split()).replace("\u200b", "")
    for text in PAYLOADS:
        assert not text.isascii() or "".join(one_line(text).split()) in shown, text


def test_the_preview_has_one_clean_line_for_each_hostile_text() -> None:
    text = "a\nb\x1b[31m\u202ec"
    rows = preview(brief_of([note(text), said("pain.trigger", text, quote=text, speaker=text)]))
    assert all(row.text == clean(row.text) and "\n" not in row.text for row in rows)
    assert any(row.text == "14:02 a b[31mc" for row in rows)
