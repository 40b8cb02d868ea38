"""No text reaches the screen as markup: a walk over the syntax trees of the screens.

A text that is shown has to be a `Content`, a `Text`, go through `Plain`, or be written in the program. What is
looked for: widgets that read a string as markup, their `update`, `notify` without `markup=False`, titles of borders
and options that take a string made from something else than letters of the program.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import discovery.tui

TUI = Path(discovery.tui.__file__).parent
FILES = sorted(TUI.rglob("*.py"))

SAFE_MAKERS = {"Content", "Text", "clean", "shown", "one_line"}
"""Calls whose result is literal text, or clean."""
MARKUP_WIDGETS = {
    "Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "Link", "Markdown", "Option", "OptionList",
    "Select", "SelectionList", "Tab", "TabPane", "Tree", "DataTable", "Toast", "Header", "Footer", "Log", "RichLog",
    "Placeholder", "Rule", "Digits", "ProgressBar", "ListItem", "ListView",
}  # fmt: skip
"""Widgets that read a string as markup, write it to the terminal as it is, or are too dear for a hot screen."""
DRAWERS = {"lines.py", "titlebar.py", "keybar.py"}
"""The widgets that draw lines themselves; that they clean is tested in `tests/tui`."""
TITLES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "placeholder"}
RAW_METHODS = {"add_row", "add_column", "add_option", "add_options", "from_markup"}


def is_safe(node: ast.expr) -> bool:
    """Whether an expression is text of the program, or made literal."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in SAFE_MAKERS
        case ast.IfExp(body=body, orelse=orelse):
            return is_safe(body) and is_safe(orelse)
        case ast.BoolOp(values=values):
            return all(map(is_safe, values))
    return False


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def faults(tree: ast.AST, *, drawn: bool = False) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (f"line {node.lineno}: {text}" for text in call_faults(node, drawn))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES and not is_safe(node.value):
                    yield f"line {node.lineno}: {target.attr} gets a text that may be foreign"


def call_faults(call: ast.Call, drawn: bool) -> Iterator[str]:
    name = called(call)
    if name in MARKUP_WIDGETS:
        yield f"{name} is not used here: show text with Plain or a LineView"
    if name in RAW_METHODS and isinstance(call.func, ast.Attribute):
        yield f"{name} takes text raw"
    if name == "notify":
        markup = keyword(call, "markup")
        if not (isinstance(markup, ast.Constant) and markup.value is False):
            yield "notify without markup=False"
        if not (call.args and is_safe(call.args[0])):
            yield "notify with a text that is not cleaned"
    if name == "Segment" and not drawn:
        yield "Segment outside the widgets that clean what they draw"
    if name == "Input":
        for value in (*call.args[:2], keyword(call, "value"), keyword(call, "placeholder")):
            if value is not None and not is_safe(value):
                yield "Input with a text that is not cleaned"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TUI).as_posix())
def test_no_text_of_a_screen_can_be_markup(path: Path) -> None:
    assert list(faults(ast.parse(path.read_text("utf-8")), drawn=path.name in DRAWERS)) == []


@pytest.mark.parametrize(
    "code",
    [
        "Static(lead.name)",
        "yield Label(f'{lead.name}')",
        "self.app.notify(str(error))",
        "self.app.notify(str(error), markup=False)",
        "self.notify(clean(text), markup=True)",
        "self.border_title = lead.name",
        "self.query_one('#x').border_title = f'{name}'",
        "table.add_row(lead.name)",
        "Content.from_markup(text)",
        "Input(lead.name)",
        "Input(placeholder=fact.hint)",
        "Option(choice.label)",
        "Strip([Segment(lead.name)])",
    ],
)
def test_the_walk_finds_what_it_looks_for(code: str) -> None:
    assert list(faults(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "Plain(lead.name)",
        "self.app.notify(shown(str(error)), severity='error', markup=False)",
        "self.border_title = 'Verdict'",
        "self.border_title = Content(clean(name))",
        "Input(clean(value), placeholder='Note')",
    ],
)
def test_the_walk_lets_pass_what_is_safe(code: str) -> None:
    assert list(faults(ast.parse(code))) == []
