from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from discovery.crm.connector import DeliveryError, Secret
from discovery.crm.smtp import Smtp, message
from tests.crm.parcels import HOSTILE, KEY, NOW, parcel
from tests.crm.servers import Mailbox, certificate, free_port, mail_server, silence

SENDER = Address(addr_spec="sdr@example.com")
TO = (Address(addr_spec="ae@example.com"), Address(addr_spec="lead@example.com"))
PASSWORD = Secret("MAIL_PASSWORD", {"MAIL_PASSWORD": "hunter2"})


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as server:
        yield server


def smtp(port: int, **more: Any) -> Smtp:
    return Smtp("127.0.0.1", port, SENDER, TO, **{"security": "none", "timeout": 5.0, **more})


def refused(connector: Smtp) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        connector.send(parcel(), KEY, NOW)
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)
    return caught.value


def parsed(raw: bytes) -> EmailMessage:
    made = message_from_bytes(raw, policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


def text_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_brief_arrives_as_text_and_as_html(mailbox: Mailbox) -> None:
    assert smtp(mailbox.port).send(parcel(), KEY, NOW) == "127.0.0.1 took the message"
    (envelope,) = mailbox.mails
    assert envelope.rcpt_tos == ["ae@example.com", "lead@example.com"]
    mail = parsed(envelope.content)
    assert (mail["From"], mail["To"]) == ("sdr@example.com", "ae@example.com, lead@example.com")
    assert mail["Subject"] == "Nordwind – Ana Ruiz"
    assert mail["Message-ID"] == f"<{KEY}@example.com>"
    assert mail["Date"].datetime == NOW
    assert mail.get_content_type() == "multipart/alternative"
    assert text_of(mail, "plain") == "BRIEF: Zoë\n- one\n"
    assert text_of(mail, "html") == "<!doctype html><p>Zoë</p>\n"


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_puts_nothing_into_the_head_of_a_message(title: str) -> None:
    raw = message(parcel(title), KEY, SENDER, TO, NOW).as_bytes()
    head = parsed(raw)
    assert sorted(head.keys()) == sorted(
        ["Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    )
    assert head["To"] == "ae@example.com, lead@example.com"
    assert len(head["Subject"]) <= 200
    assert not set(head["Subject"]) & set("\r\n\x1b\x07\u202e")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_second_attempt_can_be_told_from_a_second_message() -> None:
    first, second = (message(parcel(), KEY, SENDER, TO, NOW + timedelta(hours=hours)) for hours in (0, 1))
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] != second["Date"]


@pytest.mark.parametrize("at_once", [False, True])
def test_a_login_is_made_inside_tls_with_a_certificate_that_is_trusted(tmp_path: Path, at_once: bool) -> None:
    ca, context = certificate(tmp_path)
    with mail_server(context, at_once=at_once) as mailbox:
        connector = smtp(mailbox.port, security="tls" if at_once else "starttls", user="sdr", password=PASSWORD, ca=ca)
        connector.send(parcel(), KEY, NOW)
        assert mailbox.logins == [("sdr", "hunter2")]
        assert len(mailbox.mails) == 1
        assert "its certificate is not trusted" in str(refused(replace(connector, ca=None)))
        wrong = Secret("MAIL_PASSWORD", {"MAIL_PASSWORD": "no"})
        error = refused(replace(connector, password=wrong))
        assert (error.final, "refused the login (535)" in str(error)) == (True, True)
        assert len(mailbox.mails) == 1


def test_without_tls_no_password_leaves(mailbox: Mailbox) -> None:
    error = refused(smtp(mailbox.port, security="starttls", user="sdr", password=PASSWORD))
    assert (error.final, mailbox.logins) == (True, [])


def test_a_password_that_is_not_set_is_told_by_its_variable(mailbox: Mailbox) -> None:
    error = refused(smtp(mailbox.port, user="sdr", password=Secret("MAIL_PASSWORD", {})))
    assert (error.final, "MAIL_PASSWORD is not set" in str(error)) == (False, True)


@pytest.mark.parametrize(
    ("refusals", "final", "told"),
    [
        ({"MAIL": "550 not you"}, True, "550 not you"),
        ({"MAIL": "451 later"}, False, "451 later"),
        ({"RCPT": "550 who"}, True, "refused every recipient (550)"),
        ({"RCPT": "450 greylisted"}, False, "refused every recipient (450)"),
        ({"ae@example.com": "550 who", "lead@example.com": "450 later"}, False, "refused every recipient"),
        ({"DATA": "554 spam \x1b[31m"}, True, "554 spam"),
        ({"DATA": "452 full"}, False, "452 full"),
        ({"DATA": "drop"}, False, "closed the connection"),
    ],
)
def test_a_refusal_says_whether_it_is_worth_trying_again(
    mailbox: Mailbox, refusals: dict[str, str], final: bool, told: str
) -> None:
    mailbox.refusals = refusals
    error = refused(smtp(mailbox.port))
    assert error.final is final
    assert told in str(error)
    assert "\x1b" not in str(error)


def test_one_recipient_of_two_is_enough_and_the_other_is_told(mailbox: Mailbox) -> None:
    mailbox.refusals = {"lead@example.com": "550 who"}
    told = smtp(mailbox.port).send(parcel(), KEY, NOW)
    assert told == "127.0.0.1 took the message, but not to lead@example.com, whom it refused"
    assert len(mailbox.mails) == 1


def test_a_bad_farewell_takes_nothing_back(mailbox: Mailbox) -> None:
    mailbox.refusals = {"QUIT": "500 what"}
    assert smtp(mailbox.port).send(parcel(), KEY, NOW) == "127.0.0.1 took the message"


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_says_nothing_is_not_waited_for(security: str) -> None:
    with silence() as port:
        assert str(refused(smtp(port, security=security, timeout=0.2))) == "127.0.0.1 did not answer within 0.2 s"


@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_server_that_is_not_there_can_be_tried_again(security: str) -> None:
    assert not refused(smtp(free_port(), security=security)).final
    with silence(lambda connection: connection.close()) as port:
        assert not refused(smtp(port, security=security)).final


def test_the_password_is_in_no_text_of_the_connector() -> None:
    assert "hunter2" not in repr(smtp(25, user="sdr", password=PASSWORD))
