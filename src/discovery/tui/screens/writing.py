"""The line of text of a call: what is typed there, what it becomes, and what is left unfinished in it."""

from __future__ import annotations

from functools import partial

from textual import events

from discovery.tui import replies
from discovery.tui.finder import Finder
from discovery.tui.letters import Letters
from discovery.tui.moment import Place
from discovery.tui.screens.asides import Asides

KEPT = "kept unfinished: {call.capture} or its key opens it again, {call.discard} discards it; left so, it is a note"
_WHILE_TYPING = frozenset({"leave", "move", "page", "best"})


class Writing(Asides):
    """The part of a call's screen that takes keys and texts."""

    _unread = False
    _refused: tuple[Place, str] | None = None
    _letters = Letters()

    async def take(self, event: events.Key | events.Paste) -> None:
        """Acts at once. By Textual's own way a key goes up to the application before its binding is run."""
        text = isinstance(event, events.Paste) or self._typing is not None
        if isinstance(event, events.Key) and not text and not self._writes(event):
            self.catch_up()
            await self._command(event)
            return
        self._asked = None
        if isinstance(event, events.Paste):
            self.catch_up()
            self._paste(event.text)
        elif text:
            await self._type(event)
        else:
            self._write(event)

    def _writes(self, event: events.Key) -> bool:
        """Whether a character begins a text, or goes on with one whose beginning was taken for commands."""
        if not event.is_printable or self._board.covered:
            return False
        no_command = event.key not in self._actions
        return no_command or (event.key == "space" and self._letters.begin(event.time, space=True))

    def _write(self, event: events.Key) -> None:
        """Opens the line of free text with the character, and with the letters before it that were meant for it."""
        letters, self._letters = self._letters, Letters()
        begun = letters.text if letters.begin(event.time, space=event.key == "space") else ""
        if begun and letters.made:
            self.change(lambda: self.live.retract(letters.made))
        self._board.open("capture", more=begun + self.run_of_text(event))
        if begun:
            undone = ", and what it did is taken back" if letters.made else ""
            self._tell(f"“{begun}” is taken as text{undone}", "warn")

    async def _command(self, event: events.Key) -> None:
        """Does what a key does, and keeps in mind what it did: it may turn out to have been text."""
        asked, before = self._asked, len(self.live.call.events)
        await self.act(event)
        if self._asked is asked:
            self._asked = None
        if self._typing is None and self.ready and event.character and event.character.isalpha():
            made = [each.key for each in self.live.call.events[before:]]
            asks = self._asked is not None
            self._letters = self._letters.followed(event.character, made, event.time, asks)
        else:
            self._letters = Letters()

    async def _type(self, event: events.Key) -> None:
        """What is typed is read once no key waits, or the next one may ask what was understood."""
        self._letters = Letters()
        line, before = self._board.entry, self._board.entry.typed
        if event.is_printable:
            line.put(self.run_of_text(event))
        elif not await line.edit(event.key):
            self.catch_up()
            if event.key == "enter":
                self._submit()
            elif event.key in self._actions:
                await self.run_action(self._actions[event.key])
            return
        self._unread = self._unread or line.typed != before

    def catch_up(self) -> None:
        if self._unread and self.is_mounted:
            self._unread = False
            self._board.echo()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the line of text is open, only keys that no text needs do something."""
        return self._typing is None or action in _WHILE_TYPING

    def _submit(self) -> None:
        """Takes what was typed; the line stays open where it cannot be taken."""
        entry, line, over = self._typing, self._board.entry, self._board.over
        if entry is None:
            return
        if self._closed_elsewhere and not entry.searches and line.typed.strip():
            self._belated()
            return
        if entry.kind == "objection":
            self.take_card()
            return
        if entry.kind == "capture":
            self.take_heard()
            return
        if entry.kind == "reason" and not line.typed.strip():
            self._tell("a rating needs its reason: a few words of what was said", "warn")
            return
        found = over.target if isinstance(over, Finder) else None
        change = line.typed.strip() and not line.untouched and not entry.searches
        if not change or self.change(lambda: self.live.take(entry, line.typed, self._rating)):
            line.close()
            self._arrive(found or self.place)
        elif entry.kind == "answer":
            self._refused_answer(line.typed)

    def _refused_answer(self, typed: str) -> None:
        """What the question does not take is offered as free text: the same again with Enter."""
        if (self.place, typed) == self._refused:
            self._board.entry.close()
            self._board.open("capture", more=typed)
        else:
            self._refused = self.place, typed
            why = " ".join(self._board.entry.told.split())
            self._tell(f"Enter again takes it as free text · {why}", "warn")

    def _paste(self, text: str) -> None:
        """Onto the line; with the line closed, into the answer where that is a text, else into a note."""
        if not text.strip():
            return
        if self._typing is not None:
            self._board.entry.paste(text)
            self._board.echo()
            return
        free = self._answer is None and self._rating is None and self._fact.type in {"text", "person", "people"}
        fact = self._fact if free else None
        self._board.open("answer" if free else "note", more=replies.joined(fact, text))

    # What is left unfinished

    @property
    def _closed_elsewhere(self) -> bool:
        return self.live.moment.state.closing is not None

    def _belated(self) -> None:
        """Keeps what was typed as a note of a call that another window closed meanwhile."""
        self._board.entry.put_away()
        self.keep_drafts()
        self._arrive(self.place)
        self._tell("the call was closed elsewhere: what you typed is kept as a note of it", "warn")

    def keep_drafts(self) -> None:
        """What was typed and never taken becomes notes: the call may be closed before the line is opened again."""
        self._board.reveal()
        for of, text in self._board.entry.take_drafts():
            fact = of if of in self.live.call.bank.facts else None
            if self._closed_elsewhere:
                self.live.belated(text, fact)
                self._board.soon(self._save)
            else:
                self.change(partial(self.live.note, text, fact))

    def action_discard(self) -> None:
        """Throws away what was left unfinished and is shown as such."""
        discarded = self._board.entry.discard()
        self._board.paint_front()
        said = f"discarded: “{discarded}”" if discarded else "nothing was left unfinished here"
        self._tell(said, "warn" if discarded else "dim")
