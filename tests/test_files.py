from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from discovery.errors import StoreUnavailableError, UsageError
from discovery.files import write_new, write_whole


def test_a_new_file_is_written_with_the_folders_that_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "new.yaml"
    write_new(path, "Grüße\n")
    assert path.read_bytes() == "Grüße\n".encode()
    assert [file.name for file in path.parent.iterdir()] == ["new.yaml"]


def test_a_new_file_never_replaces_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    write_whole(path, "mine\n")
    with pytest.raises(UsageError, match="is there already"):
        write_new(path, "yours\n")
    assert path.read_text("utf-8") == "mine\n"


@pytest.mark.parametrize("write", [write_new, write_whole])
def test_a_place_that_cannot_be_written_is_said(write: Callable[[Path, str], None], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(StoreUnavailableError, match="choose another place"):
        write(tmp_path / "file" / "new.yaml", "x")
