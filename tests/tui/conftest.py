from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from discovery.service import demo
from tests.tui.pilot import NOW


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    demo.create(path, NOW)
    return path


@pytest.fixture
def demo_store(_made_once: Path, tmp_path: Path) -> Path:
    """A demo store of its own, as it was at the fixed time."""
    return Path(shutil.copy(_made_once, tmp_path / "store.sqlite3"))
