"""One `[destinations.NAME]` table of the configuration, read key by key: every fault names the table and the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from discovery.errors import UsageError
from discovery.text import clean


@dataclass(frozen=True, slots=True)
class Table:
    """The values of one table. `finish` refuses the keys that nothing has asked for."""

    name: str
    values: Mapping[str, Any]
    folder: Path
    environ: Mapping[str, str]
    _asked: set[str] = field(default_factory=set)

    def wrong(self, key: str, text: str) -> UsageError:
        """The error that a key has something wrong; to be raised."""
        return UsageError(f"[destinations.{clean(self.name)[:60]}] {clean(key)[:60]} {text}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text on one line; with a default it may be missing."""
        value = self._take(key, default)
        if not isinstance(value, str) or clean(value) != value or "\n" in value or not (value.strip() or default == ""):
            raise self.wrong(key, "has to be a text on one line")
        return value.strip()

    def several(self, key: str) -> tuple[str, ...]:
        """One text, or a list of at least one."""
        value = self._take(key, None)
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not listed or not all(isinstance(each, str) for each in listed):
            raise self.wrong(key, "has to be a text, or a list of texts")
        return tuple(listed)

    def texts(self, key: str, default: Mapping[str, str]) -> Mapping[str, str]:
        """A table of texts by name, of at least one."""
        value = self._take(key, default)
        if not isinstance(value, Mapping) or not value or not all(isinstance(each, str) for each in value.values()):
            raise self.wrong(key, "has to be a table of texts")
        return {clean(name): text for name, text in value.items()}

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self._take(key, default)
        if value not in choices:
            raise self.wrong(key, f"is {clean(repr(value))[:60]}, and has to be {' or '.join(choices)}")
        return str(value)

    def number(self, key: str, default: int, least: int, most: int) -> int:
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(key, f"has to be a whole number from {least} to {most}")
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "has to be true or false")
        return value

    def path(self, key: str) -> Path:
        """A path; a relative one counts from the folder of the configuration."""
        try:
            return self.folder / Path(self.text(key)).expanduser()
        except RuntimeError as error:
            raise self.wrong(key, f"cannot be found: {error}") from None

    def file(self, key: str) -> Path | None:
        """A file that is there; None where the key is missing."""
        if key not in self.values:
            self._asked.add(key)
            return None
        path = self.path(key)
        if not path.is_file():
            raise self.wrong(key, f"is {path}, and there is no such file")
        return path

    def finish(self) -> None:
        """Refuse a key that no question was asked about."""
        unknown = next((key for key in self.values if key not in self._asked), None)
        if unknown is not None:
            close = get_close_matches(unknown[:80], self._asked, 1)
            meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(sorted(self._asked))}"
            raise self.wrong(unknown, f"is not a setting of this kind; {meant}")

    def _take(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self.values.get(key, default)
        if value is None:
            raise self.wrong(key, "is missing")
        return value
