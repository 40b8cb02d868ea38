from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from discovery.briefs.render import Format, Renderer, context, is_html
from tests.briefs.calls import FULL, NEARLY_EMPTY, Change, brief_of, said
from tests.briefs.reading import Page, Paper

GOLDEN = Path(__file__).parent / "golden"
CALLS: dict[str, tuple[Change, ...]] = {"full": FULL, "nearly_empty": NEARLY_EMPTY}
SUFFIX: dict[Format, str] = {"markdown": "md", "text": "txt", "html": "html"}


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
    for line in (line for section in context(brief)["sections"] for line in section["lines"]):
        ref = f", {line['ref']}" if line["ref"] else ""
        assert (f"{line['text']} [{line['tag']}{ref}]" if line["tag"] else line["text"]) in shown


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
    assert not re.search(r"https?:|//|url\((?!#)|@import", html)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.values("content")
    assert dict(page.tags)["html"] == {"lang": "en"}
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_every_criterion_is_drawn_with_its_quality_its_evidence_and_what_is_needed(
    renderer: Renderer,
) -> None:
    html = renderer.render(brief_of(FULL), "html")
    figure = html[html.index("<figure") : html.index("</figure>")]
    page = Page(figure)
    bars = [tag[1] for tag in page.tags if (tag[1].get("class") or "").startswith("fill ")]
    assert [(bar["class"], bar["width"]) for bar in bars] == [
        ("fill confirmed", "156.6"), ("fill claimed", "134"), ("fill confirmed", "134"), ("fill confirmed", "200"),
        ("fill confirmed", "200"),
    ]  # fmt: skip
    needed = [tag[1]["x1"] for tag in page.tags if tag[1].get("class") == "need"]
    assert needed == ["250.0", "134", "134", "134"]
    assert "Budget: quality 2.0 of 3, claimed." in page.text


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_of_text_has_the_contrast_of_wcag_aa_in_light_and_dark(renderer: Renderer) -> None:
    html = renderer.render(brief_of(FULL), "html")
    themes = re.findall(r":root \{(.*?)\}", html.partition("@media print")[0], re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", theme))
        for text in ("ink", "soft", "accent", "confirmed", "claimed", "unknown"):
            for ground in ("page", "panel"):
                light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_the_plain_text_has_no_markup_no_wrapping_and_parts_apart_by_a_blank_line(renderer: Renderer) -> None:
    brief = brief_of(FULL)
    text = renderer.render(brief, "text")
    assert text.isascii()
    blocks = text.split("\n\n")
    assert blocks[0].splitlines()[0] == "BRIEF: Nordwind Logistics: hand-off"
    for section, block in zip(brief.sections, blocks[1:], strict=False):
        title, *lines = block.splitlines()
        assert title == section.title.upper()
        assert len(lines) == len(section.lines)
    assert "\n\n\n" not in text
    assert not re.search(r"[*_#|<>`\\]", text)


def test_letters_of_other_alphabets_stay_in_the_plain_text(renderer: Renderer) -> None:
    text = renderer.render(brief_of([said("pain.trigger", "Größe – “漢字”…")]), "text")
    assert 'Größe - "漢字"...' in text


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
        assert type(value) in {dict, list, str, int, type(None)}, type(value)
        if isinstance(value, dict):
            for key, item in value.items():
                assert type(key) is str
                check(item)
        elif isinstance(value, list):
            for item in value:
                check(item)

    check(context(brief_of(FULL)))


def test_a_control_character_in_a_brief_does_not_reach_the_file(renderer: Renderer) -> None:
    brief = replace(brief_of(FULL), title="a\x1b]0;b\x07\u202ec")
    for form in SUFFIX:
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", renderer.render(brief, form))
