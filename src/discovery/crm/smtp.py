"""E-mail: the brief as a message with a text and an HTML part, handed to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Literal

from discovery.crm.connector import DeliveryError, Parcel, Secret, reason
from discovery.text import one_line

SECURITY = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}

_US = "[127.0.0.1]"  # what we call ourselves: asking for the machine's name can take the resolver many seconds


@dataclass(frozen=True, slots=True)
class Smtp:
    """Sends through one server. `timeout` is in seconds, for each step; `ca` replaces the trusted certificates."""

    host: str
    port: int
    sender: Address
    to: tuple[Address, ...]
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: Secret | None = None
    timeout: float = 10.0
    ca: Path | None = None
    kind = "smtp"

    def send(self, parcel: Parcel, key: str, now: datetime) -> str:
        mail = message(parcel, key, self.sender, self.to, now)
        password = self.password.reveal() if self.password else ""
        try:
            refused = self._send(mail, password)
        except (smtplib.SMTPException, TimeoutError) as error:
            if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
                raise DeliveryError(f"{self.host} did not answer within {self.timeout:g} s") from error
            raise _refusal(error, self.host) from error
        except (OSError, UnicodeError) as error:
            raise DeliveryError(f"{self.host} cannot be reached: {reason(error)}") from error
        left_out = f", but not to {', '.join(sorted(refused))}, whom it refused" if refused else ""
        return f"{self.host} took the message{left_out}"

    def _send(self, mail: EmailMessage, password: str) -> list[str]:
        """Hand it over; the addresses that were refused where others were taken."""
        server = self._connect()
        try:
            if self.security == "starttls":
                server.starttls(context=self._trusted())
            if self.user:
                server.login(self.user, password)
            refused = server.send_message(mail)
            with suppress(smtplib.SMTPException, OSError):  # it is taken: a bad farewell changes nothing
                server.quit()
            return list(refused)
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, local_hostname=_US, timeout=self.timeout, context=self._trusted()
            )
        return smtplib.SMTP(self.host, self.port, local_hostname=_US, timeout=self.timeout)

    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca)


def message(parcel: Parcel, key: str, sender: Address, to: tuple[Address, ...], now: datetime) -> EmailMessage:
    """The message. Its Message-ID comes from the key, so that a second copy can be told from a second message."""
    mail = EmailMessage(policy.SMTP)
    mail["Subject"] = one_line(parcel.title, 200)
    mail["From"] = sender
    mail["To"] = to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{key}@{sender.domain}>"
    mail.set_content(parcel.texts["text"])
    mail.add_alternative(parcel.texts["html"], subtype="html")
    return mail


def _refusal(error: smtplib.SMTPException, host: str) -> DeliveryError:
    """What the server said. Nothing of what it said to a login, where it could repeat the password."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return DeliveryError(f"{host} refused every recipient ({codes[0]})", final=min(codes) >= 500)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        what = f"{host} refused the login ({error.smtp_code}): see the user and the variable of the password"
        return DeliveryError(what, final=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPResponseException):
        raw = error.smtp_error
        said = one_line(raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw, 120)
        return DeliveryError(f"{host} answered {error.smtp_code} {said}".rstrip(), final=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return DeliveryError(f"{host} does not offer what is needed: {one_line(str(error), 120)}", final=True)
    return DeliveryError(f"{host} closed the connection")
