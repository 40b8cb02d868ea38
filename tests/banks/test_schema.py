from __future__ import annotations

import json

import pytest

from discovery.banks.schema import FILES, schemas
from tests.banks.samples import SHIPPED


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schemas_are_current(name: str) -> None:
    committed = json.loads((SHIPPED / "schema" / name).read_text(encoding="utf-8"))
    assert committed == schemas()[name], "write them again with `discovery bank schema question_banks/schema`"


def test_every_shipped_file_names_a_schema_that_is_there() -> None:
    files = [*SHIPPED.glob("*.yaml"), *SHIPPED.glob("*/*.yaml")]
    assert len(files) > 30
    for path in files:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        marker, _, named = first.partition("$schema=")
        assert marker == "# yaml-language-server: "
        assert (path.parent / named).is_file(), path


def test_every_key_is_described_for_editors() -> None:
    for name, document in schemas().items():
        for form in (document, *document.get("$defs", {}).values()):
            undescribed = [key for key, value in form["properties"].items() if not value.get("description")]
            assert (name, undescribed) == (name, [])


def test_unknown_keys_are_refused_everywhere() -> None:
    assert all(form.model_config["extra"] == "forbid" and form.model_config["frozen"] for form in FILES.values())
    for document in schemas().values():
        assert all(form["additionalProperties"] is False for form in (document, *document.get("$defs", {}).values()))
