"""`discovery bank`: question banks listed, shown and checked."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from discovery.banks.codes import CODES, Code
from discovery.cli import bank_versions, bank_writing
from discovery.cli.common import print_json, table, talk
from discovery.errors import NotFoundError, Problem, UsageError
from discovery.text import clean, one_line

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


@click.group()
def bank() -> None:
    """Write, check and compare question banks."""


bank.add_command(bank_versions.diff)
bank.add_command(bank_versions.whatif)
bank.add_command(bank_writing.new)
bank.add_command(bank_writing.try_)


@bank.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> int:
    """List the question banks in force, and where they lie."""
    from discovery.service.banks import library

    banks = library()
    entries = banks.entries()
    replaced = {entry.id: banks.replaced("framework", entry.id) for entry in entries}
    if as_json:
        more = {
            entry.id: {"path": str(entry.path), "replaces": list(map(str, replaced[entry.id]))} for entry in entries
        }
        print_json([{**asdict(entry), **more[entry.id]} for entry in entries])
        return 0
    rows = [
        (entry.id, entry.title, entry.version, str(entry.criteria or ""), str(entry.core or ""), str(entry.path))
        for entry in entries
    ]
    table(("ID", "Title", "Version", "Criteria", "Core questions", "Where it lies"), rows, limit=200)
    pairs = [(entry.path, other) for entry in entries for other in replaced[entry.id]]
    for topic_id in banks.topic_ids():
        topic = banks.topic(topic_id)
        pairs += [(Path(topic.path), other) for other in banks.replaced("topic", topic_id)] if topic else []
    for path, other in pairs:
        talk(clean(f"{path} replaces {other}"))
    broken = [entry.problem for entry in entries if entry.problem and not entry.version]
    for text in dict.fromkeys((*map(str, banks.set_aside()), *broken)):
        talk(clean(text))
    return 0


@bank.command()
@click.argument("bank_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the resolved bank with its SHA-256 as JSON.")
def show(bank_id: str, as_json: bool) -> int:
    """Show the whole bank: criteria, weights, gates, and every question with its logic."""
    from discovery.service.banks import library

    banks = library()
    found = banks.bank(bank_id)
    if as_json:
        print_json({**found.document, "sha256": found.sha256})
        return 0
    from discovery.cli.bank_page import page

    for line in page(found, banks.reasons()):
        click.echo(line)
    return 0


@bank.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option(
    "--against", metavar="OLD", help="Demand a higher version where scores changed since this bank or folder."
)
@click.option("--ignore", metavar="CODES", help="Leave out warnings by code or name, commas between.")
def check(paths: tuple[str, ...], form: str, against: str | None, ignore: str | None) -> int:
    """Print every error and warning of the files and folders; of the banks in force where no PATH is given.

    With - a file is read from standard input. The exit status is 1 where there is an error. OLD is an id of a bank in
    force, the file of a framework, ID@SHA of a bank that a call was held with, or a folder of banks. What is too much
    to try out is proved where the extra `lint` is installed.
    """
    from discovery.banks.lint import check as check_paths
    from discovery.banks.lint import check_bytes, installed_prover
    from discovery.banks.yaml_reader import SIZE_LIMIT
    from discovery.service.banks import library

    left_out = _codes(ignore)
    banks, prover = library(), installed_prover()
    places = [Path(path) for path in paths if path != "-"]
    problems = check_paths(banks, places, prover) if places or not paths else ()
    if "-" in paths:
        problems += check_bytes(banks, "-", sys.stdin.buffer.read(SIZE_LIMIT + 1), prover)
    problems = tuple(problem for problem in problems if problem.code not in left_out)
    broken = any(problem.severity == "error" for problem in problems)
    if against is not None:
        unraised = bank_versions.against(against, paths, broken=broken)
        problems, broken = problems + unraised, broken or bool(unraised)
    _print_problems(problems, form)
    return 1 if broken else 0


def _codes(text: str | None) -> frozenset[str]:
    """The codes of warnings in a list with commas. Raises UsageError where one is an error or no code."""
    found = [_code(part.strip()) for part in (text or "").split(",") if part.strip()]
    errors = [one.code for one in found if one.severity == "error"]
    if errors:
        raise UsageError(f"{errors[0]} is an error, which keeps a bank from being used; mend it instead")
    return frozenset(one.code for one in found)


def _print_problems(problems: Sequence[Problem], form: str) -> None:
    if form == "json":
        print_json([{**asdict(problem), "slug": CODES[problem.code].slug} for problem in problems])
        return
    for problem in problems:
        click.echo(one_line(str(problem)) if form == "text" else _annotation(problem, CODES[problem.code].slug))
    counts = [(sum(one.severity == severity for one in problems), severity) for severity in _COMMANDS]
    told = [f"{count} {severity}{'s' if count > 1 else ''}" for count, severity in counts if count]
    talk(", ".join(told) if told else "no errors, no warnings")


def _annotation(problem: Problem, slug: str) -> str:
    """A workflow command of GitHub."""

    def escaped(text: str, more: str = "") -> str:
        for char in f"%\r\n{more}":
            text = text.replace(char, f"%{ord(char):02X}")
        return text

    place = f"file={escaped(problem.path, ':,')},line={problem.line},col={problem.column}"
    title = f"title={problem.code} {slug}"
    return f"::{_COMMANDS[problem.severity]} {place},{title}::{escaped(one_line(problem.text))}"


@bank.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def schema(folder: Path | None) -> int:
    """Write the JSON Schemas, with which editors check and complete, into FOLDER.

    Without FOLDER they go where the first lines of the files in the folder of your own banks look for them.
    """
    from discovery.banks.schema import schemas
    from discovery.files import write_whole
    from discovery.service.banks import library

    folder = folder or library().folders[0] / "schema"
    for name, content in schemas().items():
        write_whole(folder / name, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        click.echo(one_line(str(folder / name)))
    return 0


@bank.command()
@click.argument("code", required=False)
def explain(code: str | None) -> int:
    """Say what a CODE of a check means and what to do about it; without CODE list all of them."""
    if code is None:
        rows = [(one.code, one.slug, one.severity, one.wrong) for one in CODES.values()]
        table(("Code", "Name", "Severity", "What is wrong"), rows, limit=200)
        return 0
    found = _code(code)
    click.echo(f"{found.code} {found.slug} ({found.severity})\n\n{found.wrong}\n\nWhat to do: {found.remedy}")
    return 0


def _code(text: str) -> Code:
    """The code of that number or name. Raises NotFoundError."""
    names = {one.slug: one for one in CODES.values()}
    found = CODES.get(text.upper()) or names.get(text.lower())
    if found is None:
        from discovery.banks.hints import did_you_mean

        known = (*CODES, *names)
        advice = did_you_mean(text.upper(), known, did_you_mean(text.lower(), known, "see `discovery bank explain`"))
        raise NotFoundError(f"there is no code '{one_line(text, 40)}'; {advice}")
    return found
