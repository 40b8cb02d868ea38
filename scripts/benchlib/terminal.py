"""A pretended terminal: a program in a pseudo-terminal, its output stamped as it comes and drawn only afterwards."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

KEYS: Mapping[str, bytes] = {
    "up": b"\x1b[A", "down": b"\x1b[B", "enter": b"\r", "tab": b"\t", "backspace": b"\x7f", "escape": b"\x1b[27u",
    "ctrl+q": b"\x11", "home": b"\x1b[H", "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS",
}  # fmt: skip
COLUMNS, LINES = 120, 40
_MODE_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")
_SYNC = re.compile(rb"(\x1b\[\?2026[hl])")
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[ -/]*[@-~]|\x1b\[[?0-9;:]*[ -/]+[@-~]|\x1b\[[0-9;]*[tuq]"
    rb"|\x1b[PX^_].*?(?:\x1b\\|\x07)|\x1b\].*?(?:\x1b\\|\x07)",
    re.S,
)
_PARTIAL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[PX^_\]][^\x07\x1b]*\x1b?)?\Z", re.S)
Chunk = tuple[float, bytes]


class Screen:
    """What the terminal shows. A synchronized update counts when it ends."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._pending = b""
        self._rows: dict[int, int] = {}
        self._cursor: tuple[int, int] | None = None
        self.updating = False
        self.frames = 0

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    def feed(self, data: bytes) -> None:
        data = self._pending + data
        cut = _PARTIAL.search(data)
        self._pending = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        for part in _SYNC.split(data):
            if part in (b"\x1b[?2026h", b"\x1b[?2026l"):
                self.updating = part.endswith(b"h")
                self.frames += not self.updating
            elif part:
                self._stream.feed(_UNKNOWN.sub(b"", part))

    def changed(self) -> bool:
        """Whether a cell or the visible cursor differs from the last time that this was asked."""
        cursor = None if self._screen.cursor.hidden else (self._screen.cursor.x, self._screen.cursor.y)
        found = cursor != self._cursor
        self._cursor = cursor
        for y in self._screen.dirty:
            row = hash(tuple(self._screen.buffer[y][x] for x in range(COLUMNS)))
            found |= self._rows.get(y) != row
            self._rows[y] = row
        self._screen.dirty.clear()
        return found


class Session:
    """One running program. Times are seconds; those of the start count from the fork."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self.screen = Screen()
        drop = {"TMUX", "STY", "TERM_PROGRAM", "COLUMNS", "LINES", "NO_COLOR"}
        kept = {name: value for name, value in os.environ.items() if name not in drop}
        settings = {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", **environment}
        self.born = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
            os.execvpe(argv[0], list(argv), settings)
        os.set_blocking(self._fd, False)
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self.ended = False

    def send(self, keys: bytes) -> float:
        at = time.perf_counter()
        os.write(self._fd, keys)
        return at

    def pour(self, data: bytes) -> None:
        """Sends as much as the program reads, however long that takes; from a thread of its own."""
        while data:
            select.select([], [self._fd], [])
            try:
                data = data[os.write(self._fd, data[:1024]) :]
            except BlockingIOError:
                continue

    def _read(self, wait: float) -> Chunk | None:
        if self.ended or not self._poll.poll(max(0.0, wait) * 1000):
            return None
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # the other end of a pseudo-terminal is gone
            data = b""
        at = time.perf_counter()
        if not data:
            self.ended = True
            return None
        for mode in _MODE_QUERY.findall(data):
            self.send(b"\x1b[?%s;%d$y" % (mode, 2 if mode == b"2026" else 0))
        return at, data

    def collect(self, quiet: float, most: float, *, first: bool = True) -> list[Chunk]:
        """The output up to `quiet` seconds of silence, which count only after a first chunk where `first`."""
        chunks: list[Chunk] = []
        last, end = time.perf_counter(), time.perf_counter() + most
        while not self.ended and (now := time.perf_counter()) < end:
            waiting = first and not chunks
            if not waiting and now - last >= quiet:
                break
            chunk = self._read(end - now if waiting else min(end - now, quiet - (now - last)))
            if chunk:
                chunks.append(chunk)
                last = chunk[0]
        return chunks

    def until(self, pattern: str, most: float = 20.0) -> float:
        """The time at which the pattern is first on the screen. Raises TimeoutError with what is there instead."""
        wanted, end = re.compile(pattern), time.perf_counter() + most
        while time.perf_counter() < end and not self.ended:
            chunk = self._read(end - time.perf_counter())
            if chunk:
                self.screen.feed(chunk[1])
                if not self.screen.updating and wanted.search(self.screen.text):
                    return chunk[0]
        raise TimeoutError(f"no {pattern!r} on the screen:\n{self.screen.text}")

    def settle(self, quiet: float = 0.3, most: float = 15.0) -> None:
        """Waits for silence."""
        for _, data in self.collect(quiet, most, first=False):
            self.screen.feed(data)
        self.screen.changed()

    def press(self, key: str, most: float = 1.0) -> tuple[float | None, int]:
        """Seconds to the first visible change, and the bytes that the key cost in all."""
        self.screen.changed()
        at = self.send(KEYS.get(key) or key.encode())
        chunks = self.collect(0.06, most)
        painted: float | None = None
        for when, data in chunks:
            self.screen.feed(data)
            if painted is None and not self.screen.updating and self.screen.changed():
                painted = when - at
        return painted, sum(len(data) for _, data in chunks)

    def hold(self, keys: Sequence[str], rate: float) -> tuple[float, int]:
        """Keys at `rate` a second: seconds from the last one to the last byte, and the frames drawn."""
        frames, chunks = self.screen.frames, []
        start = last = time.perf_counter()
        for number, key in enumerate(keys):
            while (left := start + number / rate - time.perf_counter()) > 0:
                if chunk := self._read(left):
                    chunks.append(chunk)
            last = self.send(KEYS.get(key) or key.encode())
        chunks += self.collect(0.15, 5.0)
        for _, data in chunks:
            self.screen.feed(data)
        return max(0.0, chunks[-1][0] - last), self.screen.frames - frames

    def idle(self, seconds: float) -> tuple[float, int]:
        """Percent of a core and bytes while nothing is pressed."""
        before, start = self._cpu(), time.perf_counter()
        chunks = self.collect(seconds, seconds, first=False)
        return 100 * (self._cpu() - before) / (time.perf_counter() - start), sum(len(data) for _, data in chunks)

    def _cpu(self) -> float:
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> float:
        """Resident MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0

    def quit(self) -> float:
        """Seconds from ctrl+q to the end of the process."""
        at = self.send(KEYS["ctrl+q"])
        while not self.ended:
            if self._read(10.0) is None and not self.ended:
                raise TimeoutError("the program does not quit")
        os.waitpid(self.pid, 0)
        os.close(self._fd)
        return time.perf_counter() - at
