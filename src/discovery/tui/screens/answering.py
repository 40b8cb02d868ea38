"""Answering: what the keys of a call do to the question in front, and to its criterion."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace

from discovery.banks.model import Criterion, Fact
from discovery.engine.answers import Answer, Evidence, State
from discovery.service.calls import Call
from discovery.tui import replies
from discovery.tui.cells import CellScreen
from discovery.tui.keymap import worded
from discovery.tui.live import LiveCall
from discovery.tui.moment import Place, asking
from discovery.tui.overlays import OneCard, People
from discovery.tui.replies import Entry, RatingDraft
from discovery.tui.screens.turns import InTurn
from discovery.tui.topics import PEOPLE, RATING, VERDICT, line_topic, question_topic, topic
from discovery.tui.widgets.board import Board


class Answering(InTurn[Call], CellScreen[Call]):
    """The part of a call's screen that answers. `live` and `_board` are made by the screen itself."""

    live: LiveCall
    _board: Board
    _asked: tuple[str, str] | None = None
    """What the last key asked to be confirmed by pressing it again."""

    @abstractmethod
    def change(self, make: Callable[[], object]) -> bool:
        """Makes a change, paints it, and has it kept; says why where it cannot be made."""

    @abstractmethod
    def _save(self) -> object:
        """Has what is held kept."""

    @abstractmethod
    def _arrive(self, place: Place) -> None:
        """Puts a question in front."""

    @abstractmethod
    def action_best(self, place: int = 0) -> None:
        """To one of the questions most worth asking."""

    @property
    def place(self) -> Place:
        """The question in front."""
        return self._board.place

    @property
    def _fact(self) -> Fact:
        return self.live.call.bank.facts[self.place[1]]

    @property
    def _criterion(self) -> Criterion | None:
        return asking(self.live.call.bank, self.place)[0]

    @property
    def _answer(self) -> Answer | None:
        return self.live.moment.answer(self.place[1])

    @property
    def _rating(self) -> RatingDraft | None:
        return self._board.rating

    @property
    def _typing(self) -> Entry | None:
        return self._board.entry.entry

    def _tell(self, text: str, style: str = "dim") -> None:
        self._board.tell(text, style)

    def help_topic(self) -> str:
        """What is in front, for the help."""
        if self._typing is not None:
            return line_topic(self._typing.kind, self._fact)
        if self._board.covered:
            return topic(VERDICT)
        if isinstance(self._board.over, People):
            return topic(PEOPLE)
        return topic(RATING) if self._rating is not None else question_topic(self._fact)

    def keyed(self, text: str) -> str:
        """A text of ours with the keys that its `{call.note}` and the like stand for."""
        return worded(self.app, text)

    def _reply(self, make: Callable[[], Answer]) -> bool:
        before = self._answer
        if self._was_hidden() or not self.change(lambda: self.live.answer(make())):
            return False
        if said := replies.changed(self._fact, before, self._answer):
            self._tell(self.keyed(f"{said} · {{call.undo}} takes it back"), "warn")
        return True

    def _was_hidden(self) -> bool:
        """Whether the question was not in view, as behind a card; it is now, and the key has to be pressed again."""
        hidden = self._board.uncover()
        if hidden:
            self._tell("this is the question that was behind: press again", "warn")
        return hidden

    def _again(self, key: str, of: str, text: str) -> bool:
        """Whether a key that takes something away is pressed for the second time; else it says what it would do."""
        if self._asked == (key, of):
            self._asked = None
            return True
        self._asked = key, of
        self._tell(self.keyed(f"{text} press {{{key}}} again"), "warn")
        return False

    def action_enter(self) -> None:
        if isinstance(self._board.over, OneCard | People):
            self._board.uncover()
        elif self._rating is not None:
            if self._rating.quality is None:
                self._tell("first how good it is: 0–3", "warn")
            else:
                self._board.open("reason")
        elif self._answer is None:
            self._board.open("answer")
        else:
            self.action_best()

    def action_change(self) -> None:
        self._board.open("answer")

    def action_digit(self, digit: int) -> None:
        if self._rating is not None:
            if digit <= 3:
                self._board.cover(replace(self._rating, quality=digit))
        elif replies.picks_by_digit(self._fact):
            self._reply(lambda: replies.picked(self._fact, self._answer, digit))
        elif (self._answer is not None and self._answer.known) or self._fact.type == "yes_no":
            self._reply(lambda: replies.rated(self._answer, digit))
        elif self._fact.type in {"number", "money", "date"}:
            self._board.open("answer", more=str(digit))
        else:
            self._tell("Enter types the answer", "warn")

    def action_yes_no(self, value: str) -> None:
        if self._fact.type != "yes_no":
            self._tell("this is no yes-or-no question", "warn")
        elif self._rating is None:
            self._reply(lambda: replies.valued(self._fact, self._answer, value))

    def action_evidence(self) -> None:
        if self._rating is None:
            self._reply(lambda: replies.confirmed(self._answer))
            return
        self._board.cover(self._rating.switched())

    def action_unknown(self) -> None:
        if self._rating is None:
            self._in_vain("call.unknown", State.UNKNOWN)

    def _in_vain(self, key: str, state: State) -> None:
        """That they don't know, or would not say; where there is an answer, it is asked whether that is to go."""
        answer, fact = self._answer, self._fact
        known = answer is not None and answer.known and not self._board.hidden
        if not known or self._again(key, fact.id, f"“{replies.short(fact, answer)}” would be gone:"):
            self._reply(lambda: replies.in_vain(fact, answer, state))

    def action_declined(self) -> None:
        if self._rating is None:
            self._in_vain("call.declined", State.DECLINED)
        elif self._rating.criterion.id in self.live.moment.sheet.ratings:
            criterion, self._board.over = self._rating.criterion.id, None
            self.change(lambda: self.live.rate(criterion, None, Evidence.NONE, ""))

    def action_quote(self) -> None:
        if self._answer is None or not self._answer.known:
            self._tell(self.keyed("there is no answer yet: answer first, or {call.note} for a note"), "warn")
        else:
            self._board.open("quote")

    def action_note(self) -> None:
        self._board.open("note")

    def action_rate(self) -> None:
        criterion = self._criterion
        if criterion is None:
            self._tell("what is always on is not rated", "warn")
            return
        self._board.reveal()
        self._board.cover(RatingDraft.of(criterion, self.live.moment.sheet.ratings.get(criterion.id)))

    def action_not_applicable(self) -> None:
        criterion = self._criterion
        if criterion is None:
            self._tell("what is always on always applies", "warn")
            return
        off = criterion.id in self.live.moment.sheet.not_applicable
        asked = f"{criterion.title} {'applies after all' if off else 'does not apply'}?"
        if self._was_hidden() or not self._again("call.not_applicable", criterion.id, asked):
            return
        if self.change(lambda: self.live.switch_applicable(criterion.id)):
            said = "applies again" if off else "not applicable"
            self._tell(self.keyed(f"{criterion.title}: {said} · {{call.undo}} takes it back"), "warn")

    def action_undo(self) -> None:
        if self.change(self.live.undo):
            self._board.uncover()
            self._tell(f"took back {self.live.changed} · " + self.keyed("{call.redo} brings it back"))

    def action_redo(self) -> None:
        if self.change(self.live.redo):
            self._tell(f"brought back {self.live.changed}")
