"""A webhook: the brief posted as JSON, signed after the Standard Webhooks specification."""

from __future__ import annotations

import http.client
import json
import ssl
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from discovery import __version__
from discovery.crm.connector import DeliveryError, Parcel, Secret, reason

TYPE = "brief.submitted"

LONGEST_WAIT = 24 * 3600.0
"""Seconds that a server can ask us to wait at most."""

_LATER = frozenset({408, 409, 423, 425, 429})


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts to one https address, or an http one where the configuration allows it. Redirects are not followed.

    `timeout` is in seconds, for each step. `ca` is a file of certificates to trust instead of the system's.
    """

    url: str
    secret: Secret
    timeout: float = 10.0
    ca: Path | None = None
    kind = "webhook"

    def send(self, parcel: Parcel, key: str, now: datetime) -> str:
        body = json.dumps(event(parcel), ensure_ascii=False, separators=(",", ":"))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"discovery/{__version__}",
            "webhook-id": key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(self.secret, key, now, body),
        }
        status, wait = self._post(body.encode(), headers, now)
        if 200 <= status < 300:
            return f"the webhook answered {status}"
        raise _refusal(status, wait)

    def _post(self, body: bytes, headers: dict[str, str], now: datetime) -> tuple[int, float]:
        """The status of the answer, and how many seconds it asks us to wait."""
        target = urlsplit(self.url)
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        try:
            with closing(self._connection()) as connection:
                connection.request("POST", path, body, headers)
                answer = connection.getresponse()
                return answer.status, retry_after(answer.getheader("Retry-After"), now)
        except TimeoutError as error:
            raise DeliveryError(f"{target.hostname} did not answer within {self.timeout:g} s") from error
        except (OSError, UnicodeError, http.client.HTTPException) as error:
            raise DeliveryError(f"{target.hostname} cannot be reached: {reason(error)}") from error

    def _connection(self) -> http.client.HTTPConnection:
        target = urlsplit(self.url)
        host = target.hostname or ""
        if target.scheme == "http":
            return http.client.HTTPConnection(host, target.port, timeout=self.timeout)
        trusted = ssl.create_default_context(cafile=self.ca)
        return http.client.HTTPSConnection(host, target.port, timeout=self.timeout, context=trusted)


def event(parcel: Parcel) -> dict[str, object]:
    """The JSON that is posted: `type`, `timestamp` and `data`, as the specification has it."""
    data = {"fields": dict(parcel.fields), "brief": parcel.document}
    return {"type": TYPE, "timestamp": parcel.created_at.astimezone(UTC).isoformat(), "data": data}


def signature(secret: Secret, key: str, now: datetime, body: str) -> str:
    """`v1,` and the HMAC-SHA-256 of `key.timestamp.body` in base 64. Raises DeliveryError where the secret is none."""
    from standardwebhooks.webhooks import EmptyWebhookSecretError
    from standardwebhooks.webhooks import Webhook as Signer

    try:
        return Signer(secret.reveal()).sign(key, now.astimezone(UTC), body)
    except (ValueError, EmptyWebhookSecretError):
        wanted = "whsec_ and a key in base 64"
    raise DeliveryError(f"the variable {secret.variable} has no secret of a webhook: it has to be {wanted}", final=True)


def retry_after(value: str | None, now: datetime) -> float:
    """The seconds that a Retry-After header asks for, given in seconds or as a date; 0 where it asks for nothing."""
    try:
        seconds = float(value or "0") if (value or "0").strip().isdigit() else _until(value or "", now)
    except (ValueError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _until(date: str, now: datetime) -> float:
    at = parsedate_to_datetime(date)
    return (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()


def _refusal(status: int, wait: float) -> DeliveryError:
    if 300 <= status < 400:
        return DeliveryError(
            f"the webhook answered {status}: it has moved, and is not followed; put its new address into the "
            "configuration",
            final=True,
        )
    return DeliveryError(f"the webhook answered {status}", final=status < 500 and status not in _LATER, wait=wait)
