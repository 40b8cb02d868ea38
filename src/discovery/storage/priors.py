"""What closed calls teach: their final states, and the prior that was learned from them, one a framework."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from discovery.banks.model import canonical
from discovery.engine.answers import Evidence
from discovery.engine.prior import End, Prior, prior_document, prior_from
from discovery.storage import tables


def finals(session: Session, framework: str, *, limit: int) -> Iterator[dict[str, End]]:
    """The final states of the criteria of the newest closed calls of a framework, a call at a time."""
    closed = (
        select(tables.Assessment.document, tables.Assessment.call_id)
        .join(tables.Call, col(tables.Call.id) == col(tables.Assessment.call_id))
        .where(tables.Call.framework == framework, col(tables.Call.ended_at).is_not(None))
        .order_by(col(tables.Call.started_at).desc(), col(tables.Call.id), col(tables.Assessment.seq).desc())
        .limit(limit)
    )
    last = None
    for document, call_id in session.exec(closed):
        if call_id != last:
            last = call_id
            yield {item["id"]: _end(item) for item in json.loads(document)["criteria"]}


def _end(item: dict[str, Any]) -> End:
    return item["quality"], Evidence(item["evidence"])


def keep_prior(session: Session, framework: str, prior: Prior) -> None:
    """Keep the learned prior of a framework, in place of the one before."""
    session.merge(tables.Meta(name=_name(framework), value=canonical(prior_document(prior)).decode()))
    session.flush()


def get_prior(session: Session, framework: str) -> Prior | None:
    """The learned prior of a framework; None where none was learned yet."""
    kept = session.get(tables.Meta, _name(framework))
    return None if kept is None else prior_from(json.loads(kept.value))


def _name(framework: str) -> str:
    return f"prior:{framework}"
