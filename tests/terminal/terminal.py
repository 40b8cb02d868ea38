"""A terminal to hold the program in: a pseudo-terminal, a screen to read, and keys to press.

Nothing sleeps: `wait` reads until the screen shows what is waited for. The program is a session of its own, so closing
the terminal hangs it up as a window that is closed does.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

PATIENCE = 30.0
"""Seconds after which something that does not come is a failure; the machine may be busy with other things."""
GLANCE = 0.1
"""Seconds between looks at what is no part of the screen, such as a file."""

_NAMED_KEYS = {
    "enter": "\r", "space": " ", "escape": "\x1b", "tab": "\t", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B",
    "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
}  # fmt: skip
_ANSWERS = ((re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"), (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"))
"""What a terminal is asked, and what it answers: what it is, and that it can draw a frame at once."""
_FEWER_RIGHTS = "import ctypes; ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)"
"""Drops CAP_DAC_OVERRIDE for what is executed next, so that a read-only folder is one for root as well."""
_LAUNCH = """import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
{rights}
os.execv(sys.argv[1], sys.argv[1:])"""


class Terminal:
    """A program in a terminal of its own. `raw` is every byte that it wrote."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        environ: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        fewer_rights: bool = False,
        cwd: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._answered = 0
        self._master, slave = os.openpty()
        self._set_size(size)
        launch = _LAUNCH.format(rights=_FEWER_RIGHTS if fewer_rights else "")
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", launch, *map(str, argv)],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=dict(environ), cwd=cwd,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """What is on the screen, as one text."""
        return "\n".join(self.lines)

    def shows(self, text: str) -> bool:
        """Whether a text is on the screen, be it over several lines."""
        return text in self.text or text in " ".join(self.text.split())

    @property
    def cursor_shown(self) -> bool:
        return not self._screen.cursor.hidden

    def wait(self, *texts: str, gone: str = "", timeout: float = PATIENCE) -> None:
        """Reads until the screen shows every one of the texts, wrapped or not, and not the one that has to be gone."""
        self.wait_until(
            lambda: all(self.shows(text) for text in texts) and not (gone and self.shows(gone)),
            f"{texts}" + (f" without {gone!r}" if gone else ""),
            timeout,
        )

    def wait_until(self, holds: Callable[[], object], what: str, timeout: float = PATIENCE) -> None:
        """Reads until something holds; fails with what is on the screen."""
        end = time.monotonic() + timeout
        while not holds():
            left = end - time.monotonic()
            if left <= 0 or not self._read(min(left, GLANCE)):
                ended = "" if left > 0 else f" in {timeout:g} s"
                raise AssertionError(f"not there{ended}: {what}\n{self._picture()}")

    def ended(self, timeout: float = PATIENCE) -> int:
        """Reads until the program has ended; its exit status, or minus the signal that ended it."""
        end = time.monotonic() + timeout
        while (left := end - time.monotonic()) > 0 and self._read(left):
            pass
        assert left > 0, f"still running after {timeout:g} s\n{self._picture()}"
        return self.process.wait(PATIENCE)

    def _read(self, timeout: float) -> bool:
        """Takes what the program has written; whether it may write more."""
        ready, _, _ = select.select([self._master], [], [], timeout)
        if not ready:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.raw += data
        self._stream.feed(data)
        self._answer()
        return bool(data)

    def _answer(self) -> None:
        for question, answer in _ANSWERS:
            if question.search(self.raw, self._answered):
                os.write(self._master, answer)
        self._answered = max(self._answered, len(self.raw) - 8)

    def _picture(self) -> str:
        status = self.process.poll()
        ruler = "=" * self._screen.columns
        return f"{ruler}\n{self.text}\n{ruler}\n" + ("" if status is None else f"the program ended with {status}\n")

    def press(self, *keys: str) -> None:
        """Presses keys, by name (`enter`, `ctrl+q`, `f2`) or as the character. Nothing may follow `escape` unread."""
        os.write(self._master, "".join(map(_sequence, keys)).encode())

    def type(self, text: str) -> None:
        """Types a text, a key a character."""
        os.write(self._master, text.encode())

    def keep_pressing(self, keys: Iterable[str], a_second: float) -> None:
        """Presses keys at a rate, and reads meanwhile."""
        due = time.monotonic()
        for key in keys:
            due += 1 / a_second
            self.press(key)
            while (left := due - time.monotonic()) > 0 and self._read(left):
                pass

    def paste(self, text: str) -> None:
        """Pastes a text as a terminal does, in brackets."""
        os.write(self._master, b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def click(self, column: int, row: int) -> None:
        """Clicks on a cell, both counted from 0."""
        os.write(self._master, f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m".encode())

    def resize(self, size: tuple[int, int]) -> None:
        """Makes the window another size, in columns and lines."""
        self._screen.resize(size[1], size[0])
        self._set_size(size)
        self.process.send_signal(signal.SIGWINCH)

    def wipe(self) -> None:
        """Clears the screen behind the program's back: what is there afterwards was drawn afterwards."""
        self._screen.reset()

    def _set_size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def kill(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Sends the program a signal that ends it; the exit status."""
        self.process.send_signal(number)
        return self.ended()

    def hang_up(self) -> int:
        """Closes the terminal under the program; its exit status."""
        os.close(self._master)
        self._master = -1
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """Ends the program, whatever it does, and closes the terminal."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        if self._master >= 0:
            os.close(self._master)
            self._master = -1


def _sequence(key: str) -> str:
    if key.startswith("ctrl+"):
        return chr(ord(key[5:]) & 0x1F)
    return _NAMED_KEYS.get(key, key)
