"""The check of question banks: every error of every file, and what deserves a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from discovery.banks.conditions import OPERATORS, Json
from discovery.banks.cones import Cones
from discovery.banks.library import Library, circles
from discovery.banks.load import FOUND_LIMIT, KINDS, in_order, kind_of
from discovery.banks.model import bank_from
from discovery.banks.old_ids import claims, old_id_problems, type_problems
from discovery.banks.references import Facts, facts_in, leaves_in, tree_of
from discovery.banks.resolve import resolve, topics_read
from discovery.banks.warnings import Prover, framework_warnings, topic_warnings
from discovery.banks.yaml_reader import Source, read_bytes
from discovery.errors import NotFoundError, Problem

_FOLDER_OF = {"topics": "topic", "frameworks": "framework"}


def check(library: Library, paths: Sequence[Path] = (), prover: Prover | None = None) -> tuple[Problem, ...]:
    """Problems of the files and folders; without any, of every file in the library's folders.

    `prover` decides what is too much to try. Files refer to those around them first, then to the library. Raises
    NotFoundError for a path that is not there.
    """
    files: list[tuple[Library, Path, str | None]]
    if not paths:
        files = [(library, path, kind) for kind in reversed(KINDS) for path in library.files(kind)]
    else:
        files = [job for path in paths for job in _jobs(library, path)]
    found: dict[Problem, None] = {}
    checks: dict[int, _Check] = {}
    for around, path, kind in files:
        run = checks.setdefault(id(around), _Check(around, prover))
        found |= dict.fromkeys(run.file(around.source(path), kind))
    return _by_file(found)


def check_bytes(library: Library, label: str, raw: bytes, prover: Prover | None = None) -> tuple[Problem, ...]:
    """Problems of a file that lies nowhere, as read from standard input."""
    return _by_file(_Check(library, prover).file(read_bytes(label, raw), None))


def installed_prover() -> Prover | None:
    """The prover of one check; None where the extra `lint` is not installed."""
    try:
        from discovery.banks.proofs import Proofs
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        return None
    return Proofs()


def _by_file(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems file by file, in the order of each file."""
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.path, []).append(problem)
    return tuple(problem for group in files.values() for problem in in_order(group))


def _jobs(library: Library, path: Path) -> list[tuple[Library, Path, str | None]]:
    """The files of a path, each with the library around it and its kind where its place tells."""
    if not path.exists():
        raise NotFoundError(f"no file or folder '{path}'; look at the name")
    folder = path if path.is_dir() else path.parent
    inner = folder.name in _FOLDER_OF
    around = Library((folder.parent if inner else folder, *library.folders))
    if not path.is_dir():
        return [(around, path, _FOLDER_OF.get(folder.name))]
    if inner:
        kind = _FOLDER_OF[folder.name]
        return [(around, file, kind) for file in around.files(kind) if file.parent == path]
    jobs = [(around, file, kind) for kind in reversed(KINDS) for file in around.files(kind) if path in file.parents]
    loose = [file for file in sorted((*path.glob("*.yaml"), *path.glob("*.yml"))) if file.is_file()]
    return jobs + [(around, file, None) for file in loose if file not in {job[1] for job in jobs}]


@dataclass(frozen=True, slots=True)
class _Over:
    """The facts in force, with those of one topic file instead of what it would replace."""

    library: Library
    topic: Json
    own: Mapping[str, Mapping[str, Json]]

    def fact(self, fact_id: str) -> Mapping[str, Json] | None:
        own = fact_id.partition(".")[0] == self.topic
        return self.own.get(fact_id) if own else self.library.fact(fact_id)

    def known(self) -> Iterator[str]:
        yield from self.own
        yield from self.library.known()


class _Check:
    """A check of several files against one library."""

    def __init__(self, library: Library, prover: Prover | None) -> None:
        self._library, self._prover = library, prover
        self._cones = Cones(library)
        self._mentioned: frozenset[tuple[str, str]] | None = None

    def file(self, source: Source, kind: str | None) -> tuple[Problem, ...]:
        """Every problem of one file."""
        if source.fatal:
            return source.problems
        kind = kind or kind_of(source)
        match kind:
            case "topic":
                return self._topic(source)
            case "framework":
                return self._framework(source)
            case None:
                text = "no topic, framework, reasons or objections; begin with one of these keys"
                return (*source.problems, source.problem("QB014", (), text))
        return self._library.errors(source, kind)

    def _topic(self, source: Source) -> tuple[Problem, ...]:
        topic = source.data.get("topic") if isinstance(source.data, Mapping) else None
        in_force = self._library.topic(topic) if isinstance(topic, str) else None
        facts: Facts = self._library if in_force is source else _Over(self._library, topic, facts_in(source.data))
        errors = self._library.errors(source, "topic", facts) + self._same_id(source, "topic", topic)
        errors += tuple(self._renames(source, topic, facts))
        others = self._around(source)
        errors += tuple(one for one in circles((source, *others)) if one.path == source.path)
        if errors:
            if in_force is None or in_force is source or self._library.errors(in_force, "topic"):
                return errors
            return errors + self._replaced(source, "topic", in_force)
        if any(self._library.errors(other, "topic") for other in others):
            return ()
        cones = self._cones if facts is self._library else Cones(facts, self._cones.left)
        return tuple(islice(topic_warnings(source, cones, self._names(), self._prover), FOUND_LIMIT))

    def _renames(self, source: Source, topic: Json, facts: Facts) -> Iterator[Problem]:
        """Renames that other topics contradict, or the file that this one replaces."""
        if not any(claims(source.data)):
            return
        others = (self._library.topic(other) for other in self._library.topic_ids() if other != topic)
        taken = {old: heir for other in others if other for old, heir in claims(other.data)}
        yield from (one for one in old_id_problems(source, facts, taken) if one.code == "QB119")
        for path in self._library.candidates("topic", topic) if isinstance(topic, str) else ():
            if str(path) != source.path:
                yield from type_problems(source, self._library.source(path))

    def _around(self, source: Source) -> tuple[Source, ...]:
        """The topics that a topic's conditions read, and theirs."""
        found: dict[str, Source] = {}
        pending = list(topics_read(source.data))
        while pending:
            topic_id = pending.pop()
            other = None if topic_id in found else self._library.topic(topic_id)
            if other is not None and topic_id not in {source.data.get("topic")}:
                found[topic_id] = other
                pending += topics_read(other.data)
        return tuple(found.values())

    def _framework(self, source: Source) -> tuple[Problem, ...]:
        framework = source.data.get("framework") if isinstance(source.data, Mapping) else None
        problems = self._library.problems_of(source) + self._same_id(source, "framework", framework)
        if problems:
            paths = self._library.candidates("framework", framework) if isinstance(framework, str) else ()
            later = (self._library.source(path) for path in paths if str(path) != source.path)
            used = next((other for other in later if not self._library.problems_of(other)), None)
            return problems + (self._replaced(source, "framework", used) if used else ())
        topics = (topic.data for topic in self._library.topics_of(source.data))
        return tuple(framework_warnings(source, bank_from(resolve(source.data, topics)), self._prover))

    def _same_id(self, source: Source, kind: str, item_id: Json) -> tuple[Problem, ...]:
        """The id is taken by another file of the same folder, which is the one in force."""
        if not isinstance(item_id, str):
            return ()
        folder = Path(source.path).parent
        twin = next((path for path in self._library.candidates(kind, item_id) if path.parent == folder), None)
        if twin is None or str(twin) == source.path:
            return ()
        return (source.problem("QB106", (kind,), f"the id '{item_id}' is taken by {twin.name} beside it; use another"),)

    def _replaced(self, source: Source, kind: str, used: Source) -> tuple[Problem, ...]:
        """Another file is used instead of one that was to replace it."""
        item_id = self._library.id_of(Path(used.path), kind)
        if Path(source.path) not in self._library.candidates(kind, item_id):
            return ()
        text = f"this file does not load, so {used.path} is used instead; mend the errors shown"
        return (source.problem("QB312", (), text, severity="warning"),)

    def _names(self) -> frozenset[tuple[str, str]]:
        """The choices that conditions of any topic name."""
        if self._mentioned is None:
            topics = (self._library.topic(topic_id) for topic_id in self._library.topic_ids())
            items = (item for topic in topics if topic for item in facts_in(topic.data).values())
            self._mentioned = frozenset(pair for item in items for pair in _named(item.get("when")))
        return self._mentioned


def _named(when: Json) -> Iterator[tuple[str, str]]:
    """Pairs of a fact and a text that a condition compares it with."""
    for _, leaf in leaves_in(tree_of(when)):
        for operator in OPERATORS:
            operand = leaf.get(operator)
            operands = operand if isinstance(operand, list) else [operand]
            yield from ((leaf["fact"], value) for value in operands if isinstance(value, str))
