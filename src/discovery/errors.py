"""What can go wrong, as values that a face can show on one line.

DiscoveryError              every error that the program means; its text says what, to what, and what to do
├── UsageError              wrong usage or input                                  exit status 2
│   ├── NotFoundError       no such lead, call, bank
│   ├── ValueRefused        what was typed is not a value of that question
│   └── SheetError          an answer sheet does not fit its bank
├── FaultError              the work found a fault                                exit status 1
│   ├── BankError           a question bank with mistakes, each with its place
│   ├── TemplateError       a team's template that does not render (in briefs.team)
│   ├── DeliveryError       a brief that did not arrive (in crm.connector)
│   └── ChainError          an event was edited, removed or reordered
└── StoreError              the store cannot be used                              exit status 2
    ├── StoreTooNewError    written by a newer program; left as it is
    ├── StoreDamagedError   not a store of ours, or damaged
    ├── StoreUnavailableError  disk full, folder read-only, database away: try again
    └── ConflictError       somebody else changed it meanwhile
"""

from __future__ import annotations

from dataclasses import dataclass


class DiscoveryError(Exception):
    """An error that the program means: its text is one line that a person can act on."""

    exit_status = 2


class UsageError(DiscoveryError):
    """Wrong usage or input."""


class NotFoundError(UsageError):
    """No such lead, call or bank."""


class ValueRefused(UsageError):  # noqa: N818 — a refusal, read as one
    """What was typed is not a value of that question."""


class SheetError(UsageError):
    """An answer sheet does not fit its bank."""


class FaultError(DiscoveryError):
    """The work found a fault."""

    exit_status = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file: `path:line:column: CODE what is wrong; what to do`. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    code: str
    text: str
    severity: str = "error"  # or "warning"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.text}"


class BankError(FaultError):
    """A question bank with mistakes; `problems` has every one of them, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class ChainError(FaultError):
    """An event was edited, removed or reordered; the text names the first bad row."""


class StoreError(DiscoveryError):
    """The store cannot be used."""


class StoreTooNewError(StoreError):
    """Written by a newer program; it was left as it is."""


class StoreDamagedError(StoreError):
    """Not a store of this program, or damaged."""


class StoreUnavailableError(StoreError):
    """The disk is full, the folder read-only or the database away: what was given can be tried again."""


class ConflictError(StoreError):
    """Somebody else changed the same thing meanwhile."""
