"""A rep at the keyboard: a call held with keys alone, each waited for on the screen as a person would."""

from __future__ import annotations

from tests.terminal.terminal import Terminal

MARKS = {"claimed": "◐c", "confirmed": "●C"}


class Rep:
    """Works the screens in a terminal. `saved` is how many events of the call in front are acknowledged."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.saved = 0

    def call(self, name: str, *, saved: int = 1) -> None:
        """Finds a lead by typing its name and opens its call."""
        self.terminal.wait(name, "F2 Framework")
        self.terminal.type(name)
        self.terminal.wait_until(lambda: self.terminal.lines[1].strip() == name, f"{name!r} typed")
        self.terminal.press("enter")
        self.saved = saved
        self.acknowledged()
        self.terminal.wait("Enter Answer", "INSUFFICIENT")

    def acknowledged(self, events: int = 0) -> None:
        """Waits until so many more events are on the disk."""
        self.saved += events
        self.terminal.wait_until(
            lambda: self.terminal.lines[0].endswith(f"saved {self.saved}"), f"saved {self.saved} in the top line"
        )

    def go_to(self, words: str) -> None:
        """Puts the question that these words find in front."""
        self.terminal.press("g")
        self.terminal.wait("Go to: words of the question")
        self.terminal.type(words)
        self.terminal.wait_until(lambda: self._found() == 1, f"one question found by {words!r}")
        self.terminal.press("enter")
        self.terminal.wait("Enter Answer", gone="Go to: words of the question")

    def _found(self) -> int:
        """How many questions the finder lists."""
        marks = ("▸ ○", "▸ ◐", "▸ ●", "▸ ?", "▸ ×", "▸ -")
        middle = [line.partition("│")[2].partition("│")[0].strip() for line in self.terminal.lines[2:]]
        listed = [line for line in middle if line.startswith(marks) or line[:1] in {"○", "◐", "●", "?", "×"}]
        return len(listed)

    def key(self, key: str) -> None:
        """Presses a key that makes one event."""
        self.terminal.press(key)
        self.acknowledged(1)

    def answer(self, typed: str) -> None:
        """Types the answer to the question in front."""
        self.terminal.press("enter")
        self.terminal.wait("Answer: ")
        self.terminal.type(typed)
        self.terminal.wait(typed[:20])
        self.terminal.press("enter")
        self.acknowledged(1)

    def rate(self, question: str, criterion: str, quality: int, *, confirmed: bool) -> None:
        """Rates the whole criterion of a question, with a reason."""
        self.go_to(question)
        self.terminal.press("r")
        self.terminal.wait(f"Rate {criterion} as a whole")
        self.terminal.press(str(quality))
        wanted, other = ("confirmed", "claimed") if confirmed else ("claimed", "confirmed")
        self.terminal.wait(f"▸{quality}")
        if f"{MARKS[other]} {other}" in self.terminal.text:
            self.terminal.press("c")
        self.terminal.wait(f"{MARKS[wanted]} {wanted}")
        self.terminal.press("enter")
        self.terminal.wait("Reason: ")
        self.terminal.type("heard on the call")
        self.terminal.wait("heard on the call")
        self.terminal.press("enter")
        self.acknowledged(1)

    def leave(self) -> int:
        """Quits; the exit status."""
        self.terminal.press("ctrl+q")
        return self.terminal.ended()
