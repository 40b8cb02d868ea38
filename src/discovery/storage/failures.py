"""What a database says when something fails, put into the program's own errors.

Only the category and the first line of the database's own message are kept, never the values of a statement.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from discovery.errors import (
    ConflictError,
    DiscoveryError,
    NotFoundError,
    StoreDamagedError,
    StoreError,
    StoreUnavailableError,
)

_ADVICE = (
    ("SQLITE_FULL", "the disk is full", "free some space and try again"),
    ("SQLITE_BUSY", "another program is writing to it", "try again in a moment"),
    ("SQLITE_LOCKED", "another program is writing to it", "try again in a moment"),
    ("SQLITE_READONLY", "the file or its folder is read-only", "make it writable and try again"),
    ("SQLITE_PERM", "the file or its folder may not be opened", "change its permissions and try again"),
    ("SQLITE_AUTH", "the file or its folder may not be opened", "change its permissions and try again"),
    ("SQLITE_CANTOPEN", "the file cannot be opened", "see that the folder is there and writable, and try again"),
    ("SQLITE_IOERR", "the disk cannot be read or written", "see that it is there and not full, and try again"),
    ("SQLITE_PROTOCOL", "another program holds its locks", "try again in a moment"),
    ("SQLITE_NOMEM", "there is no memory left", "close something and try again"),
)
_POSTGRES_ADVICE = (
    ("53100", "the disk of the server is full", "free some space there and try again"),
    ("53", "the server has no room left", "try again in a moment"),
    ("55P03", "somebody else is writing to the same call", "try again in a moment"),
    ("40", "somebody else was writing at the same time", "try again"),
    ("25006", "the database is read-only", "connect to the one that can be written to"),
    ("28", "the server does not let this user in", "see the user and the password in the URL"),
    ("3D000", "there is no such database on the server", "create it, or see its name in the URL"),
    ("42501", "this user may not do that there", "give the user the rights to the database"),
)
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")


def translate(error: SQLAlchemyError | StaleDataError, location: str) -> DiscoveryError:
    """The error of ours that says what a database error means; raise it from that error."""
    if isinstance(error, StaleDataError):
        return ConflictError("somebody else changed the same thing meanwhile: load it again, then change it")
    if isinstance(error, StatementError) and isinstance(error.orig, DiscoveryError):
        return error.orig
    if isinstance(error, IntegrityError):
        return _broken_rule(error)
    if isinstance(error, DBAPIError) and error.orig is not None:
        return translate_raw(error.orig, location)
    return StoreError(f"the store {location} cannot be used: {first_line(error)}")


def translate_raw(error: BaseException, location: str) -> StoreError:
    """The same for an error that comes from the database's driver itself."""
    code = getattr(error, "sqlite_errorname", None)
    if code is not None:
        return _sqlite(code, error, location)
    if not hasattr(error, "sqlstate"):  # SQLite's driver itself, where text is not UTF-8
        return damaged(location, first_line(error))
    state = error.sqlstate
    for prefix, what, advice in _POSTGRES_ADVICE:
        if state and state.startswith(prefix):
            return StoreUnavailableError(f"the store {location} cannot be written: {what}; {advice}")
    if state is None or state[:2] in {"08", "57"}:
        return StoreUnavailableError(
            f"the store {location} cannot be reached: {first_line(error)}; see that the server runs, and try again"
        )
    return StoreError(f"the store {location} refused what was asked (SQLSTATE {state})")


def _sqlite(code: str, error: BaseException, location: str) -> StoreError:
    if code.startswith(_DAMAGE):
        return damaged(location, first_line(error))
    for prefix, what, advice in _ADVICE:
        if code.startswith(prefix):
            return StoreUnavailableError(f"the store {location} cannot be used: {what}; {advice}")
    return StoreError(f"the store {location} refused what was asked ({code}: {first_line(error)})")


def damaged(location: str, what: str) -> StoreDamagedError:
    return StoreDamagedError(
        f"the store {location} is damaged or not one of this program: {what}; "
        "leave it as it is and restore a backup, or choose another place"
    )


def _broken_rule(error: IntegrityError) -> DiscoveryError:
    text, state = str(error.orig), getattr(error.orig, "sqlstate", None)
    if "FOREIGN KEY" in text or state == "23503":
        return NotFoundError("the lead, call or bank that this belongs to is not in the store: store that first")
    if "UNIQUE" in text or state == "23505":
        return ConflictError("the store already has something under the same id: load it again")
    return StoreError(f"the store refused a change: {first_line(error.orig)}")


def first_line(error: BaseException | None) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].strip() if lines else type(error).__name__
