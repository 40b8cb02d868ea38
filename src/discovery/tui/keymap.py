"""The keys that a user gave to commands in `[keys]`, laid over the registry. A wrong line is left out, and said."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Protocol, runtime_checkable

from textual.keys import Keys, _character_to_key
from textual.widgets import Input

from discovery.text import one_line
from discovery.tui.commands import CHARACTERS, GLOBAL, SCREENS, Command, key_name, key_names

UNUSABLE = frozenset({"ctrl+c", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+z"})
"""Keys that a terminal sends as others, or that stop a program."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """`keys`: the keys of commands by their id, as Textual spells them. `problems`: what was left out, a line each."""

    keys: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def of(self, commands: Iterable[Command]) -> tuple[Command, ...]:
        """The commands with the keys that they have in force."""
        return tuple(replace(each, keys=self.keys[each.id]) if each.id in self.keys else each for each in commands)


@runtime_checkable
class Remapped(Protocol):
    """An application whose user may have given commands other keys."""

    @property
    def user_keys(self) -> Keymap: ...


def in_force(app: object, commands: Iterable[Command]) -> tuple[Command, ...]:
    """The commands with the keys that they have in this application."""
    return app.user_keys.of(commands) if isinstance(app, Remapped) else tuple(commands)


def worded(app: object, text: str) -> str:
    """A text of the program with `{call.note}` and the like replaced by the first key of that command."""
    if "{" not in text:
        return text
    given = app.user_keys.keys if isinstance(app, Remapped) else {}
    names = _first_keys(tuple(given.items()))
    return _COMMAND.sub(lambda found: names.get(found[1], found[0]), text)


_COMMAND = re.compile(r"\{([a-z_.]+)\}")


@lru_cache(4)
def _first_keys(given: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """By the id of a command, the first of its keys as a person reads it."""
    every = Keymap(dict(given)).of(command for commands in SCREENS.values() for command in commands)
    return {command.id: key_names(command)[0] for command in every}


def actions(commands: Iterable[Command]) -> Mapping[str, str]:
    """The action of each key."""
    return {key: each.action.format(n=place) for each in commands for place, key in enumerate(each.each_key)}


def keymap(given: Mapping[str, str]) -> Keymap:
    """What of a user's keys can be used: a key of the terminal, that types no text there and has no other meaning."""
    if not given:
        return Keymap()
    known = {command.id: command for commands in SCREENS.values() for command in commands}
    keys: dict[str, str] = {}
    problems = []
    for name, said in given.items():
        try:
            keys[name] = _read(name, said, known)
        except ValueError as error:
            problems.append(str(error))
    while clash := _clash(keys):
        name, problem = clash
        del keys[name]
        problems.append(problem)
    return Keymap(keys, tuple(problems))


def _read(name: str, said: str, known: Mapping[str, Command]) -> str:
    command = known.get(name)
    if command is None:
        close = get_close_matches(name[:60], known, 1)
        hint = f"did you mean {close[0]}?" if close else "F1 and the README name the commands"
        raise ValueError(f"{one_line(name, 40)} is no command; {hint}")
    if not command.one_action:
        raise ValueError(f"{name} is a row of keys and stays as it is")
    keys = tuple(dict.fromkeys(_spelled(part.strip()) for part in said.split(",")))
    takes_no_text = command.priority or not any(_types(key) for key in command.each_key)
    for key in keys:
        shown = f'"{name}" = "{one_line(said, 30)}"'
        if not _usable(key):
            raise ValueError(f"{shown}: not a key that can be used; take a letter, or one such as f5, ctrl+k, space")
        if takes_no_text and key not in command.each_key and (_types(key) or key in _editing()):
            raise ValueError(f"{shown}: that key writes text there; take one such as f5 or ctrl+b")
    return ",".join(keys)


def _clash(keys: Mapping[str, str]) -> tuple[str, str] | None:
    """The last user's line of which a key means something else on the same screen as well, and what to say of it."""
    places = {name: place for place, name in enumerate(keys)}
    for commands in SCREENS.values():
        owners: dict[str, dict[str, Command]] = defaultdict(dict)
        for command in Keymap(keys).of((*commands, *GLOBAL)):
            for key in command.each_key:
                owners[key][command.id] = command
        for key, owner in owners.items():
            changed = sorted((name for name in owner if name in keys), key=places.__getitem__)
            if len(owner) > 1 and changed:
                other = next(command for name, command in owner.items() if name != changed[-1])
                taken = f"{key_name(key)} is {other.label} ({other.id}) there"
                return changed[-1], f'"{changed[-1]}" = "{keys[changed[-1]]}": {taken}'
    return None


def _spelled(key: str) -> str:
    """A key as Textual spells it: `?` is `question_mark`, `F5` is `f5`."""
    return _character_to_key(key) if len(key) == 1 else key.lower()


def _types(key: str) -> bool:
    """Whether the key is a character where text is written."""
    return len(key) == 1 or key == "space" or key in CHARACTERS


def _usable(key: str) -> bool:
    letter = len(key) == 1 and key.isalnum()
    alt = key.startswith("alt+") and key[4:] in set(string.ascii_lowercase)
    named = key in {each.value for each in Keys if each.value[0] != "<"}
    return (letter or alt or named or _types(key)) and key not in UNUSABLE


def _editing() -> frozenset[str]:
    """The keys that edit a line of text."""
    return frozenset(key for binding in Input.BINDINGS for key in _key_of(binding).split(","))


def _key_of(binding: object) -> str:
    return str(getattr(binding, "key", ""))
