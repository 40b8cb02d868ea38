"""A brief in a real browser: no request, no script, nothing sticks out, and it prints."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from discovery.briefs.document import Page
from discovery.briefs.render import Renderer
from tests.briefs.calls import FULL, brief_of, note, recap_of, said

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars"),
)
PROBE = """<!doctype html><title>probe</title><body><script>
const frame = document.createElement("iframe");
frame.style.cssText = "border:0;height:800px;width:" + location.search.slice(1) + "px";
frame.onload = () => {
  const root = frame.contentDocument.documentElement;
  const out = [...root.querySelectorAll("main *, .appendix > *")].filter(
    (part) => part.getBoundingClientRect().right > root.clientWidth + 0.5 && !part.closest(".scroll, svg"));
  const colour = frame.contentWindow.getComputedStyle(frame.contentDocument.body).backgroundColor;
  document.body.innerHTML = `<p>width ${root.scrollWidth} of ${root.clientWidth}; sticking out ${out.length};`
    + ` height of main ${Math.round(root.querySelector("main").getBoundingClientRect().bottom)}; title`
    + ` ${frame.contentDocument.title.length}; page ${colour}; ran ${window.ran === true}</p>`;
};
frame.src = "/page.html";
document.body.append(frame);
</script>"""
WORST = '<script>parent.ran=1</script><img src=/x onerror="parent.ran=1">[a](javascript:parent.ran=1) url(/y) @import'

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed on this machine"),
]

Serve = Callable[[Mapping[str, str]], tuple[str, list[str]]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves pages on loopback; its address, and the paths that were asked for."""
    asked: list[str] = []
    served: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked.append(path)
            body = served.get(path, "").encode()
            self.send_response(200 if path in served else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def start(pages: Mapping[str, str]) -> tuple[str, list[str]]:
        served.update(pages)
        return f"http://127.0.0.1:{server.server_port}", asked

    yield start
    server.shutdown()
    thread.join()
    server.server_close()


def browse(folder: Path, *args: str) -> tuple[str, str]:
    """What the browser printed, and what its console said."""
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", *args],
        capture_output=True, encoding="utf-8", timeout=120, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def worst() -> Page:
    changes = [said("pain.trigger", WORST, quote=WORST, speaker=WORST), note(WORST), note("w" * 3000)]
    return brief_of([*FULL[:-1], *changes])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("page", [brief_of(FULL), worst(), recap_of(FULL)], ids=["full", "worst", "recap"])
def test_a_page_fits_its_window_and_nothing_of_it_runs(serve: Serve, tmp_path: Path, page: Page, width: int) -> None:
    address, asked = serve({"/page.html": Renderer().render(page, "html"), "/probe.html": PROBE})
    shown, console = browse(tmp_path, "--virtual-time-budget=3000", "--dump-dom", f"{address}/probe.html?{width}")
    found = re.search(r"width (\d+) of (\d+); sticking out (\d+); height of main (\d+); title (\d+)", shown)
    assert found is not None, shown
    assert (int(found[1]), int(found[2]), int(found[3])) == (width, width, 0)
    assert int(found[5]) > 0
    assert "ran false" in shown
    assert set(asked) <= {"/probe.html", "/page.html", "/favicon.ico"}
    assert console == ""


def test_the_probe_sees_a_script_a_request_and_what_sticks_out(serve: Serve, tmp_path: Path) -> None:
    script = "<script>parent.ran = true; console.error('x')</script>"
    bad = f"<title>x</title><main><p style='width:900px'>x</p></main><img src=/x>{script}"
    address, asked = serve({"/page.html": f"<!doctype html>{bad}", "/probe.html": PROBE})
    shown, console = browse(tmp_path, "--virtual-time-budget=3000", "--dump-dom", f"{address}/probe.html?360")
    assert "sticking out 1" in shown
    assert "ran true" in shown
    assert "/x" in asked
    assert console


def test_the_parts_that_are_read_first_are_on_one_screen(serve: Serve, tmp_path: Path) -> None:
    address, _ = serve({"/page.html": Renderer().render(brief_of(FULL), "html"), "/probe.html": PROBE})
    shown, _ = browse(tmp_path, "--virtual-time-budget=3000", "--dump-dom", f"{address}/probe.html?1280")
    found = re.search(r"height of main (\d+)", shown)
    assert found is not None
    assert int(found[1]) <= 800


def test_a_page_alone_asks_for_nothing_else(serve: Serve, tmp_path: Path) -> None:
    address, asked = serve({"/page.html": Renderer().render(worst(), "html")})
    shown, console = browse(tmp_path, "--virtual-time-budget=3000", "--dump-dom", f"{address}/page.html")
    assert "hand-off" in shown
    assert set(asked) <= {"/page.html", "/favicon.ico"}
    assert console == ""


def test_the_first_page_on_paper_ends_before_the_appendix(tmp_path: Path) -> None:
    from pypdf import PdfReader

    (tmp_path / "page.html").write_text(Renderer().render(brief_of(FULL), "html"), "utf-8")
    printed = tmp_path / "page.pdf"
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", (tmp_path / "page.html").as_uri())
    pages = [page.extract_text() for page in PdfReader(printed).pages]
    assert "First questions".upper() in pages[0].upper()
    assert pages[1].lstrip().startswith("Appendix")
