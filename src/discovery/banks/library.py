"""The question banks in force: a team's folders before the shipped one, read no further than what is asked for.

A file with the same id in an earlier folder replaces the later one, whole. One that does not load is set aside,
with its problems, and the next one is used.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from discovery.banks.conditions import Json
from discovery.banks.framework_references import framework_problems, objections_problems, reasons_problems
from discovery.banks.hints import did_you_mean, listed
from discovery.banks.load import FOUND_LIMIT, in_order, shape_problems
from discovery.banks.model import ALWAYS_ON, Bank, bank_from
from discovery.banks.old_ids import old_id_problems
from discovery.banks.reasons import Objection, Reason, objections_from, reasons_from
from discovery.banks.references import Facts, cycle_problems, facts_in, items, reads, topic_problems
from discovery.banks.replaced import dropped_problems
from discovery.banks.resolve import resolve, topics_named, topics_read
from discovery.banks.yaml_reader import Source, read_file
from discovery.errors import BankError, NotFoundError, Problem

_FOLDERS = {"topic": "topics", "framework": "frameworks"}
_ID = {
    kind: re.compile(rf"^{kind}:[ \t]+[\"']?([a-z][a-z0-9_]*)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE) for kind in _FOLDERS
}
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of banks. `problem` says why a file of the id does not load; then the rest may be empty."""

    id: str
    title: str
    version: str
    criteria: int
    core: int
    path: Path
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Loaded:
    bank: Bank | None
    path: Path
    problems: tuple[Problem, ...]


class Library:
    """The banks of some folders, in order of precedence, the shipped one last. It keeps what it has read.

    `named` is the folder among them that a user named, so that it has to be there: `set_aside` says where it is not.
    """

    def __init__(self, folders: Sequence[Path], named: Path | None = None) -> None:
        self.folders = tuple(folders)
        self._named = named
        self._sources: dict[Path, Source] = {}
        self._shapes: dict[Path, tuple[Problem, ...]] = {}
        self._candidates: dict[tuple[str, str], tuple[Path, ...]] = {}
        self._listings: dict[tuple[Path, str], dict[Path, None]] = {}
        self._indexes: dict[tuple[Path, str], Mapping[str, Path]] = {}
        self._known_ids: dict[str, tuple[str, ...]] = {}
        self._found_ids: dict[tuple[Path, str], str] = {}
        self._topics: dict[str, Path | None] = {}
        self._facts: dict[str, Mapping[str, Mapping[str, Json]]] = {}
        self._banks: dict[str, _Loaded] = {}
        self._codes: Mapping[str, object] | None = None

    def entries(self) -> tuple[Entry, ...]:
        """Every bank by its id, those that do not load included."""
        return tuple(self._entry(bank_id) for bank_id in self.framework_ids())

    def bank(self, bank_id: str) -> Bank:
        """The bank in force. Raises NotFoundError, and BankError with every mistake where it does not load."""
        loaded = self._load(bank_id)
        if loaded.bank is None:
            raise BankError(loaded.problems)
        return loaded.bank

    def reasons(self) -> Mapping[str, Reason]:
        """The reason codes in force, by code. Raises BankError where no file of them loads."""
        source = self._beside("reasons")
        return reasons_from(source.data) if source else {}

    def objections(self) -> tuple[Objection, ...]:
        """The objection cards in force. Raises BankError where no file of them loads."""
        source = self._beside("objections")
        return objections_from(source.data) if source else ()

    def framework_ids(self) -> tuple[str, ...]:
        return self._ids("framework")

    def topic_ids(self) -> tuple[str, ...]:
        return self._ids("topic")

    def files(self, kind: str) -> tuple[Path, ...]:
        """The files of a kind (topic, framework, reasons, objections) in all folders, in order of precedence."""
        return tuple(path for folder in self.folders for path in self._listed(folder, kind))

    def source(self, path: Path) -> Source:
        """A file as read."""
        if path not in self._sources:
            self._sources[path] = read_file(path)
        return self._sources[path]

    def errors(self, source: Source, kind: str, facts: Facts | None = None) -> tuple[Problem, ...]:
        """Every error of a file, in its order. `facts` may stand in for those in force."""
        shape = self._shape(source, kind)
        if source.fatal:
            return shape
        return in_order(chain(shape, islice(self._references(source, kind, facts or self), FOUND_LIMIT)))

    def fact(self, fact_id: str) -> Mapping[str, Json] | None:
        """A fact in force, as written in its file."""
        return self._facts_of(fact_id.partition(".")[0]).get(fact_id)

    def known(self) -> Iterator[str]:
        """The ids of all facts in force."""
        for topic in self.topic_ids():
            yield from self._facts_of(topic)

    def topic(self, topic_id: str) -> Source | None:
        """The file of a topic that is in force; one with mistakes only where there is no other."""
        path = self._path_of(topic_id)
        return self.source(path) if path else None

    def topics_of(self, framework: Json) -> tuple[Source, ...]:
        """The topics that a framework uses: of its questions, read by their conditions, and always on."""
        found: dict[str, Source] = {}
        pending = deque(topics_named(framework))
        while pending:
            topic_id = pending.popleft()
            source = self.topic(topic_id) if topic_id not in found else None
            if source is not None:
                found[topic_id] = source
                pending += topics_read(source.data)
        return tuple(found.values())

    def problems_of(self, framework: Source) -> tuple[Problem, ...]:
        """Every error of a framework and of the topics that it uses."""
        problems = self.errors(framework, "framework")
        topics = self.topics_of(framework.data)
        missing = [topic for topic in ALWAYS_ON if self.topic(topic) is None]
        if missing:
            text = f"the topics {listed(missing)} are not there; every framework needs them"
            problems += (framework.problem("QB115", (), text),)
        for topic in topics:
            problems += self.errors(topic, "topic")
        causes = self._dropped((framework, *topics), topics) if any(one.code == "QB101" for one in problems) else ()
        return tuple(dict.fromkeys((*causes, *problems, *circles(topics))))

    def set_aside(self) -> tuple[Problem, ...]:
        """The problems of files that were to replace another and do not load, and of a named folder that is missing."""
        problems: list[Problem] = []
        if self._named and not self._named.is_dir():
            text = "is no folder, so no banks are read from it; make it, or mend `banks` of the configuration"
            problems.append(Problem(str(self._named), 1, 1, "QB001", text))
        for bank_id in self.framework_ids():
            loaded = self._load(bank_id)
            problems += loaded.problems if loaded.bank else ()
        for topic_id in self.topic_ids():
            first, in_force = self.candidates("topic", topic_id)[0], self.topic(topic_id)
            if in_force is not self.source(first):
                problems += self.errors(self.source(first), "topic")
        for kind in ("reasons", "objections"):
            for path in self.files(kind)[:-1]:
                problems += self.errors(self.source(path), kind)
        return tuple(dict.fromkeys(problems))

    def set_aside_for(self, bank_id: str) -> tuple[Problem, ...]:
        """The problems of files that were to replace one that this bank is made of, and do not load."""
        loaded = self._load(bank_id)
        if loaded.bank is None:
            return ()
        problems = list(loaded.problems)
        for topic_id in loaded.bank.topics:
            first = self.source(self.candidates("topic", topic_id)[0])
            if self.topic(topic_id) is not first:
                problems += self.errors(first, "topic")
        return tuple(dict.fromkeys(problems))

    def replaced(self, kind: str, item_id: str) -> tuple[Path, ...]:
        """The files that the one in force replaces: those of the same id in later folders."""
        paths = self.candidates(kind, item_id)
        used = self._load(item_id).path if kind == "framework" else self._path_of(item_id)
        return paths[paths.index(used) + 1 :] if used in paths else ()

    def _dropped(self, needing: Sequence[Source], topics: Sequence[Source]) -> Iterator[Problem]:
        """Facts that are missing because a file of a topic replaced the one that had them."""
        for topic in topics:
            paths = self.candidates("topic", self.id_of(Path(topic.path), "topic"))
            others = [self.source(path) for path in paths if str(path) != topic.path]
            yield from dropped_problems(topic, others, needing)

    def candidates(self, kind: str, item_id: str) -> tuple[Path, ...]:
        """The files with an id, in order of precedence; in each folder the one named after it first."""
        key = (kind, item_id)
        if key not in self._candidates:
            found = (self._candidate(folder, kind, item_id) for folder in self.folders)
            self._candidates[key] = tuple(path for path in found if path is not None)
        return self._candidates[key]

    def id_of(self, path: Path, kind: str) -> str:
        """The id in a file; the name of the file where it has none that can be read. Once found, it stays."""
        if (path, kind) not in self._found_ids:
            self._found_ids[path, kind] = self._id_in(path, kind)
        return self._found_ids[path, kind]

    def _id_in(self, path: Path, kind: str) -> str:
        if path not in self._sources:
            found = _ID[kind].search(_text(path))
            if found:
                return found[1]
        data = self.source(path).data
        named = data.get(kind) if isinstance(data, Mapping) else None
        return named if isinstance(named, str) else path.stem

    def _ids(self, kind: str) -> tuple[str, ...]:
        if kind not in self._known_ids:
            self._known_ids[kind] = tuple(sorted({self.id_of(path, kind) for path in self.files(kind)}))
        return self._known_ids[kind]

    def _candidate(self, folder: Path, kind: str, item_id: str) -> Path | None:
        files = self._listed(folder, kind)
        named = (folder / _FOLDERS[kind] / f"{item_id}{suffix}" for suffix in _SUFFIXES)
        found = next((path for path in named if path in files and self.id_of(path, kind) == item_id), None)
        return found or self._index(folder, kind).get(item_id)

    def _listed(self, folder: Path, kind: str) -> dict[Path, None]:
        """The files of a kind in a folder, by name."""
        if (folder, kind) not in self._listings:
            self._listings[folder, kind] = dict.fromkeys(_files(folder, kind))
        return self._listings[folder, kind]

    def _index(self, folder: Path, kind: str) -> Mapping[str, Path]:
        """The files of a kind in a folder by their ids: for those that are not named after theirs."""
        if (folder, kind) not in self._indexes:
            files = reversed(self._listed(folder, kind))
            self._indexes[folder, kind] = {self.id_of(path, kind): path for path in files}
        return self._indexes[folder, kind]

    def _shape(self, source: Source, kind: str) -> tuple[Problem, ...]:
        path = Path(source.path)
        if self._sources.get(path) is not source:
            return in_order(shape_problems(source, kind))
        if path not in self._shapes:
            self._shapes[path] = in_order(shape_problems(source, kind))
        return self._shapes[path]

    def _references(self, source: Source, kind: str, facts: Facts) -> Iterable[Problem]:
        match kind:
            case "topic":
                return chain(topic_problems(source, facts, self._known_codes()), old_id_problems(source, facts, {}))
            case "framework":
                return framework_problems(source, facts, self._known_codes())
            case "reasons":
                return reasons_problems(source)
            case _:
                return objections_problems(source, self.topic_ids(), self._known_codes())

    def _path_of(self, topic_id: str) -> Path | None:
        if topic_id not in self._topics:
            self._topics[topic_id] = self._in_force(topic_id)
        return self._topics[topic_id]

    def _in_force(self, topic_id: str) -> Path | None:
        """The first file of a topic without mistakes, where there is a choice."""
        paths = self.candidates("topic", topic_id)
        if len(paths) < 2:
            return paths[0] if paths else None
        whole = [path for path in paths if not self._shape(self.source(path), "topic")]
        for path in whole:
            if not self.errors(self.source(path), "topic", _AsIf(self, topic_id, path)):
                return path
        return whole[-1] if whole else paths[0]

    def _facts_of(self, topic_id: str) -> Mapping[str, Mapping[str, Json]]:
        if topic_id not in self._facts:
            source = self.topic(topic_id)
            self._facts[topic_id] = facts_in(source.data) if source else {}
        return self._facts[topic_id]

    def _known_codes(self) -> Mapping[str, object]:
        if self._codes is None:
            self._codes = {}
            for path in self.files("reasons"):
                source = self.source(path)
                self._codes = {str(item.get("code")): item for _, item in items(source.data, "reasons")}
                if not self.errors(source, "reasons"):
                    break
        return self._codes

    def _beside(self, kind: str) -> Source | None:
        problems: tuple[Problem, ...] = ()
        for path in self.files(kind):
            found = self.errors(self.source(path), kind)
            if not found:
                return self.source(path)
            problems = problems or found
        if problems:
            raise BankError(problems)
        return None

    def _load(self, bank_id: str) -> _Loaded:
        if bank_id not in self._banks:
            self._banks[bank_id] = self._first_whole(bank_id)
        return self._banks[bank_id]

    def _first_whole(self, bank_id: str) -> _Loaded:
        """The first file of the id that loads, with the problems of the first that does not."""
        first: _Loaded | None = None
        for path in self.candidates("framework", bank_id):
            source = self.source(path)
            problems = self.problems_of(source)
            if not problems:
                topics = (topic.data for topic in self.topics_of(source.data))
                return _Loaded(bank_from(resolve(source.data, topics)), path, first.problems if first else ())
            first = first or _Loaded(None, path, problems)
        if first is None:
            known = self.framework_ids()
            advice = did_you_mean(bank_id, known, f"known: {listed(known)}" if known else "no bank is installed")
            raise NotFoundError(f"no question bank '{bank_id}'; {advice}")
        return first

    def _entry(self, bank_id: str) -> Entry:
        loaded = self._load(bank_id)
        problem = str(loaded.problems[0]) if loaded.problems else ""
        if loaded.bank is None:
            return Entry(bank_id, "", "", 0, 0, loaded.path, problem)
        bank = loaded.bank
        core = len({fact for criterion in bank.criteria for fact in criterion.core})
        return Entry(bank_id, bank.title, bank.version, len(bank.criteria), core, loaded.path, problem)


@dataclass(frozen=True, slots=True)
class _AsIf:
    """The facts as if a file were in force, and of every other topic the first: deciding must not go in circles."""

    library: Library
    topic_id: str
    path: Path

    def fact(self, fact_id: str) -> Mapping[str, Json] | None:
        topic = fact_id.partition(".")[0]
        paths = (self.path,) if topic == self.topic_id else self.library.candidates("topic", topic)
        return facts_in(self.library.source(paths[0]).data).get(fact_id) if paths else None

    def known(self) -> Iterable[str]:
        return ()


def circles(topics: Sequence[Source]) -> Iterator[Problem]:
    """Circles of `when` that go through several topics, each at the first of its facts."""
    facts = {fact: item for topic in topics for fact, item in facts_in(topic.data).items()}
    graph = {fact: reads(item.get("when")) for fact, item in facts.items()}
    left = set(graph)
    for topic in topics:
        for problem in cycle_problems(topic, {fact: graph[fact] for fact in graph if fact in left}):
            yield problem
            left -= facts_in(topic.data).keys()


def _files(folder: Path, kind: str) -> tuple[Path, ...]:
    if kind not in _FOLDERS:
        found = (folder / f"{kind}{suffix}" for suffix in _SUFFIXES)
        return tuple(islice((path for path in found if path.is_file()), 1))
    try:
        paths = sorted((folder / _FOLDERS[kind]).iterdir())
    except OSError:
        return ()
    return tuple(
        path for path in paths if path.suffix in _SUFFIXES and not path.name.startswith(".") and path.is_file()
    )


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            return stream.read(10_000)
    except OSError:
        return ""
