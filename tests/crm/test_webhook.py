from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Receiver

from discovery.crm.connector import DeliveryError, Secret
from discovery.crm.webhook import LONGEST_WAIT, Webhook, retry_after, signature
from tests.crm.parcels import HOSTILE, KEY, NOW, parcel
from tests.crm.servers import Web, certificate, free_port, silence, web_server

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server() as server:
        yield server


def secret(value: str = SECRET) -> Secret:
    return Secret("HOOK_SECRET", {"HOOK_SECRET": value})


def hook(url: str, *, timeout: float = 5.0, ca: Path | None = None) -> Webhook:
    return Webhook(url, secret(), timeout, ca)


def refused(connector: Webhook) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        connector.send(parcel(), KEY, NOW)
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)
    return caught.value


def test_the_signature_is_that_of_the_specification() -> None:
    # the vector that the libraries of the specification are tested with
    now = datetime.fromtimestamp(1614265330, UTC)
    made = signature(secret(), "msg_p5jXN8AQM9LWM0D4loKWxJek", now, '{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_time_is_signed_as_it_is_whatever_the_zone_of_the_rep() -> None:
    zone = timezone(timedelta(hours=-7))
    assert signature(secret(), KEY, NOW.astimezone(zone), "{}") == signature(secret(), KEY, NOW, "{}")


@pytest.mark.parametrize("title", HOSTILE[:-1])
def test_a_receiver_can_verify_what_is_posted(web: Web, title: str) -> None:
    now = datetime.now(UTC)
    assert hook(web.url).send(parcel(title), KEY, now) == "the webhook answered 204"
    (got,) = web.requests
    assert got.path == "/hooks/briefs?team=1"
    assert (got.headers["content-type"], got.headers["webhook-id"]) == ("application/json", KEY)
    posted = Receiver(SECRET).verify(got.body, got.headers)
    assert (posted["type"], posted["timestamp"]) == ("brief.submitted", NOW.isoformat())
    assert posted["data"]["brief"]["title"] == title
    assert posted["data"]["fields"]["email"] == "ana@nordwind.example"


def test_every_attempt_has_the_same_id_and_body_and_its_own_time(web: Web) -> None:
    for minutes in (0, 7):
        hook(web.url).send(parcel(), KEY, NOW + timedelta(minutes=minutes))
    first, second = web.requests
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 7 * 60


@pytest.mark.parametrize(
    ("status", "final"),
    [
        *((status, True) for status in (301, 302, 307, 308, 400, 401, 403, 404, 410, 413, 422)),
        *((status, False) for status in (408, 425, 429, 500, 502, 503, 504)),
    ],
)
def test_a_refusal_says_whether_it_is_worth_trying_again(web: Web, status: int, final: bool) -> None:
    web.answers = [(status, {"Retry-After": "7"})]
    error = refused(hook(web.url))
    assert (error.final, str(status) in str(error)) == (final, True)
    assert final or error.wait == 7


def test_a_redirect_is_not_followed(web: Web) -> None:
    with web_server() as other:
        web.answers = [(308, {"Location": other.url})]
        assert "put its new address into the configuration" in str(refused(hook(web.url)))
        assert other.requests == []


def test_a_server_that_says_nothing_is_not_waited_for(web: Web) -> None:
    web.answers = ["stall"]
    assert str(refused(hook(web.url, timeout=0.2))) == "127.0.0.1 did not answer within 0.2 s"
    with silence() as port:
        assert not refused(hook(f"http://127.0.0.1:{port}/", timeout=0.2)).final


def test_a_connection_that_breaks_off_can_be_tried_again(web: Web) -> None:
    web.answers = ["drop"]
    assert not refused(hook(web.url)).final
    with silence(lambda connection: connection.close()) as port:
        assert not refused(hook(f"http://127.0.0.1:{port}/")).final
    with silence(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")) as port:
        assert not refused(hook(f"http://127.0.0.1:{port}/")).final


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://nowhere.invalid/", f"http://{'a' * 70}.example/"])
def test_a_server_that_is_not_there_can_be_tried_again(url: str) -> None:
    error = refused(hook(url.format(port=free_port())))
    assert (error.final, "cannot be reached" in str(error)) == (False, True)


def test_over_https_the_certificate_has_to_be_trusted(tmp_path: Path) -> None:
    ca, context = certificate(tmp_path)
    with web_server(context) as web:
        url = web.url.replace("http:", "https:")
        assert hook(url, ca=ca).send(parcel(), KEY, NOW) == "the webhook answered 204"
        assert "its certificate is not trusted" in str(refused(hook(url)))
        assert len(web.requests) == 1


@pytest.mark.parametrize("value", ["whsec_", "", "whsec_!", "whsec_a"])
def test_a_secret_that_is_none_is_told_by_its_variable(value: str) -> None:
    with pytest.raises(DeliveryError, match="HOOK_SECRET"):
        Webhook("http://127.0.0.1:1/", secret(value)).send(parcel(), KEY, NOW)


def test_the_secret_is_in_no_text_of_the_connector() -> None:
    assert SECRET not in repr(hook("https://crm.example/"))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("7", 7),
        (" 7 ", 7),
        ("-7", 0),
        ("soon", 0),
        ("7.5", 0),
        ("9" * 400, LONGEST_WAIT),
        ("9" * 5000, LONGEST_WAIT),
        ("Fri, 20 Nov 2026 14:46:00 GMT", 60),
        ("Fri, 20 Nov 2026 14:00:00 GMT", 0),
        ("Fri, 20 Nov 2099 14:00:00 GMT", LONGEST_WAIT),
        ("Fri, 99 Nov 2026 14:46:00 GMT", 0),
        ("Fri, 20 Nov 99999 14:46:00 GMT", 0),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(value: str | None, seconds: float) -> None:
    assert retry_after(value, NOW) == seconds


def test_the_json_is_utf_8(web: Web) -> None:
    hook(web.url).send(parcel("田中"), KEY, NOW)
    assert "田中".encode() in web.requests[0].body
    json.loads(web.requests[0].body)
