from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from discovery.briefs import team_child
from discovery.briefs.document import document
from discovery.briefs.fields import fields
from discovery.briefs.render import SUFFIXES, Format, Renderer
from discovery.briefs.sample import samples
from discovery.briefs.team import (
    FILE_BYTES,
    FILES,
    Kind,
    Limits,
    TeamRenderer,
    TemplateError,
    choose,
    file_name,
    layout,
    read,
    render,
    shipped,
    starter,
)
from discovery.errors import UsageError
from tests.briefs.calls import FULL, brief_of
from tests.briefs.reading import Page, Paper

FORMS: tuple[Format, ...] = ("markdown", "text", "html")
KINDS: tuple[Kind, ...] = ("brief", "recap")
HOSTILE = "<script>x</script> [a](javascript:b) *c* \x1b]0;d\x07 {{ 7 * 7 }}"


def page(source: str, form: Format = "markdown", limits: Limits | None = None, **values: object) -> str:
    """What one template makes of those values."""
    return render({"page.j2": source}, "page.j2", values, form, limits)


def fault(source: str, form: Format = "markdown", limits: Limits | None = None, **values: object) -> str:
    with pytest.raises(TemplateError) as caught:
        page(source, form, limits, **values)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_the_starter_gives_what_the_shipped_template_gives(kind: Kind, form: Format) -> None:
    name = file_name(kind, form)
    for each in samples(kind):
        assert render({name: starter(kind, form)}, name, document(each), form) == Renderer().render(each, form)


@pytest.mark.parametrize("form", FORMS)
def test_a_brief_takes_the_template_of_its_segment_then_the_general_one_then_the_shipped_one(
    tmp_path: Path, form: Format
) -> None:
    brief, ending = brief_of(FULL), SUFFIXES[form]
    (tmp_path / f"brief.enterprise.{ending}.j2").write_text("enterprise")
    assert TeamRenderer(tmp_path, "Enterprise").render(brief, form) == "enterprise"
    assert TeamRenderer(tmp_path, "smb").render(brief, form) == Renderer().render(brief, form)
    (tmp_path / f"brief.{ending}.j2").write_text("all")
    assert TeamRenderer(tmp_path, "smb").render(brief, form) == "all"
    assert TeamRenderer(tmp_path).render(brief, form) == "all"
    assert TeamRenderer(tmp_path / "none").render(brief, form) == Renderer().render(brief, form)


def test_json_and_a_recap_are_not_laid_out_by_the_templates_of_briefs(tmp_path: Path) -> None:
    (tmp_path / "brief.html.j2").write_text("team")
    recap = samples("recap")[0]
    team = TeamRenderer(tmp_path)
    assert team.render(recap, "html") == Renderer().render(recap, "html")
    assert team.render(brief_of(FULL), "json") == Renderer().render(brief_of(FULL), "json")
    (tmp_path / "recap.html.j2").write_text("ours")
    assert TeamRenderer(tmp_path).render(recap, "html") == "ours"
    with pytest.raises(UsageError, match="JSON has no templates"):
        file_name("brief", "json")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("brief.html.j2", ("brief", "html", "")),
        ("brief.enterprise.md.j2", ("brief", "markdown", "enterprise")),
        ("recap.mid-market.txt.j2", ("recap", "text", "mid-market")),
        ("brief.typ", ("brief", "pdf", "")),
        ("recap.smb.typ", ("recap", "pdf", "smb")),
        ("brief.pdf.j2", None),
        ("brief.html.typ.j2", None),
        ("footer.html.j2", None),
        ("brief.j2", None),
        ("brief.json.j2", None),
        ("Brief.html.j2", None),
        ("brief.a.b.html.j2", None),
    ],
)
def test_the_name_of_a_template_says_what_it_is_for(name: str, found: tuple[str, str, str] | None) -> None:
    made = layout(name)
    assert (made and (made.kind, made.form, made.segment)) == found


def test_the_pdf_takes_the_template_of_its_segment_and_the_parts_beside_it(tmp_path: Path) -> None:
    brief, recap = brief_of(FULL), samples("recap")[0]
    assert TeamRenderer(tmp_path).typst(brief) == ("", {})
    for name in ("brief.enterprise.typ", "brief.typ", "foot.typ", "brief.md.j2"):
        (tmp_path / name).write_text(name)
    typst = {name: name for name in ("brief.enterprise.typ", "brief.typ", "foot.typ")}
    assert TeamRenderer(tmp_path, "Enterprise").typst(brief) == ("brief.enterprise.typ", typst)
    assert TeamRenderer(tmp_path, "smb").typst(brief) == ("brief.typ", typst)
    assert TeamRenderer(tmp_path).typst(recap) == ("", typst)


def test_a_hostile_segment_is_part_of_a_name_and_of_no_path() -> None:
    assert file_name("brief", "html", "../../etc/passwd") == "brief.etc-passwd.html.j2"
    assert choose({"brief.html.j2": ""}, "brief", "html", "..") == "brief.html.j2"


def test_parts_of_the_folder_and_shipped_templates_can_be_taken_in() -> None:
    templates = {"a.md.j2": '{% include "b.j2" %} {% include "shipped/brief.md.j2" %}', "b.j2": "{{ title }}"}
    made = render(templates, "a.md.j2", document(brief_of(FULL)), "markdown")
    assert made.startswith("Nordwind Logistics")
    assert made.endswith(Renderer().render(brief_of(FULL), "markdown"))


@pytest.mark.parametrize("name", ["../secret.j2", "/etc/passwd", "shipped/../render.py", "folder/x.j2", "style.css/.."])
@pytest.mark.parametrize("verb", ["include", "extends", "import"])
def test_nothing_outside_the_folder_is_reached(name: str, verb: str, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "secret.j2").write_text("secret")
    (folder / "folder" / "x.j2").write_text("secret")
    (folder / "page.j2").write_text(f'{{% {verb} "{name}"{" as x" if verb == "import" else ""} %}}')
    with pytest.raises(TemplateError, match=r"^page\.j2:1: there is no template "):
        render(read(folder), "page.j2", {}, "html")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("target", ["secret.j2", "templates", "nothing"])
def test_a_link_is_refused(target: str, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.j2").write_text("secret")
    (folder / "brief.html.j2").symlink_to(tmp_path / target)
    with pytest.raises(TemplateError, match=r"brief\.html\.j2 is a link"):
        read(folder)


def test_what_is_no_template_of_ours_is_refused_by_its_name(tmp_path: Path) -> None:
    cases: dict[str, bytes] = {
        "brief.htm.j2": b"x",
        "brief.html.j2": b"\xff",
        "footer.j2": b"x" * (FILE_BYTES + 1),
    }
    for name, data in cases.items():
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(TemplateError) as caught:
            read(tmp_path)
        assert str(caught.value).startswith(str(file))
        file.unlink()
    (tmp_path / "folder.j2").mkdir()
    with pytest.raises(TemplateError, match="no file"):
        read(tmp_path)


def test_a_folder_of_too_many_templates_is_refused(tmp_path: Path) -> None:
    for number in range(FILES + 1):
        (tmp_path / f"{number}.j2").touch()
    with pytest.raises(TemplateError, match=f"at most {FILES}"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("one\n{{ nothing }}", "page.j2:2: 'nothing' is undefined"),
        ("\n\n{{ x.nothing }}", "page.j2:3: "),
        ("\n{% if %}", "page.j2:2: "),
        ("{{ x | nothing }}", "page.j2:1: "),
        ("\n{{ x | safe }}", "page.j2:2: "),
        ("{% for %}\n", "page.j2:1: "),
        ("{{ x.__class__ }}", "page.j2:1: access to attribute '__class__'"),
        ("\n{{ x.__class__.__mro__ }}", "page.j2:2: "),
        ("{{ cycler.__init__.__globals__.os }}", "page.j2:1: "),
        ("{{ ''.format.__self__.__class__ }}", "page.j2:1: "),
        ("{{ '{0.__class__}'.format(x) }}", "page.j2:1: "),
        ("{% set y = l.append(1) %}", "page.j2:1: "),
        ("{{ 1 / 0 }}", "page.j2:1: division by zero"),
        ('{% import "other.j2" as x %}', "page.j2:1: there is no template 'other.j2'"),
    ],
)
def test_an_error_is_told_with_its_template_and_line(source: str, told: str) -> None:
    assert fault(source, x={"a": 1}, l=[]).startswith(told)


def test_the_error_of_a_part_names_the_part() -> None:
    with pytest.raises(TemplateError, match=r"^part\.j2:2: 'nothing' is undefined$"):
        render({"page.j2": '\n\n{% include "part.j2" %}', "part.j2": "\n{{ nothing }}"}, "page.j2", {}, "html")


SMALL = Limits(seconds=3.0, memory=256 * 1024 * 1024, output=100_000)
EXHAUSTING = {
    "a range": "{% for i in range(10**9) %}x{% endfor %}",
    "ranges in ranges": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "a long text": "{{ 'a' * 10**9 }}",
    "a long text in two steps": "{% set x = 'a' * 10**8 %}{{ (x * 10) | length }}",
    "a list": "{{ ([0] * 10**9) | length }}",
    "a power": "{{ 10 ** (10**10) }}",
    "a macro in itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a page in itself": '{% include "page.j2" %}',
    "a page that extends itself": '{% extends "page.j2" %}',
    "deep filters": "{{ 'a'" + " | upper" * 20_000 + " }}",
    "deep parentheses": "{{ " + "(" * 20_000 + "1" + ")" * 20_000 + " }}",
    "deep lists": "{{ " + "[" * 5_000 + "]" * 5_000 + " }}",
    "deep attributes": "{{ title" + ".a" * 20_000 + " }}",
    "centred": "{{ 'a' | center(10**9) }}",
    "formatted": "{{ '%999999999d' % 1 }}",
    "formatted by name": "{{ '{:>999999999}'.format(1) }}",
    "doubled": "{% set n = namespace(x='a') %}{% for i in range(64) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "filled": "{% for i in range(99999) %}aaaaaaaaaa{% endfor %}",
    "replaced": "{{ ('a' * 9999) | replace('', 'b' * 99999) | length }}",
    "batches": "{{ [1] | batch(10**9, 0) | list | length }}",
    "lorem": "{{ lipsum(n=10**6) }}",
}


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is kept from taking memory")
@pytest.mark.parametrize("source", EXHAUSTING.values(), ids=EXHAUSTING)
def test_a_template_that_exhausts_something_ends_in_one_line(source: str) -> None:
    assert fault(source, "text", SMALL, title="x").startswith("page.j2")


def test_what_takes_too_long_is_ended() -> None:
    loop = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
    assert fault(loop, limits=Limits(seconds=1.0)) == "page.j2: it took longer than 1 s, and was ended"


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False)])
def test_the_length_of_a_page_has_a_limit(size: int, fits: bool) -> None:
    source = "{% for i in range(" + str(size) + ") %}x{% endfor %}"
    if fits:
        assert page(source, "text", Limits(output=1000)) == "x" * size
    else:
        assert fault(source, "text", Limits(output=1000)) == "page.j2: it gives more than 1000 characters"


def test_a_process_that_breaks_off_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)
    with pytest.raises(TemplateError, match=r"^page\.j2: it cannot be rendered: "):
        page("x")


ESCAPES = [
    "{{ x }}",
    "{{ x | e }}",
    "{% set y = x %}{{ y }}",
    "{% set y %}{{ x }}{% endset %}{{ y }}",
    "{% for c in [x] %}{{ c }}{% endfor %}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{% autoescape true %}{{ x }}{% endautoescape %}",
    "{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}",
    "{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) ~ x }}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ x }}{% endcall %}",
    "{% autoescape false %}{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}{% endautoescape %}",
    "{% for c in [x] recursive %}{{ c if loop.depth == 2 else loop([c]) }}{% endfor %}",
    "{{ [x, x] | join }}",
    "{{ x | replace('*', x) }}",
    "{{ '%s' | format(x) }}",
    "{{ '{}'.format(x) }}",
    "{{ x | e | forceescape | striptags }}",
    "{% block b %}{{ x }}{% endblock %}{{ self.b() }}",
    "{{ {x: x} | xmlattr if false else x }}",
    "{{ (x | e)[:9] ~ x }}",
    "{% filter upper %}{{ x }}{% endfilter %}",
]


@pytest.mark.parametrize("source", ESCAPES)
def test_a_template_of_a_team_cannot_forget_to_escape(source: str) -> None:
    task = {"templates": {"page.j2": source}, "name": "page.j2", "values": {"x": HOSTILE}, "output": 10_000}
    made = {form: team_child.answer({**task, "form": form})["text"] for form in FORMS}
    assert [tag for tag, _ in Page(f"<p>{made['html']}</p>").tags] == ["p"]
    assert set(Paper(made["markdown"]).shape) <= {"paragraph_open", "inline", "paragraph_close"}
    for text in made.values():
        assert "\x1b" not in text
        assert "49" not in text


@pytest.mark.parametrize("form", FORMS)
def test_what_a_block_or_a_macro_gives_is_not_escaped_twice(form: Format) -> None:
    base = "{% block b %}*<i>{{ x }}</i>*{% endblock %}"
    child = '{% extends "base.j2" %}{% block b %}[{{ super() }}]{% macro m(y) %}<b>{{ y }}</b>{% endmacro %}{{ m(x) }}'
    made = render({"base.j2": base, "page.j2": child + "{% endblock %}"}, "page.j2", {"x": "a"}, form)
    assert made == "[*<i>a</i>*]<b>a</b>"


def test_a_text_in_html_is_escaped_even_in_a_part_that_is_named_like_markdown() -> None:
    assert (
        render({"p.j2": '{% include "p.md.j2" %}', "p.md.j2": "{{ x }}"}, "p.j2", {"x": "<b>"}, "html") == "&lt;b&gt;"
    )


def test_the_environment_of_the_process_has_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    fake = tmp_path / "python"
    fake.write_text(
        f"#!{sys.executable}\nimport os, pathlib\npathlib.Path({str(seen)!r}).write_text(repr(os.environ))\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("DISCOVERY_SMTP_PASSWORD", "hunter2")
    monkeypatch.setattr(sys, "executable", str(fake))
    with pytest.raises(TemplateError):
        page("x")
    assert "hunter2" not in seen.read_text()


LINE = ("text", "label", "tag", "source", "anchor", "ref")
APPENDIX = {
    "scores": ("id", "title", "weight", "quality", "tag", "points", "filled", "level", "needed", "why", "anchor"),
    "questions": ("fact", "anchor", "ref", "ask", *(f"replies[].{name}" for name in
                  ("text", "tag", "quote", "speaker", "at", "remark"))),
    "notes": LINE,
    "objections": LINE,
    "consent": LINE,
    "record": ("name", "value"),
}  # fmt: skip
RESULT = ("verdict", "grade", "score", "ceiling", "coverage", "proof", "threshold")
CONTRACT = {
    *("format", "version", "audience", "title", "appendix.reasons[]"),
    *(f"headline.{name}" for name in LINE),
    *("sections[].id", "sections[].title", *(f"sections[].lines[].{name}" for name in LINE)),
    *(f"appendix.result.{name}" for name in (*RESULT, "override", "override_why", "override_by")),
    *(f"appendix.{part}[].{name}" for part, names in APPENDIX.items() for name in names),
}


def test_templates_of_teams_can_count_on_these_fields() -> None:
    # taking one away breaks what somebody wrote: add, and count up the version of the document where one has to go
    found = {field.path for field in fields("brief")}
    assert found >= CONTRACT
    assert found - CONTRACT == set()
    assert {field.path for field in fields("recap")} >= {"title", "sections[].lines[].text", "email.subject"}


def test_a_brief_of_a_call_has_the_fields_of_the_sample_and_no_others() -> None:
    def paths(value: object, at: str = "") -> set[str]:
        if isinstance(value, dict):
            return {path for name, item in value.items() for path in paths(item, f"{at}.{name}" if at else name)}
        if isinstance(value, list):
            return {path for item in value for path in paths(item, f"{at}[]")}
        return {at}

    assert paths(document(brief_of(FULL))) <= {field.path for field in fields("brief")}


def test_every_shipped_template_is_there_for_a_team() -> None:
    assert {f"shipped/{file_name(kind, form)}" for kind in KINDS for form in FORMS} <= set(shipped())
