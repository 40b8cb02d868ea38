from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from discovery.crm.csv_import import COLUMNS, CsvImport
from discovery.crm.destinations import connectors
from discovery.crm.folder import Folder
from discovery.crm.smtp import Smtp
from discovery.crm.webhook import Webhook
from discovery.errors import UsageError

SMTP: dict[str, Any] = {
    "kind": "smtp",
    "host": "mail.example.com",
    "user": "sdr",
    "password_env": "MAIL_PASSWORD",
    "from": "sdr@example.com",
    "to": "ae@example.com",
}
WEBHOOK: dict[str, Any] = {"kind": "webhook", "url": "https://crm.example.com/hooks", "secret_env": "HOOK_SECRET"}
HUBSPOT: dict[str, Any] = {"kind": "hubspot", "folder": "crm"}


def test_the_tables_of_a_configuration_become_connectors(tmp_path: Path) -> None:
    tables = tomllib.loads("""
        [ae]
        kind = "smtp"
        host = "mail.example.com"
        user = "sdr"
        password_env = "MAIL_PASSWORD"
        from = "sdr@example.com"
        to = ["ae@example.com", "lead@example.com"]
        [crm]
        kind = "webhook"
        url = "https://crm.example.com/hooks?x=1"
        secret_env = "HOOK_SECRET"
        timeout = 3
        [archive]
        kind = "file"
        folder = "briefs"
        format = "markdown"
        [import]
        kind = "salesforce"
        folder = "/srv/crm"
        fields = { "Last Name" = "last_name", "Grade__c" = "grade" }
        [hubspot]
        kind = "hubspot"
        folder = "crm"
    """)
    made = connectors(tables, tmp_path, {"MAIL_PASSWORD": "hunter2", "HOOK_SECRET": "whsec_aGVsbG8="})
    mail, hook = made["ae"], made["crm"]
    assert isinstance(mail, Smtp)
    assert (mail.port, mail.security, [str(each) for each in mail.to]) == (
        *(587, "starttls"),
        ["ae@example.com", "lead@example.com"],
    )
    assert mail.password is not None
    assert mail.password.reveal() == "hunter2"
    assert isinstance(hook, Webhook)
    assert (hook.timeout, hook.secret.reveal()) == (3, "whsec_aGVsbG8=")
    assert made["archive"] == Folder(tmp_path / "briefs", "markdown")
    assert made["import"] == CsvImport("salesforce", Path("/srv/crm"), {"Last Name": "last_name", "Grade__c": "grade"})
    assert made["hubspot"] == CsvImport("hubspot", tmp_path / "crm", COLUMNS["hubspot"])
    assert {name: each.kind for name, each in made.items()} == {name: table["kind"] for name, table in tables.items()}
    assert "hunter2" not in repr(made)


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({}, "kind", "is missing"),
    ({"kind": "smpt"}, "kind", "smtp or webhook"),
    ({"kind": ["smtp"]}, "kind", "smtp or webhook"),
    ({**SMTP, "host": None}, "host", "is missing"),
    ({**SMTP, "host": " "}, "host", "a text on one line"),
    ({**SMTP, "host": "a\nb"}, "host", "a text on one line"),
    ({**SMTP, "host": "a\x1b[31m"}, "host", "a text on one line"),
    ({**SMTP, "host": 7}, "host", "a text on one line"),
    ({**SMTP, "port": "25"}, "port", "a whole number from 1 to 65535"),
    ({**SMTP, "port": 0}, "port", "a whole number"),
    ({**SMTP, "port": True}, "port", "a whole number"),
    ({**SMTP, "timeout": 600}, "timeout", "from 1 to 60"),
    ({**SMTP, "security": "ssl"}, "security", "starttls or tls or none"),
    ({**SMTP, "security": "none"}, "security", "unencrypted"),
    ({**SMTP, "from": "sdr"}, "from", "no address"),
    ({**SMTP, "from": ["a@example.com", "b@example.com"]}, "from", "one address"),
    ({**SMTP, "to": []}, "to", "a list of texts"),
    ({**SMTP, "to": "a@example.com\r\nBcc: b@example.com"}, "to", "no address"),
    ({**SMTP, "to": "a@example.com, b@example.com"}, "to", "no address"),
    ({**SMTP, "to": "@"}, "to", "no address"),
    ({**SMTP, "to": ""}, "to", "no address"),
    ({**SMTP, "password": "hunter2"}, "password", "did you mean password_env?"),
    ({**SMTP, "password_env": "hunter2!"}, "password_env", "never the secret itself"),
    ({**SMTP, "user": ""}, "user", "is missing"),
    ({**SMTP, "ca": "nothing.pem"}, "ca", "there is no such file"),
    ({**SMTP, "insecure": "yes"}, "insecure", "true or false"),
    ({**WEBHOOK, "url": "http://crm.example.com/"}, "url", "unencrypted"),
    ({**WEBHOOK, "url": "http://127.0.0.1.example.com/"}, "url", "unencrypted"),
    ({**WEBHOOK, "url": "https://user:hunter2@crm.example.com/"}, "url", "leave them out"),
    ({**WEBHOOK, "url": "ftp://crm.example.com/"}, "url", "such as https://"),
    ({**WEBHOOK, "url": "file:///etc/passwd"}, "url", "such as https://"),
    ({**WEBHOOK, "url": "https:///hooks"}, "url", "such as https://"),
    ({**WEBHOOK, "url": "https://crm.example.com/a b"}, "url", "such as https://"),
    ({**WEBHOOK, "url": "https://crm.example.com:x/"}, "url", "is no address"),
    ({**WEBHOOK, "url": "https://[::1/"}, "url", "is no address"),
    ({**WEBHOOK, "secret_env": None}, "secret_env", "is missing"),
    ({**WEBHOOK, "secret_env": "whsec_aGVsbG8="}, "secret_env", "never the secret itself"),
    ({**WEBHOOK, "uri": "x"}, "uri", "did you mean url?"),
    ({"kind": "file"}, "folder", "is missing"),
    ({"kind": "file", "folder": "x", "format": "pdf"}, "format", "html or markdown"),
    ({**HUBSPOT, "fields": {"Email": "mail"}}, "fields.Email", "there are name"),
    ({**HUBSPOT, "fields": {}}, "fields", "a table of texts"),
    ({**HUBSPOT, "fields": {"Email": 1}}, "fields", "a table of texts"),
    ({**HUBSPOT, "\x1b[31m": 1}, "[31m", "is not a setting"),
]


@pytest.mark.parametrize(("table", "key", "told"), WRONG)
def test_a_fault_names_the_table_and_the_key(table: dict[str, Any], key: str, told: str, tmp_path: Path) -> None:
    values = {name: value for name, value in table.items() if value is not None}
    with pytest.raises(UsageError) as caught:
        connectors({"ae": values}, tmp_path, {})
    text = str(caught.value)
    assert text.startswith(f"[destinations.ae] {key} ")
    assert told in text
    assert "\x1b" not in text
    assert "hunter2" not in text.replace(str(table.get("password_env")), "")


@pytest.mark.parametrize(
    "table",
    [
        {**WEBHOOK, "url": "http://127.0.0.1:8000/"},
        {**WEBHOOK, "url": "http://localhost/"},
        {**WEBHOOK, "url": "http://[::1]:8000/"},
        {**WEBHOOK, "url": "http://crm.internal/", "insecure": True},
        {**SMTP, "host": "127.0.0.1", "security": "none"},
        {**SMTP, "host": "mail.internal", "security": "none", "insecure": True},
        {**SMTP, "insecure": False},
    ],
)
def test_what_stays_on_this_machine_or_is_meant_may_be_unencrypted(table: dict[str, Any], tmp_path: Path) -> None:
    assert set(connectors({"ae": table}, tmp_path, {})) == {"ae"}
