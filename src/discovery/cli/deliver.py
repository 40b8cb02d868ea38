"""`discovery deliver`: briefs on their way to the destinations of the configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from discovery.cli.common import Options, moment, open_store, print_json, table, talk

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class CallsFirst(click.Group):
    """A group in which whatever is not one of its commands is a call."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if not args or args[0] in known else ["call", *args])


@click.group(cls=CallsFirst, subcommand_metavar="CALL | COMMAND [OPTIONS]")
def deliver() -> None:
    """Deliver the brief of a CALL to a destination of the configuration.

    \b
    discovery deliver CALL --to NAME   put it into the outbox, and send what is due to NAME
    discovery deliver run              send what is due, for example every few minutes

    What does not arrive stays in the outbox, and is sent later. The exit status is 1 where something did not arrive.
    """


@deliver.command("call", hidden=True)
@click.argument("call")
@click.option("--to", "destination", required=True, metavar="NAME", help="The destination: see the configuration.")
@click.option("--again", is_flag=True, help="Deliver it once more where it was delivered already.")
@click.option("--later", is_flag=True, help="Only put it into the outbox.")
@json_option
@click.pass_obj
def deliver_call(options: Options, call: str, destination: str, again: bool, later: bool, as_json: bool) -> int:
    """Deliver the brief of CALL, which is an id, or the beginning or the end of one."""
    from discovery.errors import UsageError
    from discovery.service import delivery
    from discovery.service.banks import library
    from discovery.service.briefs import templates_folder, words
    from discovery.service.calls import find_call

    known = _connectors()
    if destination not in known:
        there = f"there are {', '.join(known)}" if known else "the configuration has none yet"
        raise UsageError(f"there is no destination {destination[:60]!r}: {there}")
    now = datetime.now().astimezone()
    with open_store(options) as store:
        header = store.read(find_call, call)
        source = store.read(delivery.source, header.id, now, words(library()))
        parcel = delivery.parcel(source, templates_folder())
        made = store.write(delivery.enqueue, source, parcel, destination, known[destination].kind, anew=again)
        if made.state == "pending" and not later:
            outcomes = delivery.run(store, {destination: known[destination]}, _now)
            ours = [each for each in outcomes if each.delivery.id == made.id]
            if ours:
                return _tell(ours, as_json)
    if as_json:
        print_json([_document(made, made.last_error)])
    elif made.state == "pending":
        talk(f"in the outbox for {destination}: `discovery deliver run` sends it when it is due")
    else:
        talk(f"nothing new: {_state(made)}; --again delivers it once more")
    return 0 if later or made.state == "sent" else 1


@deliver.command("run")
@json_option
@click.pass_obj
def deliver_run(options: Options, as_json: bool) -> int:
    """Send what is due in the outbox, to every destination of this configuration."""
    from discovery.service import delivery

    known = _connectors()
    with open_store(options) as store:
        outcomes = delivery.run(store, known, _now)
        waiting = store.read(delivery.listed, state="pending")
    elsewhere = sorted({each.destination for each in waiting} - set(known))
    if elsewhere:
        talk(f"not in this configuration, and left alone: {', '.join(elsewhere)}")
    if not outcomes and not as_json:
        talk("nothing is due")
    return _tell(outcomes, as_json)


@deliver.command("list")
@click.option("--state", type=click.Choice(["pending", "sent", "failed"]), help="Only those.")
@json_option
@click.pass_obj
def deliver_list(options: Options, state: str | None, as_json: bool) -> None:
    """List the outbox, the newest first."""
    from discovery.service import delivery

    with open_store(options) as store:
        found = store.read(delivery.listed, state=state)
    if as_json:
        print_json([_document(each, each.last_error) for each in found])
    elif not found:
        talk("the outbox has nothing" + (f" that is {state}" if state else ""))
    else:
        rows = [
            [each.id.hex[-8:], each.destination, each.kind, _state(each), str(each.attempts), each.last_error]
            for each in found
        ]
        table(["ID", "TO", "KIND", "STATE", "TRIES", "LAST ERROR"], rows, limit=70)


@deliver.command("retry")
@click.argument("deliveries", nargs=-1)
@click.option("--failed", "all_failed", is_flag=True, help="Everything that failed.")
@json_option
@click.pass_obj
def deliver_retry(options: Options, deliveries: Sequence[str], all_failed: bool, as_json: bool) -> int:
    """Send DELIVERIES once more that failed, or wait for their next attempt: ids, or the beginning or end of them."""
    from discovery.errors import UsageError
    from discovery.service import delivery

    if not deliveries and not all_failed:
        raise UsageError("which deliveries? Give their ids, or --failed for everything that failed")
    known = _connectors()
    with open_store(options) as store:
        chosen = [store.read(delivery.find, text) for text in deliveries]
        if all_failed:
            chosen += store.read(delivery.listed, state="failed")
        count = store.write(delivery.retry, chosen, datetime.now(UTC))
        outcomes = delivery.run(store, known, _now) if count else ()
    talk(f"{count} of {len(chosen)} are tried once more; what was sent or erased is not")
    return _tell(outcomes, as_json)


def _connectors() -> Mapping[str, Any]:
    from discovery import config, paths
    from discovery.crm.destinations import connectors

    return connectors(config.load().destinations, paths.config_dir())


def _now() -> datetime:
    return datetime.now().astimezone()


def _tell(outcomes: Sequence[Any], as_json: bool) -> int:
    """Print what became of each; the exit status."""
    if as_json:
        print_json([_document(each.delivery, each.text) for each in outcomes])
    else:
        for each in outcomes:
            click.echo(f"{each.delivery.destination}: {_state(each.delivery)}: {each.text}")
    return 0 if all(each.delivery.state == "sent" for each in outcomes) else 1


def _state(delivery: Any) -> str:
    if delivery.state == "sent":
        return f"sent {moment(delivery.sent_at)}"
    return delivery.state if delivery.state == "failed" else f"next try {moment(delivery.next_attempt_at)}"


def _document(delivery: Any, text: str) -> dict[str, Any]:
    names = ("id", "call_id", "destination", "kind", "key", "state", "attempts", "created_at", "next_attempt_at")
    return {**{name: getattr(delivery, name) for name in (*names, "sent_at")}, "text": text}
