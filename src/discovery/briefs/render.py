"""Briefs as Markdown, plain text, HTML and JSON.

A template is trusted to lay out and with nothing else: it runs in Jinja's immutable sandbox, sees plain dictionaries,
lists, strings and numbers, and cannot forget to escape. In Markdown whatever an expression gives is escaped, marked as
safe or not, while the template's own text stands as it is; in plain text it is put on one line. In HTML the text is
escaped by Jinja, by our own rule: the name of the template ends in `.html.j2`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from jinja2 import BaseLoader, PackageLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from discovery.banks.conditions import Json
from discovery.briefs.document import Page, as_json, document
from discovery.briefs.escape import escape_markdown, plain_text
from discovery.briefs.recap import Recap
from discovery.text import clean

Format = Literal["markdown", "text", "html", "json"]

SUFFIXES: Mapping[Format, str] = {"markdown": "md", "text": "txt", "html": "html", "json": "json"}
"""By format, the ending of its files; that of its templates has `.j2` behind it."""


def is_html(template: str | None) -> bool:
    """Whether what a template gives is escaped as HTML."""
    return template is not None and template.endswith(".html.j2")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, quick where a template asks a plain dictionary for one of its keys."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Renderer:
    """Renders pages; built once by whoever needs it. It keeps no state but its compiled templates."""

    def __init__(self, loader: BaseLoader | None = None) -> None:
        """`loader` gives the templates; by default those that came with the program."""
        loader = loader or PackageLoader("discovery.briefs")
        self._environments: Mapping[Format, Sandbox] = {
            "markdown": _environment(loader, _in_markdown),
            "text": _environment(loader, _in_text),
            "html": _environment(loader, _in_html),
        }

    def render(self, page: Page, form: Format) -> str:
        """The page as one text in that format."""
        if form == "json":
            return as_json(page)
        kind = "recap" if isinstance(page, Recap) else "brief"
        return self.template(form, kind).render(context(page))

    def template(self, form: Format, kind: str = "brief") -> Template:
        """The template of that format, compiled when it is first asked for."""
        return self._environments[form].get_template(f"{kind}.{SUFFIXES[form]}.j2")


def context(page: Page) -> dict[str, Json]:
    """What a template sees: the document of the page, which is plain values and nothing else."""
    return document(page)


def _environment(loader: BaseLoader, finalize: Callable[[object], str]) -> Sandbox:
    return Sandbox(
        loader=loader,
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
        auto_reload=False,
    )


def _in_markdown(value: object) -> str:
    return "" if value is None else escape_markdown(str(value))


def _in_text(value: object) -> str:
    return "" if value is None else plain_text(str(value))


def _in_html(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, Markup) else clean(str(value))
