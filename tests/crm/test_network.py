from __future__ import annotations

import ast
from pathlib import Path

import discovery

PACKAGE = Path(discovery.__file__).parent


def test_urls_are_opened_nowhere_outside_of_the_connectors() -> None:
    # the contract on imports sees `urllib` as a whole, and its `parse` is wanted elsewhere
    found = [
        str(file.relative_to(PACKAGE))
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "urllib.request" in ast.unparse(node).replace(" import ", ".")
    ]
    assert [file for file in found if not file.startswith("crm")] == []
