"""What every connector is handed, what it does, and how it says that it could not."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from discovery.banks.conditions import Json
from discovery.errors import FaultError

Form = Literal["text", "markdown", "html"]

FIELDS = (
    *("name", "first_name", "last_name", "email", "phone", "title", "company", "source"),
    *("verdict", "grade", "score", "reason", "next_step", "why_now", "called_on", "author", "call_id", "brief"),
)
"""The texts of a parcel that a column of somebody's system can take. `brief` is the whole brief as plain text."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One brief as it leaves, the same at every attempt. `fields` has every name of FIELDS; `document` is JSON."""

    title: str
    created_at: datetime
    texts: Mapping[Form, str]
    fields: Mapping[str, str]
    document: Mapping[str, Json]


class DeliveryError(FaultError):
    """It did not arrive, as far as is known. `final`: trying again would not help; `wait`: not before, in seconds."""

    def __init__(self, text: str, *, final: bool = False, wait: float = 0.0) -> None:
        super().__init__(text)
        self.final = final
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret by the name of the variable that has it: read when it is used, and in no text of the program."""

    variable: str
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def reveal(self) -> str:
        """The secret itself. Raises DeliveryError where the variable is not set."""
        found = self.environ.get(self.variable, "")
        if not found:
            raise DeliveryError(f"the variable {self.variable} is not set: set it to the secret, and deliver again")
        return found


class Connector(Protocol):
    """One destination. `kind` is the one in its table of the configuration."""

    @property
    def kind(self) -> str: ...

    def send(self, parcel: Parcel, key: str, now: datetime) -> str:
        """Deliver it; what to tell the user about it, on one line. Raises DeliveryError.

        `key` is the same at every attempt, so that whoever gets it twice can drop one.
        """
        ...


def reason(error: Exception) -> str:
    """Why a connection failed, in the system's words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    return str(getattr(error, "strerror", None) or type(error).__name__)
