"""Templates of a team: a folder of Jinja files, each rendered in a process of its own with limits.

`brief.html.j2` lays out every brief in HTML, `brief.enterprise.html.j2` those of leads in the segment `enterprise`; the
formats are `md`, `txt` and `html`, and `recap` stands for the customer's page. A template can extend what came with the
program, `{% extends "shipped/brief.html.j2" %}`, and take in other `.j2` files of the folder by their bare names. The
PDF is laid out by `brief.typ` in the same way, which is Typst's: `#import "shipped/brief.typ": *`; see `pdf_child`.

The files are read here and handed over: the process that renders opens none. Its environment is the immutable sandbox,
what is undefined is an error, foreign text is escaped whatever the template says, and it has limits of memory (where
the system has them), time and length.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from discovery.banks.conditions import Json
from discovery.briefs.document import Page, document
from discovery.briefs.recap import Recap
from discovery.briefs.render import SUFFIXES, Format, Renderer
from discovery.errors import FaultError, UsageError
from discovery.text import one_line, slug

SHIPPED = "shipped/"
TYPST = f"{SHIPPED}brief.typ"
FILE_BYTES, FILES = 256 * 1024, 100

Kind = Literal["brief", "recap"]
Form = Format | Literal["pdf"]

_NAME = re.compile(r"(?P<kind>brief|recap)(?:\.(?P<segment>[a-z0-9-]+))?\.(?P<ending>(?:md|txt|html)\.j2|typ)")
_MEANT = re.compile(r"(brief|recap)\.")
_ENDINGS: Mapping[Form, str] = {"pdf": "typ", **{form: f"{suffix}.j2" for form, suffix in SUFFIXES.items()}}
_FORMS: Mapping[str, Form] = {ending: form for form, ending in _ENDINGS.items()}


class TemplateError(FaultError):
    """A template that cannot be read or rendered: its file, the line where one is known, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one rendering may take. `memory` and `output` are in bytes; the output is counted in characters."""

    seconds: float = 10.0
    memory: int = 256 * 1024 * 1024
    output: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """What the name of a template says that it lays out; an empty segment stands for all of them."""

    kind: Kind
    form: Form
    segment: str


def layout(name: str) -> Layout | None:
    """What a template is for by its name; None for one that others take in."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    kind: Kind = "recap" if found["kind"] == "recap" else "brief"
    return Layout(kind, _FORMS[found["ending"]], found["segment"] or "")


def file_name(kind: Kind, form: Form, segment: str = "") -> str:
    """The name of the template for that. Raises UsageError where the format has no templates."""
    if form == "json":
        raise UsageError("JSON has no templates: take markdown, text, html or pdf")
    return ".".join(filter(None, (kind, slug(segment) if segment else "", _ENDINGS[form])))


def read(folder: Path) -> dict[str, str]:
    """The templates of a folder by name; none where there is no such folder.

    Raises TemplateError for what is no file of this folder itself, is not UTF-8, too large or one too many.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in {".j2", ".typ"}) if folder.exists() else []
    except OSError as error:
        raise TemplateError(f"{folder} cannot be read: {error.strerror}") from error
    if len(paths) > FILES:
        raise TemplateError(f"{folder} has {len(paths)} templates: keep at most {FILES} in it")
    return {path.name: _read(path) for path in paths}


def _read(path: Path) -> str:
    if path.is_symlink() or not path.is_file():
        raise TemplateError(f"{path} is a link or no file: put the template itself into the folder")
    try:
        data = path.read_bytes()
        if len(data) > FILE_BYTES:
            raise TemplateError(f"{path} has {len(data)} bytes: a template has at most {FILE_BYTES}")
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path} is no UTF-8 text (byte {error.start + 1}): save it as UTF-8") from None
    if _MEANT.match(path.name) and layout(path.name) is None:
        raise TemplateError(f"{path}: the name has to be such as brief.html.j2, brief.enterprise.md.j2 or brief.typ")
    return text


def choose(templates: Mapping[str, str], kind: Kind, form: Form, segment: str) -> str | None:
    """The template for that page: the segment's own, else the one for all segments, else None."""
    if form == "json":
        return None
    own, general = file_name(kind, form, segment), file_name(kind, form)
    return next((name for name in (own, general) if name in templates), None)


class TeamRenderer:
    """Renders pages of leads of one segment with the templates of a team, and with the shipped ones where it has none.

    `render` raises TemplateError.
    """

    def __init__(self, folder: Path, segment: str = "", limits: Limits | None = None) -> None:
        self._templates = read(folder)
        self._segment = segment
        self._limits = limits or Limits()
        self._shipped = Renderer()

    def render(self, page: Page, form: Format) -> str:
        """The page as one text in that format."""
        name = self._chosen(page, form)
        if name is None:
            return self._shipped.render(page, form)
        return render(self._templates, name, document(page), form, self._limits)

    def typst(self, page: Page) -> tuple[str, dict[str, str]]:
        """The template that `Typesetter.pdf` lays the page out with, empty for the shipped one, and those of Typst."""
        return self._chosen(page, "pdf") or "", typst(self._templates)

    def _chosen(self, page: Page, form: Form) -> str | None:
        return choose(self._templates, "recap" if isinstance(page, Recap) else "brief", form, self._segment)


def typst(templates: Mapping[str, str]) -> dict[str, str]:
    """Those of the templates that are Typst's."""
    return {name: source for name, source in templates.items() if name.endswith(".typ")}


def shipped() -> dict[str, str]:
    """The templates that came with the program, under the names by which a template of a team extends them."""
    folder = resources.files("discovery.briefs").joinpath("templates")
    return {SHIPPED + file.name: file.read_text("utf-8") for file in folder.iterdir() if file.is_file()}


def render(
    templates: Mapping[str, str], name: str, values: Mapping[str, Json], form: Format, limits: Limits | None = None
) -> str:
    """What one template makes of those values, in a process of its own. Raises TemplateError."""
    limits = limits or Limits()
    task = {
        "templates": {**shipped(), **templates},
        "name": name,
        "values": values,
        "form": form,
        "memory": limits.memory,
        "seconds": limits.seconds,
        "output": limits.output,
    }
    kept = {key: value for key, value in os.environ.items() if key == "SYSTEMROOT"}  # Windows starts nothing without
    command = [sys.executable, "-I", "-m", "discovery.briefs.team_child"]
    try:
        done = subprocess.run(
            command, input=json.dumps(task).encode(), capture_output=True, timeout=limits.seconds, env=kept, check=False
        )
    except subprocess.TimeoutExpired:
        raise TemplateError(f"{name}: it took longer than {limits.seconds:g} s, and was ended") from None
    except OSError as error:
        raise TemplateError(f"{name}: it cannot be rendered: {error.strerror}") from error
    return _answer(name, done)


def _answer(name: str, done: subprocess.CompletedProcess[bytes]) -> str:
    """The text that a process gave back, or the error that it tells or shows by how it ended."""
    try:
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except ValueError:
        answer = {}
    if "text" in answer:
        return str(answer["text"])
    if "error" in answer:
        raise TemplateError(one_line(answer["error"], 400))
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    said = f": {one_line(lines[-1], 200)}" if lines else ""
    raise TemplateError(f"{name}: its process broke off, for want of memory or at a limit of the system{said}")


_TYPST_STARTER = f"""\
// Shows the parts of the shipped template; leave out what you do not want, add what is missing, set what differs.
// `page-data` has the fields of `discovery templates context`, `discovery templates check` tries it.
#import "{TYPST}": *
#show: layout
#title
#headline
#sections
#appendix
"""


def blocks(name: str) -> tuple[str, ...]:
    """The blocks of a shipped template that one of a team can fill, in their order."""
    from jinja2 import Environment, nodes

    source = shipped()[SHIPPED + name]
    return tuple(block.name for block in Environment(autoescape=True).parse(source).find_all(nodes.Block))


def starter(kind: Kind, form: Form) -> str:
    """A template to begin with: the shipped one, with each of its blocks to be changed."""
    if form == "pdf":
        return _TYPST_STARTER
    name = file_name(kind, form)
    parts = [
        "{# Fills the blocks of the shipped template; leave out those that stay as they are. #}",
        "{# `discovery templates context` lists the fields, `discovery templates check` tries it. #}",
        f'{{% extends "{SHIPPED}{name}" %}}',
        *(f"{{% block {block} %}}{{{{ super() }}}}{{% endblock %}}" for block in blocks(name)),
    ]
    return "\n".join(parts) + "\n"
