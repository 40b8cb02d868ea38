from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import discovery

PACKAGE = Path(discovery.__file__).parent
ROOT = Path(__file__).parents[2]
SOURCES = tuple(sorted(PACKAGE.rglob("*.py")))
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    """Every file of the package, parsed."""
    return {name(path): ast.parse(path.read_text("utf-8")) for path in SOURCES}


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines of a function with its decorators, without its docstring."""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    lines = (function.end_lineno or function.lineno) - first + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def test_imports_go_down_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_import_is_hidden_from_the_contracts(trees: dict[str, ast.Module]) -> None:
    hidden = [
        file
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute | ast.alias) and "TYPE_CHECKING" in ast.dump(node)
    ]
    assert hidden == []


def test_files_stay_short() -> None:
    sizes = {name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert {file: lines for file, lines in sizes.items() if lines >= LINES_OF_A_FILE} == {}


def test_functions_stay_short(trees: dict[str, ast.Module]) -> None:
    long = {
        f"{file}:{function.lineno} {function.name}": lines
        for file, tree in trees.items()
        for function in functions(tree)
        if (lines := length(function)) >= LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_every_module_says_what_it_is(trees: dict[str, ast.Module]) -> None:
    silent = [file for file, tree in trees.items() if tree.body and ast.get_docstring(tree) is None]
    assert silent == []


def test_nothing_is_kept_in_a_global(trees: dict[str, ast.Module]) -> None:
    assert [file for file, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.Global)] == []


def test_the_length_of_a_function_counts_its_decorators_and_not_its_docstring() -> None:
    [function] = functions(ast.parse('@one\n@two\ndef three() -> None:\n    """Said\n    at length."""\n    return\n'))
    assert length(function) == 4
