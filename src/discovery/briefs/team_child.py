"""The process that renders one template of a team: a task as JSON on standard input, the answer on standard output.

`python -I -m discovery.briefs.team_child`; see `discovery.briefs.team`. The limits are set before the template is
looked at. In Markdown and plain text what a block, a macro or a recursive loop gives was escaped inside of it, and
stands as it is; everything else that an expression gives is escaped. In HTML nothing can be marked as safe.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from markupsafe import Markup, escape

from discovery.briefs.escape import escape_markdown, plain_text
from discovery.briefs.render import Sandbox
from discovery.text import clean, one_line

SHIPPED = "shipped/"


class TooLongError(Exception):
    """The text is longer than it may be."""


class Ready(str):
    """A text that a part of the template gave: whatever is foreign in it is escaped already."""

    __slots__ = ()


class TeamSandbox(Sandbox):
    """The sandbox of the shipped templates, which knows what a part of a template gave from what a value is."""

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 — as in Jinja
        made = super().call(__context, __obj, *args, **kwargs)
        if type(made) is str and isinstance(__obj, BlockReference | Macro | LoopContext):
            return Ready(made)
        return made


def environment(templates: Mapping[str, str], form: str) -> TeamSandbox:
    """The sandbox of one rendering. It finds the given templates, and nothing else."""

    def load(name: str) -> tuple[str, str, None] | None:
        found = name if name in templates else SHIPPED + name  # shipped ones take in each other by their bare names
        return (templates[found], found, None) if found in templates else None

    made = TeamSandbox(
        loader=FunctionLoader(load),
        autoescape=form == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_FINALIZE[form],
    )
    for name in ("safe", "urlize"):  # what would let foreign text be markup, or a link
        del made.filters[name]
    return made


def _in_markdown(value: object) -> str:
    return value if isinstance(value, Ready) else "" if value is None else escape_markdown(str(value))


def _in_text(value: object) -> str:
    return value if isinstance(value, Ready) else "" if value is None else plain_text(str(value))


def _in_html(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup() if value is None else escape(clean(str(value)))


_FINALIZE: Mapping[str, Callable[[object], str]] = {"markdown": _in_markdown, "text": _in_text, "html": _in_html}


def answer(task: Mapping[str, Any]) -> dict[str, str]:
    """The text of a task, or its error on one line."""
    try:
        made = environment(task["templates"], task["form"])
        parts: list[str] = []
        room = task["output"]
        for part in made.get_template(task["name"]).generate(task["values"]):
            room -= len(part)
            if room < 0:
                raise TooLongError
            parts.append(part)
    except Exception as error:
        parts = []
        return {"error": f"{_place(error, task)}: {_fault(error, task)}"}
    return {"text": clean("".join(parts))}


def _place(error: Exception, task: Mapping[str, Any]) -> str:
    """The template that failed, and the line as far as it is known: Jinja puts its own lines into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name or task['name']}:{error.lineno}"
    place, trace = str(task["name"]), error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in task["templates"]:
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _fault(error: Exception, task: Mapping[str, Any]) -> str:
    match error:
        case TemplateSyntaxError():
            return one_line(error.message or "it cannot be read", 300)
        case TooLongError():
            return f"it gives more than {task['output']} characters"
        case MemoryError():
            return f"it needs more than {task['memory'] // (1024 * 1024)} MB of memory"
        case RecursionError():
            return "it is nested too deeply, or takes in itself without an end"
        case TemplateNotFound():
            return f"there is no template {str(error)[:60]!r} in the folder, nor shipped/ one"
    return one_line(str(error), 300) or type(error).__name__


def limit(memory: int, seconds: float) -> None:
    """Take no more memory and time of the processor than that, and write no file; where the system has such limits."""
    try:
        import resource
    except ImportError:  # Windows: the parent still ends what takes too long
        return
    wanted = (("RLIMIT_AS", memory), ("RLIMIT_CPU", int(seconds) + 1), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0))
    for name, most in wanted:
        with suppress(ValueError, OSError):  # macOS knows the first, and refuses it
            resource.setrlimit(getattr(resource, name), (most, most))


def main() -> None:
    """Do the task that stands on standard input."""
    task = json.load(sys.stdin.buffer)
    limit(task["memory"], task["seconds"])
    sys.stdout.buffer.write(json.dumps(answer(task)).encode())


if __name__ == "__main__":
    main()
