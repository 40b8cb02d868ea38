from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.storage.conftest import use_journal

SOAK = Path(__file__).parents[2] / "scripts" / "soak"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are of POSIX")


@pytest.fixture(params=["wal", "truncate"])
def journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    use_journal(request.param, monkeypatch)
    return str(request.param)


def _soak(*arguments: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, str(SOAK), *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (line.split() for line in done.stdout.splitlines() if line.startswith("  "))
    return {" ".join(words[:-1]): float(words[-1]) for words in lines}


def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(journal: str) -> None:
    found = _soak("kill", "--kills", "25", "--longest", "0.1", "--journal", journal)
    assert found.pop("acknowledged") > 20
    assert found == {"lost": 0, "corrupt": 0, "gaps": 0, "errors": 0}


def test_eight_writers_at_once_all_get_their_turn(journal: str) -> None:
    found = _soak("writers", "--processes", "8", "--seconds", "2", "--journal", journal)
    assert found["acknowledged"] > 100
    assert [found[name] for name in ("lost", "corrupt", "gaps", "errors")] == [0, 0, 0, 0]
