from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from discovery.__main__ import main
from discovery.cli.serve import _is_here
from discovery.cli.web import _page

PATIENCE = 60.0
"""Seconds after which something that does not come is a failure; the machine may be busy with other things."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[str]]:
    """The server on a free port, with sample leads."""
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path / "home"))
    argv = [sys.executable, "-m", "discovery", "--demo", "serve", "--port", "0"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def link_of(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    link = server.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", link), server.stderr and server.stderr.read()
    return link


async def first_frame(socket: aiohttp.ClientWebSocketResponse) -> str:
    """What the terminal in the browser was sent until the list of leads stood there."""
    seen = ""
    while "Nordwind" not in seen:
        seen += (await socket.receive_bytes(timeout=PATIENCE)).decode("utf-8", "replace")
    return seen


def test_the_screens_are_shown_to_whoever_has_the_link(server: subprocess.Popen[str]) -> None:
    link = link_of(server)
    root = link.rstrip("/").rpartition("/")[0]

    async def script() -> None:
        async with aiohttp.ClientSession() as browser:
            for path in ("/", "/ws", "/static/js/textual.js", f"/{'x' * 32}/", f"/{'x' * 32}/ws", "//", "/download/x"):
                async with browser.get(root + path) as answer:
                    assert answer.status == 403, path
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await browser.ws_connect(f"{root}/ws")
            assert refused.value.status == 403
            async with browser.get(link) as answer:
                assert answer.status == 200
                page = await answer.text()
                assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
                assert answer.headers["Referrer-Policy"] == "no-referrer"
            addresses = re.findall(r"""(?:href|src|url)=["'(]*(\w+://[^"')\s]+)""", page)
            assert addresses
            assert [
                address for address in addresses if not address.startswith(link) and "//127.0.0.1" not in address
            ] == []
            assert "googleapis" not in page
            for address in addresses:
                if address.startswith("http"):
                    async with browser.get(address) as answer:
                        assert answer.status == 200, address
            (live,) = (address for address in addresses if address.startswith("ws://"))
            async with browser.ws_connect(f"{live}?width=100&height=30") as socket:
                assert "Ana Ruiz" in await first_frame(socket)
                await socket.send_json(["stdin", "tanaka"])
                await socket.send_json(["stdin", "\x11"])
                while not socket.closed:
                    await socket.receive(timeout=PATIENCE)

    asyncio.run(script())
    server.send_signal(signal.SIGINT)
    assert server.wait(PATIENCE) == 0


def test_an_open_tab_does_not_keep_the_server_from_ending(server: subprocess.Popen[str]) -> None:
    link = link_of(server)

    async def script() -> None:
        async with aiohttp.ClientSession() as browser, browser.ws_connect(f"{link}ws") as socket:
            await first_frame(socket)
            server.send_signal(signal.SIGTERM)
            while not socket.closed:
                await socket.receive(timeout=PATIENCE)

    asyncio.run(script())
    assert server.wait(PATIENCE) == 0


def test_a_port_that_is_taken_is_said(server: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]) -> None:
    port = link_of(server).split(":")[2].partition("/")[0]
    assert main(["--demo", "serve", "--port", port]) == 2
    said = capsys.readouterr().err
    assert f"127.0.0.1 port {port} cannot be had" in said
    assert said.count("\n") == 1


def test_letting_other_machines_in_is_said_loudly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path / "home"))
    assert main(["serve", "--host", "192.0.2.1", "--port", "0"]) == 2
    said = capsys.readouterr().err
    assert "CAREFUL: 192.0.2.1 can be reached from other machines" in said
    assert "cannot be had" in said


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("box.example", False),
    ],
)
def test_which_addresses_are_this_machine_alone(host: str, here: bool) -> None:
    assert _is_here(host) is here


def test_the_page_names_the_server_as_the_browser_did_and_nobody_else() -> None:
    page = '<link\n href="https://fonts.example/x" /><link href="http://placeholder.invalid/t/x.css">'
    assert _page(page, "box:9000") == '<link href="http://box:9000/t/x.css">'
    assert _page(page, 'x"><script>') == '<link href="http://localhost/t/x.css">'
