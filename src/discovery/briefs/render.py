"""Briefs as Markdown and as HTML.

A template is trusted to lay out and with nothing else: it runs in Jinja's immutable sandbox, sees plain dictionaries,
tuples and strings, and cannot forget to escape. In Markdown whatever an expression gives is escaped, marked as safe or
not, while the template's own text stands as it is. In HTML the text is escaped by Jinja, by our own rule: the name of
the template ends in `.html.j2`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Literal

from jinja2 import PackageLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from discovery.banks.conditions import Json
from discovery.briefs.brief import Brief
from discovery.briefs.escape import escape_markdown
from discovery.text import clean

Format = Literal["markdown", "html"]

TEMPLATES: Mapping[Format, str] = {"markdown": "brief.md.j2", "html": "brief.html.j2"}


def is_html(template: str | None) -> bool:
    """Whether what a template gives is escaped as HTML."""
    return template is not None and template.endswith(".html.j2")


class Renderer:
    """Renders briefs; built once by whoever needs it. It keeps no state but its compiled templates."""

    def __init__(self) -> None:
        self._environments: Mapping[Format, ImmutableSandboxedEnvironment] = {
            "markdown": _environment(_in_markdown),
            "html": _environment(_in_html),
        }

    def render(self, brief: Brief, form: Format) -> str:
        """The brief as one text in that format."""
        return self.template(form).render(context(brief))

    def template(self, form: Format) -> Template:
        """The template of that format, compiled when it is first asked for."""
        return self._environments[form].get_template(TEMPLATES[form])


def context(brief: Brief) -> dict[str, Json]:
    """What a template sees: the brief as plain values, its parts in order, and where each source is in the appendix."""
    plain = asdict(brief)
    plain["sections"] = [asdict(section) for section in brief.sections]
    plain["refs"] = _refs(brief)
    return plain


def _refs(brief: Brief) -> dict[str, dict[str, str]]:
    refs: dict[str, dict[str, str]] = {}
    for number, question in enumerate(brief.appendix.questions, 1):
        refs[question.fact] = {"anchor": f"fact-{question.fact}", "label": f"Q{number}"}
    for score in brief.appendix.scores:
        refs[score.id] = {"anchor": f"criterion-{score.id}", "label": score.title}
    for number, note in enumerate(brief.appendix.notes, 1):
        refs[note.source or ""] = {"anchor": (note.source or "").replace(":", "-"), "label": f"N{number}"}
    return refs


def _environment(finalize: Callable[[object], str]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=PackageLoader("discovery.briefs"),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
    )


def _in_markdown(value: object) -> str:
    return "" if value is None else escape_markdown(str(value))


def _in_html(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, Markup) else clean(str(value))
