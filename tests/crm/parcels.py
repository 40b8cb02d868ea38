"""Parcels to deliver, and names that nobody has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from discovery.crm.connector import FIELDS, Parcel

NOW = datetime(2026, 11, 20, 14, 45, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"

HOSTILE = (
    "Acme\r\nBcc: everyone@example.org",
    "a\nb: c",
    "=cmd|' /C calc'!A0",
    "\x1b]0;x\x07 \u202e<b>",
    "x" * 5000,
    "田中 – “Müller” 🧑‍🚀",
    "\ud800\x00",
)


def parcel(title: str = "Nordwind – Ana Ruiz", **fields: str) -> Parcel:
    filled = {name: name.replace("_", " ") for name in FIELDS} | {"email": "ana@nordwind.example"} | fields
    texts: dict[Any, str] = {
        "text": "BRIEF: Zoë\n- one\n",
        "markdown": "# *Zoë*\n",
        "html": "<!doctype html><p>Zoë</p>\n",
    }
    return Parcel(title, NOW, texts, filled, {"format": "discovery brief", "title": title})
