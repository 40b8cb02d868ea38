from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from discovery.briefs.render import Format, Renderer, context, is_html
from tests.briefs.calls import FULL, NEARLY_EMPTY, Change, brief_of
from tests.briefs.reading import Page, Paper

GOLDEN = Path(__file__).parent / "golden"
CALLS: dict[str, tuple[Change, ...]] = {"full": FULL, "nearly_empty": NEARLY_EMPTY}
SUFFIX: dict[Format, str] = {"markdown": "md", "html": "html"}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("form", SUFFIX)
def test_a_brief_reads_as_it_did(renderer: Renderer, name: str, form: Format) -> None:
    # to accept a change, write what is rendered into the file and read its difference
    assert renderer.render(brief_of(CALLS[name]), form) == (GOLDEN / f"{name}.{SUFFIX[form]}").read_text("utf-8")


def test_the_first_ten_parts_of_the_markdown_have_250_to_350_words(renderer: Renderer) -> None:
    text = renderer.render(brief_of(FULL), "markdown")
    first = text[text.index("\n\n") : text.index("## Suggested opening")]
    visible = re.sub(r"\[(confirmed|claimed|unknown)[^\]]*\]", "", Paper(first).text)
    assert 250 <= len(visible.split()) <= 350


@pytest.mark.parametrize("name", CALLS)
def test_every_line_is_marked_and_names_the_answer_it_comes_from(renderer: Renderer, name: str) -> None:
    brief = brief_of(CALLS[name])
    shown = Paper(renderer.render(brief, "markdown")).text.splitlines()
    refs = context(brief)["refs"]
    for line in (line for section in brief.sections for line in section.lines):
        label = f", {refs[line.source]['label']}" if line.source in refs else ""
        assert (f"{line.text} [{line.tag}{label}]" if line.tag else line.text) in shown


@pytest.mark.parametrize("name", CALLS)
def test_every_line_of_the_html_has_an_anchor_and_its_source_and_links_lead_to_the_appendix(
    renderer: Renderer, name: str
) -> None:
    brief = brief_of(CALLS[name])
    page = Page(renderer.render(brief, "html"))
    ids, links = page.values("id"), page.values("href")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)
    sources = {attributes["id"]: attributes["data-source"] for _, attributes in page.tags if "data-source" in attributes
               and "id" in attributes}  # fmt: skip
    for section in brief.sections:
        for number, line in enumerate(section.lines, 1):
            assert sources[f"{section.id}-{number}"] == (line.source or "")


def test_the_html_is_one_file_that_runs_and_fetches_nothing(renderer: Renderer) -> None:
    html = renderer.render(brief_of(FULL), "html")
    page = Page(html)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio"}
    assert not {name for _, attributes in page.tags for name in attributes if name.startswith("on")}
    assert not re.search(r"https?:|//|url\(|@import", html)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("content")
    assert dict(page.tags)["html"] == {"lang": "en"}
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_every_criterion_has_a_bar_as_long_as_its_share_of_points(renderer: Renderer) -> None:
    page = Page(renderer.render(brief_of(FULL), "html"))
    bars = [attributes["width"] for tag, attributes in page.tags if tag == "rect" and attributes["class"] != "bar"]
    assert bars == ["33", "67", "100", "100"]


@pytest.mark.parametrize(
    ("name", "html"), [("brief.html.j2", True), ("brief.md.j2", False), ("brief.html", False), (None, False)]
)
def test_what_is_escaped_as_html_goes_by_the_name_of_the_template(name: str | None, html: bool) -> None:
    assert is_html(name) is html


def environment(form: Format) -> ImmutableSandboxedEnvironment:
    made = Renderer().template(form).environment
    assert isinstance(made, ImmutableSandboxedEnvironment)
    return made


@pytest.mark.parametrize(
    "source",
    [
        "{{ x }}",
        "{{ x | safe }}",
        "{{ x | e | safe }}",
        "{% set y = x %}{{ y }}",
        "{% for c in [x] %}{{ c }}{% endfor %}",
        "{% autoescape false %}{{ x }}{% endautoescape %}",
    ],
)
def test_a_markdown_template_cannot_forget_to_escape(source: str) -> None:
    shown = environment("markdown").from_string(source).render(x=Markup("[a](b) *c* <d>"))
    assert Paper(shown).shape == ["paragraph_open", "inline", "paragraph_close"]


def test_a_template_that_names_what_is_not_there_fails() -> None:
    with pytest.raises(UndefinedError):
        environment("markdown").from_string("{{ nothing }}").render()


@pytest.mark.parametrize(
    "source", ["{{ x.__class__.__mro__ }}", "{{ x.append(1) }}", "{{ cycler.__init__.__globals__ }}"]
)
def test_a_template_reaches_nothing_beyond_its_values(source: str) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        environment("markdown").from_string(source).render(x=[])


def test_a_template_sees_plain_values_only() -> None:
    def check(value: object) -> None:
        assert type(value) in {dict, list, tuple, str, int, type(None)}, type(value)
        if isinstance(value, dict):
            for key, item in value.items():
                assert type(key) is str
                check(item)
        elif isinstance(value, list | tuple):
            for item in value:
                check(item)

    check(context(brief_of(FULL)))


def test_a_control_character_in_a_brief_does_not_reach_the_file(renderer: Renderer) -> None:
    brief = replace(brief_of(FULL), title="a\x1b]0;b\x07\u202ec")
    for form in SUFFIX:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", renderer.render(brief, form))
