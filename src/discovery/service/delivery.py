"""Deliveries of briefs: put into the outbox with what they belong to, sent from there until they arrive.

At most one program sends a delivery at a time. What is written after the other side took it is lost where the program
dies in between: it is then sent once more, under the same key, by which the other side can tell.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from discovery.banks.conditions import Json
from discovery.briefs.document import Page, document
from discovery.crm.connector import Connector, DeliveryError, Parcel
from discovery.engine.calls import CallHeader
from discovery.errors import NotFoundError, UsageError
from discovery.ids import new_id
from discovery.leads.lead import Lead
from discovery.service import briefs
from discovery.service.briefs import Words
from discovery.storage import calls as stored_calls
from discovery.storage import deliveries, events
from discovery.storage.deliveries import Claim, Delivery, State
from discovery.storage.store import Session

TRIES = 12
"""Attempts after which a delivery has failed: with the waits between them, most of a day."""

LEASE = timedelta(minutes=5)
"""How long a program that sends a delivery has it to itself: longer than the time limits of any connector."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)

T = TypeVar("T")


class Transactions(Protocol):
    """What sending needs of a store: each of its steps is one transaction."""

    def read(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T: ...

    def write(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T: ...


class Source(NamedTuple):
    """What the parcel of a call is made of, as it stood `now`; `head` is the last hash of its chain of events."""

    page: Page
    lead: Lead
    header: CallHeader
    head: str
    now: datetime
    called: Words


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to. `text` is what the other side said, or why it did not arrive."""

    delivery: Delivery
    text: str


def source(session: Session, call_id: UUID, now: datetime, called: Words) -> Source:
    """What the parcel of a call is made of. Raises NotFoundError."""
    page, lead = briefs.composed(session, call_id, now, called)
    head, _ = events.head(session, call_id)
    return Source(page, lead, stored_calls.get_call(session, call_id), head, now, called)


def parcel(source: Source, templates: Path | None = None) -> Parcel:
    """A brief ready to leave, by the templates of a team where that folder has some. Raises TemplateError.

    A team's templates are rendered in processes that take their time: not while anybody waits for the store.
    """
    texts = briefs.texts(source.page, templates, briefs.segment_of(source.lead))
    plain = document(source.page)
    fields = _fields(source.header, source.lead, plain, source.called)
    return Parcel(source.page.title, source.now, texts, {**fields, "brief": texts["text"]}, plain)


def enqueue(
    session: Session, source: Source, parcel: Parcel, destination: str, kind: str, *, anew: bool = False
) -> Delivery:
    """Put the parcel that was made of that source into the outbox, in the caller's transaction.

    The same call with nothing new on it is delivered to a destination once, and what is known of that is returned;
    `anew` delivers it once more.
    """
    made, call_id = new_id(), source.header.id
    about = f"{call_id}\n{destination}\n{source.head}\n{made if anew else ''}"
    key = hashlib.sha256(about.encode()).hexdigest()[:32]
    body = {**asdict(parcel), "created_at": parcel.created_at.isoformat()}
    return deliveries.add(session, deliveries.NewDelivery(made, call_id, destination, kind, key, body, source.now))


def run(
    store: Transactions,
    connectors: Mapping[str, Connector],
    clock: Callable[[], datetime],
    jitter: Callable[[], float] = random.random,
) -> tuple[Outcome, ...]:
    """Send what is due to those destinations; what became of each.

    A destination that cannot take anything now is left alone for the rest of the run. What did not arrive waits twice
    as long after each attempt, or as long as the other side asks, and has failed after TRIES attempts, or where trying
    again would not help. `jitter` gives numbers from 0 to 1, so that many programs do not try at the same moment.
    """
    outcomes: list[Outcome] = []
    willing = set(connectors)
    while willing:
        now = clock()
        claimed = store.write(deliveries.claim, willing, now, now + LEASE)
        if claimed is None:
            break
        destination = claimed.delivery.destination
        outcome = _attempt(store, connectors[destination], claimed, clock, jitter)
        outcomes.append(outcome)
        if outcome.delivery.state == "pending":
            willing.discard(destination)
    return tuple(outcomes)


def _attempt(
    store: Transactions,
    connector: Connector,
    claimed: Claim,
    clock: Callable[[], datetime],
    jitter: Callable[[], float],
) -> Outcome:
    delivery, wait = claimed.delivery, timedelta(0)
    state: State = "sent"
    try:
        if delivery.attempts > TRIES:  # whoever made the last ones died of them
            raise DeliveryError("every attempt broke off", final=True)
        text = connector.send(_parcel(claimed.body), delivery.key, clock())
    except DeliveryError as error:
        text = str(error)
        state = "failed" if error.final or delivery.attempts >= TRIES else "pending"
        wait = max(backoff(delivery.attempts, jitter()), timedelta(seconds=error.wait))
    now = clock()
    error_text = "" if state == "sent" else text
    if not store.write(deliveries.settle, delivery, state, now, due=now + wait, error=error_text):
        text = f"{text}; it took so long that somebody else has it by now"
    return Outcome(store.read(deliveries.get, delivery.id), text)


def backoff(attempts: int, chance: float) -> timedelta:
    """The wait after that many attempts: doubled each time up to the longest, and up to half of it left to chance."""
    doubled = FIRST_WAIT * float(2 ** min(attempts - 1, 16))
    return min(doubled, LONGEST_WAIT) * (1 - chance / 2)


def find(session: Session, text: str) -> Delivery:
    """The one delivery whose id begins or ends with a text. NotFoundError where none does, UsageError for several."""
    wanted = text.strip().lower().replace("-", "")
    rows = deliveries.listed(session, limit=100_000) if wanted else ()
    found = [each for each in rows if each.id.hex.startswith(wanted) or each.id.hex.endswith(wanted)]
    if not found:
        raise NotFoundError(f"no delivery has the id {text[:60]!r}: `discovery deliver list` shows them")
    if len(found) > 1:
        raise UsageError(f"{len(found)} deliveries have an id with {text[:60]!r}: give more of it")
    return found[0]


def listed(session: Session, *, state: State | None = None, call_id: UUID | None = None) -> tuple[Delivery, ...]:
    """Deliveries, the newest first."""
    return deliveries.listed(session, state=state, call_id=call_id)


def retry(session: Session, chosen: list[Delivery], now: datetime) -> int:
    """Make deliveries that failed or wait due at once; how many that were."""
    return deliveries.again(session, [each.id for each in chosen], now)


def _fields(header: CallHeader, lead: Lead, plain: Mapping[str, Json], called: Words) -> dict[str, str]:
    person, result = lead.person, plain["appendix"]["result"]
    first, _, last = person.name.rpartition(" ")
    parts = {part["id"]: "; ".join(line["text"] for line in part["lines"]) for part in plain["sections"]}
    return {
        "name": person.name,
        "first_name": first,
        "last_name": last,
        "email": person.email,
        "phone": person.phone,
        "title": person.title,
        "company": lead.company,
        "source": lead.source,
        "verdict": result["override"] or result["verdict"],
        "grade": result["grade"],
        "score": result["score"],
        "reason": called.reasons.get(header.reason or "", header.reason or ""),
        "next_step": parts.get("next_step", ""),
        "why_now": parts.get("why_now", ""),
        "called_on": header.started_at.date().isoformat(),
        "author": header.author,
        "call_id": str(header.id),
    }


def _parcel(body: Mapping[str, Any]) -> Parcel:
    return Parcel(**{**body, "created_at": datetime.fromisoformat(body["created_at"])})
