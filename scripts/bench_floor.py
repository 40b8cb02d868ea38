"""The floor of the benchmark: a bare Textual application that does about as much, in the usual way.

A list of forty questions, a field, three bars and a verdict; `y` and `n` answer the question under the cursor, commit
the answer with sqlite3 at synchronous=FULL and repaint. `FLOOR_FILE` names the file of the answers.
"""

from __future__ import annotations

import os
import sqlite3
import time

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Header, Input, OptionList, ProgressBar, Static


class Floor(App[None]):
    TITLE = "Floor"
    CSS = """
    #left { width: 1fr; border: round $primary; }
    #right { width: 48; border: round $secondary; padding: 0 1; }
    #verdict { height: 5; border: heavy $success; content-align: center middle; }
    #verdict.fail { border: heavy $error; }
    OptionList { height: 1fr; }
    ProgressBar { height: 1; }
    """
    BINDINGS = [("y", "answer('yes')", "Yes"), ("n", "answer('no')", "No"), ("ctrl+q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal():
            with Vertical(id="left"):
                yield OptionList(*[f"Question {n}: does the lead meet criterion number {n}?" for n in range(1, 41)])
                yield Input(placeholder="Note")
            with Vertical(id="right"):
                yield Static("Verdict: OPEN 0", id="verdict")
                for number in range(1, 4):
                    yield Static(f"Section {number}")
                    yield ProgressBar(total=20, show_eta=False)
        yield Footer()

    def on_mount(self) -> None:
        self.count = 0
        self.query_one(OptionList).highlighted = 0
        self.store = sqlite3.connect(os.environ["FLOOR_FILE"], isolation_level=None)
        self.store.execute("PRAGMA journal_mode=WAL")
        self.store.execute("PRAGMA synchronous=FULL")
        self.store.execute("CREATE TABLE IF NOT EXISTS answer(id INTEGER PRIMARY KEY, fact, value, at)")
        self.query_one("#verdict", Static).update("Verdict: READY 0")

    def action_answer(self, value: str) -> None:
        self.count += 1
        fact = f"q{self.query_one(OptionList).highlighted}"
        self.store.execute("INSERT INTO answer(fact, value, at) VALUES (?, ?, ?)", (fact, value, time.time()))
        verdict = self.query_one("#verdict", Static)
        verdict.update(f"Verdict: {'FAIL' if value == 'no' else 'PASS'} {self.count}")
        verdict.set_class(value == "no", "fail")
        for place, bar in enumerate(self.query(ProgressBar)):
            bar.update(progress=(self.count + place) % 20)


if __name__ == "__main__":
    Floor().run()
