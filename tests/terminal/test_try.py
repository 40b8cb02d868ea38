from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal.conftest import Discovery, Start
from tests.terminal.rep import Rep

pytestmark = pytest.mark.terminal


def test_a_bank_is_tried_on_a_call_that_leaves_nothing_behind(
    start: Start, discovery: Discovery, tmp_path: Path, home: Path
) -> None:
    discovery("bank", "new", "ours")
    path = home / "config/question_banks/frameworks/ours.yaml"
    path.write_text(path.read_text("utf-8").replace("What made you take this call today?", "What is it like?"), "utf-8")
    terminal = start("bank", "try", str(path))
    terminal.wait("Robin Sample", "What is it like?", "Enter Answer", "INSUFFICIENT")
    rep = Rep(terminal)
    rep.saved = 1
    rep.go_to("What is it like?")
    rep.answer("Like this")
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    assert rep.leave() == 0
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (home / "data").exists()
