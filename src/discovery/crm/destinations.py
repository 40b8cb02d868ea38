"""Destinations: the tables `[destinations.NAME]` of the configuration, made into connectors.

    [destinations.ae]                       [destinations.crm]
    kind = "smtp"                           kind = "webhook"
    host = "mail.example.com"               url = "https://crm.example.com/hooks/briefs"
    security = "starttls"                   secret_env = "CRM_WEBHOOK_SECRET"
    user = "sdr"
    password_env = "DISCOVERY_SMTP_PASSWORD"  [destinations.import]
    from = "sdr@example.com"                kind = "hubspot"
    to = ["ae@example.com"]                 folder = "~/crm"

A secret stands in a variable of the environment, and its name here. What is not encrypted goes to this machine only,
unless `insecure = true` says that this is meant.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from email.errors import MessageError
from email.headerregistry import Address
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from discovery.crm.connector import FIELDS, Connector, Secret
from discovery.crm.csv_import import COLUMNS, CsvImport
from discovery.crm.folder import FORMATS, Folder
from discovery.crm.smtp import PORTS, SECURITY, Smtp
from discovery.crm.table import Table
from discovery.crm.webhook import Webhook


def connectors(
    tables: Mapping[str, Mapping[str, Any]], folder: Path, environ: Mapping[str, str] | None = None
) -> dict[str, Connector]:
    """Every destination by its name. Raises UsageError naming the table and the key.

    A relative path counts from `folder`; secrets are read from `environ` when something is sent.
    """
    environ = os.environ if environ is None else environ
    return {name: connector(Table(name, values, folder, environ)) for name, values in tables.items()}


def connector(table: Table) -> Connector:
    """The connector of one table. Raises UsageError."""
    kind = table.choice("kind", tuple(_KINDS))
    made = _KINDS[kind](table)
    table.finish()
    return made


def _smtp(table: Table) -> Smtp:
    host = table.text("host")
    security = cast(Literal["starttls", "tls", "none"], table.choice("security", SECURITY, "starttls"))
    if not table.flag("insecure") and security == "none" and not is_here(host):
        raise table.wrong("security", "would send the brief unencrypted: take starttls or tls, or set insecure = true")
    user = table.text("user", "")
    password = _secret(table, "password_env") if user or "password_env" in table.values else None
    if password and not user:
        raise table.wrong("user", "is missing, and password_env is there")
    sender, *more = _addresses(table, "from")
    if more:
        raise table.wrong("from", "has to be one address")
    return Smtp(
        host=host,
        port=table.number("port", PORTS[security], 1, 65535),
        sender=sender,
        to=_addresses(table, "to"),
        security=security,
        user=user,
        password=password,
        timeout=table.number("timeout", 10, 1, 60),
        ca=table.file("ca"),
    )


def _webhook(table: Table) -> Webhook:
    url = table.text("url")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise table.wrong("url", "is no address of the web") from None
    if parts.scheme not in {"https", "http"} or not host or parts.fragment or not url.isascii() or " " in url:
        raise table.wrong("url", "has to be an address such as https://crm.example.com/hooks/briefs")
    if parts.username is not None or parts.password is not None:
        raise table.wrong("url", "has a user or a password in it: leave them out, the signature says who sends")
    if not table.flag("insecure") and parts.scheme == "http" and not is_here(host):
        raise table.wrong("url", "would send the brief unencrypted: use https, or set insecure = true")
    secret = _secret(table, "secret_env")
    return Webhook(url, secret, timeout=table.number("timeout", 10, 1, 60), ca=table.file("ca"))


def _folder(table: Table) -> Folder:
    form = cast(Literal["html", "markdown", "text", "json"], table.choice("format", FORMATS, "html"))
    return Folder(table.path("folder"), form)


def _csv_import(table: Table) -> CsvImport:
    kind = table.choice("kind", tuple(COLUMNS))
    columns = table.texts("fields", COLUMNS[kind])
    for column, field in columns.items():
        if field not in FIELDS:
            raise table.wrong(f"fields.{column}", f"is {field[:60]!r}; there are {', '.join(FIELDS)}")
    return CsvImport(kind, table.path("folder"), columns)


_KINDS: Mapping[str, Callable[[Table], Connector]] = MappingProxyType(
    {"smtp": _smtp, "webhook": _webhook, "file": _folder, "hubspot": _csv_import, "salesforce": _csv_import}
)


def is_here(host: str) -> bool:
    """Whether a host is this machine, by its name or its loopback address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _addresses(table: Table, key: str) -> tuple[Address, ...]:
    try:
        found = tuple(Address(addr_spec=text) for text in table.several(key))
    except (ValueError, MessageError, IndexError):
        raise table.wrong(key, "is no address such as ana@example.com") from None
    if not all(address.username and address.domain for address in found):
        raise table.wrong(key, "is no address such as ana@example.com")
    return found


def _secret(table: Table, key: str) -> Secret:
    name = table.text(key)
    if not name.replace("_", "").isalnum() or not name.isascii() or name[0].isdigit():
        raise table.wrong(key, "has to be the name of the variable with the secret, never the secret itself")
    return Secret(name, table.environ)
