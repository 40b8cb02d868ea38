"""`discovery bank diff`, `whatif` and `check --against`: what a change of a bank does to answers and to past calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from discovery.banks.model import Bank
from discovery.cli.common import Options, open_store, print_json, talk
from discovery.errors import NotFoundError, Problem, UsageError
from discovery.text import one_line


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(old: str, new: str, as_json: bool) -> int:
    """Print what changed between two banks, by what it does.

    \b
    cosmetic       other words on the screen
    compatible     more to ask, or in another order; every old answer counts as it did
    re-scores      the same answers may come to another verdict
    loses answers  what was answered is not read any more

    OLD and NEW are ids of banks in force, files of frameworks, or ID@SHA of a bank that a call was held with. A fact or
    choice that has another id now is followed by its `renamed_from`.
    """
    from discovery.banks.diff import by_kind
    from discovery.banks.diff import diff as changes_between

    before, after = named_bank(old), named_bank(new)
    changes = changes_between(before, after)
    if as_json:
        print_json({"old": _named(before), "new": _named(after), "changes": [asdict(change) for change in changes]})
        return 0
    groups = {kind: found for kind, found in by_kind(changes).items() if found}
    for kind, found in groups.items():
        click.echo(kind)
        width = max(len(change.where) for change in found)
        for change in found:
            click.echo(f"  {change.where:{width}}  {one_line(change.what, 400)}")
    talk(", ".join(f"{len(found)} {kind}" for kind, found in groups.items()) or "nothing changed")
    return 0


def _named(bank: Bank) -> dict[str, str]:
    return {"id": bank.id, "version": bank.version, "sha256": bank.sha256}


@click.command()
@click.argument("bank", metavar="FILE")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Only calls from this day on.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def whatif(options: Options, bank: str, since: datetime | None, as_json: bool) -> int:
    """Assess all closed calls with a changed bank, and print whose verdict would be another one, and why.

    FILE is the file of a framework, or the id of a bank in force. Each call is assessed twice: with the bank that it
    was held with, and with this one. Nothing is written.
    """
    changed = named_bank(bank)
    _must_exist(options.location)
    from discovery.cli.whatif_report import Report
    from discovery.service.whatif import what_if

    report = Report(changed, as_json=as_json)
    with open_store(options) as store:
        outcome = store.read(what_if, changed, since.date() if since else None, report.tell, report.progress())
    report.end(outcome)
    return 0


def named_bank(text: str) -> Bank:
    """The bank that a text means: an id, a file, or ID@SHA of one in the store. Raises DiscoveryError."""
    from discovery.banks.pick import is_path, pick
    from discovery.service.banks import library

    bank_id, at, sha256 = text.partition("@")
    if not at or is_path(text):
        return pick(library(), text)
    if not bank_id or not sha256:
        raise UsageError(f"{one_line(text, 60)!r} is no ID@SHA; `discovery bank show ID --json` has the hash")
    options = click.get_current_context().find_object(Options) or Options()
    _must_exist(options.location)
    from discovery.storage.banks import find_bank

    with open_store(options) as store:
        found: Bank = store.read(find_bank, bank_id, sha256)
    return found


def _must_exist(location: str) -> None:
    """A store that is not there is not made in order to look into it."""
    if "://" not in location and not Path(location).expanduser().exists():
        raise NotFoundError(f"there is no store at {location}, so there are no calls yet")


def against(old: str, paths: Sequence[str], *, broken: bool) -> tuple[Problem, ...]:
    """Problems of the frameworks in the paths whose scores changed and whose version did not rise.

    `old` is a bank as `named_bank` takes it, or a folder of banks, each of which is compared with that of the same id.
    Raises UsageError where there is nothing to compare, unless files are `broken`: those are left out.
    """
    from discovery.banks.pick import banks_in
    from discovery.banks.versions import version_problems
    from discovery.service.banks import library

    if not paths or "-" in paths:
        raise UsageError("--against needs the PATH of a file or folder to compare")
    new = [picked for path in paths for picked in banks_in(library(), Path(path))]
    if Path(old).is_dir():
        known = {picked.bank.id: picked.bank for picked in banks_in(library(), Path(old))}
    else:
        bank = named_bank(old)
        alone = len(new) == 1
        known = {new[0].bank.id if alone else bank.id: bank}
    compared = [picked for picked in new if picked.bank.id in known]
    if not compared and not broken:
        raise UsageError(f"no framework of {', '.join(paths)} is in {old}: there is nothing to compare")
    return tuple(
        problem
        for picked in compared
        for problem in version_problems(picked.source, known[picked.bank.id], picked.bank)
    )
