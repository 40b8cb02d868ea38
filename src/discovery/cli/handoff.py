"""`discovery handoff`: handing a call over, answering, and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from discovery import config
from discovery.cli.common import Options, moment, open_store, print_json, table, talk
from discovery.engine.handoff_stats import GROUPS, Stats
from discovery.engine.handoffs import BACK_TO, REJECTION_CODES, HandOff, HandOffRow, State, same_person
from discovery.engine.working_time import working_time
from discovery.service.handoff_words import STATES, reply, standing, state_word
from discovery.text import one_line

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
CALL = click.argument("call")


@click.group()
def handoff() -> None:
    """Hand a call over, answer a hand-off, and see how they go.

    CALL is the id of a call, or the beginning or the end of one.
    """


@handoff.command()
@CALL
@click.option("--to", default="", metavar="NAME", help="The account executive who gets it; else whoever is free.")
@click.option("--note", default="", help="A word to them; after a return, why nothing was added.")
@JSON
@click.pass_obj
def submit(options: Options, call: str, to: str, note: str, as_json: bool) -> None:
    """Hand over a CALL that ended as handed off."""
    from discovery.service import handoffs

    agreed = config.load()
    working = working_time(agreed.working_hours, agreed.working_days)
    more = {"to": to, "note": note, "sla_hours": agreed.sla_hours, "working": working}
    _move(options, call, as_json, handoffs.submit, **more)


@handoff.command()
@CALL
@JSON
@click.pass_obj
def accept(options: Options, call: str, as_json: bool) -> None:
    """Accept the hand-off of a CALL."""
    from discovery.service import handoffs

    _move(options, call, as_json, handoffs.accept)


@handoff.command("return")
@CALL
@click.option("--missing", multiple=True, metavar="WHAT", help="What is missing; as often as needed.")
@click.option("--why", default="", help="More about it.")
@JSON
@click.pass_obj
def return_(options: Options, call: str, missing: tuple[str, ...], why: str, as_json: bool) -> None:
    """Send the hand-off of a CALL back for what is missing in it; whoever accepted it can still do so."""
    from discovery.service import handoffs

    _move(options, call, as_json, handoffs.return_, missing, why)


@handoff.command()
@CALL
@click.option("--code", required=True, metavar="CODE", help=f"Why: {', '.join(each.code for each in REJECTION_CODES)}.")
@click.option("--to", "back_to", type=click.Choice(BACK_TO), help="Where the lead goes; else as the code has it.")
@click.option("--why", default="", help="More about it.")
@JSON
@click.pass_obj
def reject(options: Options, call: str, code: str, back_to: str | None, why: str, as_json: bool) -> None:
    """Refuse the hand-off of a CALL; the lead goes back to the rep, to nurture, or is disqualified."""
    from discovery.service import handoffs

    _move(options, call, as_json, handoffs.reject, code, back_to or "", why)


@handoff.command()
@CALL
@click.option("--stars", type=int, required=True, metavar="1-5", help="What the brief was worth.")
@click.option("--different", default="", help="What was different from the brief.")
@JSON
@click.pass_obj
def rate(options: Options, call: str, stars: int, different: str, as_json: bool) -> None:
    """Rate the brief of an accepted CALL."""
    from discovery.service import handoffs

    _move(options, call, as_json, handoffs.rate, stars, different)


def _move(
    options: Options, call: str, as_json: bool, use_case: Callable[..., HandOff], *args: Any, **more: Any
) -> None:
    """Makes one move, and says where the hand-off stands after it."""
    from discovery.service.calls import find_call

    author, now = config.load().author, datetime.now().astimezone()
    with open_store(options) as store:
        header = store.read(find_call, call)
        found = store.write(use_case, header.id, *args, author=author, now=now, **more)
    if as_json:
        print_json({"call": header.id, **document(found, now)})
    else:
        click.echo(one_line(standing(found, now), 300))


@handoff.command("list")
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only these; as often as needed.")
@click.option("--by", default="", metavar="NAME", help="Only those that this rep handed over.")
@click.option("--to", default="", metavar="NAME", help="Only those for this account executive.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="Hand-offs at most.")
@JSON
@click.pass_obj
def list_(options: Options, states: tuple[str, ...], by: str, to: str, limit: int, as_json: bool) -> None:
    """List hand-offs: those that wait for somebody first, then the last submitted."""
    from discovery.service import handoffs

    now = datetime.now().astimezone()
    with open_store(options) as store:
        rows = store.read(handoffs.list_, limit=100_000)
    wanted = [
        row
        for row in rows
        if (not states or state_word(row.hand_off, now) in {*states, *(["overdue"] if "waiting" in states else [])})
        and (not by or same_person(row.hand_off.by, by))
        and (not to or same_person(row.hand_off.to, to))
    ][:limit]
    if as_json:
        print_json([row_document(row, now) for row in wanted])
    elif wanted:
        table(("CALL", "NAME", "COMPANY", "STATE", "BY", "TO", "SUBMITTED", "DUE", "WHAT"), _cells(wanted, now))
    else:
        talk("no hand-off matches" if rows else "there are no hand-offs yet: `discovery handoff submit CALL` makes one")


def _cells(rows: Sequence[HandOffRow], now: datetime) -> list[tuple[str, ...]]:
    return [
        (
            row.call_id.hex[-8:],
            row.lead_name,
            row.company,
            state_word(row.hand_off, now).replace("overdue", "! OVERDUE"),
            row.hand_off.by,
            row.hand_off.to,
            moment(row.hand_off.submitted_at),
            moment(row.hand_off.due) if row.hand_off.state is State.SUBMITTED else "",
            reply(row.hand_off),
        )
        for row in rows
    ]


def row_document(row: HandOffRow, now: datetime) -> dict[str, Any]:
    """A hand-off of the list as JSON."""
    return {
        "call": row.call_id,
        "lead": row.lead_id,
        "bank": row.framework,
        "verdict": row.verdict,
        "lead_name": row.lead_name,
        "company": row.company,
        "source": row.source,
        **document(row.hand_off, now),
    }


_FIELDS = (
    *("state", "by", "to", "note", "submitted_at", "due", "rounds"),
    *("answered_by", "answered_at", "missing", "why", "code", "back_to"),
)


def document(found: HandOff, now: datetime) -> dict[str, Any]:
    """A hand-off as JSON; its history is the kind, author and time of each event."""
    return {
        **{name: getattr(found, name) for name in _FIELDS},
        "overdue": found.overdue(now),
        "rating": asdict(found.rating) if found.rating else None,
        "history": [{"kind": event.kind, "by": event.author, "at": event.at} for event in found.history],
    }


@handoff.command()
@click.option("--by", type=click.Choice(tuple(GROUPS)), help="The figures of each group, too.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was last submitted from that day on.")
@JSON
@click.pass_obj
def stats(options: Options, by: str | None, since: datetime | None, as_json: bool) -> None:
    """Acceptance with its n, the median time to accept in working hours, and why hand-offs came back."""
    from discovery.service import handoffs

    agreed = config.load()
    working = working_time(agreed.working_hours, agreed.working_days)
    now = datetime.now().astimezone()
    start = since.astimezone() if since else None
    with open_store(options) as store:
        found = store.read(handoffs.figures, now, by=by, since=start, working=working)
    if as_json:
        print_json([_plain(one) for one in found])
        return
    if not found[0].submitted:
        talk("there are no hand-offs to count" + (" since that day" if since else ""))
        return
    titles = ("GROUP", "HANDED OVER", "ACCEPTED", "FIRST TIME", "HOURS", "WAITING", "OVERDUE", "RETURNED", "STARS")
    table(titles, [_figures(one) for one in found])
    for title, counts in (("rejected for", found[0].reasons), ("returned for", found[0].missing)):
        if counts:
            click.echo(f"{title}: " + one_line(", ".join(f"{name} {count}" for name, count in counts.items()), 300))


def _figures(one: Stats) -> tuple[str, ...]:
    return (
        one.group,
        str(one.submitted),
        f"{one.acceptance:.0f} % of {one.decided}" if one.acceptance is not None else "none decided",
        str(one.first_time),
        f"{one.to_accept:.1f}" if one.to_accept is not None else "",
        str(one.waiting),
        str(one.overdue),
        str(one.returned),
        f"{one.stars:.1f} of {one.rated}" if one.stars is not None else "",
    )


def _plain(one: Stats) -> Mapping[str, Any]:
    names = [name for name in Stats.__slots__ if name not in {"reasons", "missing"}]
    return {**{name: getattr(one, name) for name in names}, "reasons": dict(one.reasons), "missing": dict(one.missing)}
