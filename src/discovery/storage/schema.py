"""What a store of this program looks like from outside: the marks by which a file is known."""

from __future__ import annotations

APPLICATION_ID = 0x44495343
"""`PRAGMA application_id` of our SQLite files: "DISC"."""

REVISIONS = ("0001", "0002")
"""Every migration, oldest first. `PRAGMA user_version` is the number of those that were applied."""

HEAD = REVISIONS[-1]
VERSION = len(REVISIONS)

TABLES = frozenset(
    {
        *("meta", "person", "lead", "bank_snapshot", "call", "event", "payload", "assessment", "suppression"),
        "delivery",
    }
)

SQLITE_TRIGGERS = frozenset(
    {
        "event_no_update",
        "event_no_delete",
        "event_no_replace",
        "payload_erase_only",
        "payload_no_delete",
        "payload_no_replace",
        "bank_snapshot_no_update",
        "bank_snapshot_no_delete",
        "bank_snapshot_no_replace",
    }
)
POSTGRES_TRIGGERS = frozenset(
    {
        "event_no_change",
        "event_no_truncate",
        "payload_erase_only",
        "payload_no_delete",
        "payload_no_truncate",
        "bank_snapshot_no_change",
        "bank_snapshot_no_truncate",
    }
)
