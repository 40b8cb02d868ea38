from __future__ import annotations

import io
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from discovery.briefs.document import Page
from discovery.briefs.pdf import Typesetter
from discovery.briefs.team import TemplateError, starter
from discovery.errors import FaultError
from tests.briefs.calls import FULL, NEARLY_EMPTY, NOW, brief_of, note, recap_of, said


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as opened:
        yield opened


def text_of(pdf: bytes) -> str:
    """What the pages say, without white space: where a line breaks does not matter."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).replace("\u200b", "").split())


@pytest.mark.parametrize("page", [brief_of(FULL), brief_of(NEARLY_EMPTY), brief_of(()), recap_of(FULL)])
def test_a_pdf_says_what_the_page_says(typesetter: Typesetter, page: Page) -> None:
    shown = text_of(typesetter.pdf(page, NOW))
    for section in page.sections:
        for line in section.lines:
            assert "".join(line.text.split()) in shown, line


def test_the_first_page_has_everything_up_to_the_opening_and_the_appendix_follows(typesetter: Typesetter) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(typesetter.pdf(brief_of(FULL), NOW))).pages]
    assert "FIRST QUESTIONS" in pages[0]
    assert "Appendix" in pages[1]
    assert len(pages) == 3


def test_the_same_page_gives_the_same_bytes_from_another_process(typesetter: Typesetter) -> None:
    with Typesetter() as other:
        assert other.pdf(brief_of(FULL), NOW) == typesetter.pdf(brief_of(FULL), NOW)


def test_the_fonts_are_inside_and_nothing_acts_or_leads_outside(typesetter: Typesetter) -> None:
    reader = PdfReader(io.BytesIO(typesetter.pdf(brief_of([*FULL, note("https://evil.example")]), NOW)))
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"].values()  # type: ignore[index]
        for font in fonts:
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & descendant["/FontDescriptor"].get_object().keys()
        for annotation in page.get("/Annots", []):
            assert annotation.get_object()["/Subtype"] == "/Link"
            assert "/A" not in annotation.get_object() or annotation.get_object()["/A"]["/S"] == "/GoTo"
    assert not {"/OpenAction", "/AA", "/JavaScript"} & set(reader.root_object)


def test_a_long_word_stays_on_the_paper(typesetter: Typesetter) -> None:
    reader = PdfReader(io.BytesIO(typesetter.pdf(brief_of([said("pain.trigger", "w" * 5000)]), NOW)))
    ends: list[float] = []

    def visit(text: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        if set(text.strip()) == {"w"}:
            ends.append(matrix[4])

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    assert len(ends) > 5
    assert text_of(typesetter.pdf(brief_of([said("pain.trigger", "w" * 5000)]), NOW)).count("w") >= 3999


STARTER = starter("brief", "pdf")


@pytest.mark.parametrize("page", [brief_of(FULL), brief_of(()), recap_of(FULL)])
def test_the_starter_gives_what_the_shipped_template_gives(typesetter: Typesetter, page: Page) -> None:
    own = typesetter.pdf(page, NOW, "brief.smb.typ", {"brief.smb.typ": STARTER})
    assert own == typesetter.pdf(page, NOW)


def test_a_team_leaves_out_and_adds_with_parts_of_its_own(typesetter: Typesetter) -> None:
    source = STARTER.replace("#appendix", '#import "foot.typ": foot\n#foot(page-data.title)')
    templates = {"brief.typ": source, "foot.typ": "#let foot(it) = [Ours: #it]"}
    shown = text_of(typesetter.pdf(brief_of(FULL), NOW, "brief.typ", templates))
    assert "Ours:NordwindLogistics:hand-off" in shown
    assert "Questionsandanswers".upper() not in shown
    with pytest.raises(TemplateError, match=r"^brief\.typ:\d+: file not found"):  # nothing is left of the job before
        typesetter.pdf(brief_of(FULL), NOW, "brief.typ", {"brief.typ": source})


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("\n#nothing", r"brief\.typ:2: unknown variable: nothing"),
        ("#(", r"brief\.typ:1: unclosed delimiter"),
        ('#import "part.typ": y', r"part\.typ:2: unknown variable: nothing"),
        ('\n#read("/etc/passwd")', r"brief\.typ:2: file not found"),
        ('#read("../../etc/passwd")', r"brief\.typ:1: path .* would escape the project root"),
        ('#include "brief.typ"', r"brief\.typ:1: cyclic import"),
        ("#let f(x) = f(x)\n#f(1)", r"brief\.typ:1: maximum function call depth exceeded"),
        ("#while true {}", r"brief\.typ:1: condition is always true"),
    ],
)
def test_an_error_of_a_team_is_told_with_its_template_and_line(typesetter: Typesetter, source: str, told: str) -> None:
    with pytest.raises(TemplateError, match=f"^{told}") as caught:
        typesetter.pdf(brief_of(()), NOW, "brief.typ", {"brief.typ": source, "part.typ": "\n#let y = nothing"})
    assert len(str(caught.value).splitlines()) == 1


def test_a_template_reaches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy, Typesetter() as typesetter:
        proxy.setblocking(False)
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "*")
        with pytest.raises(TemplateError, match=r"^brief\.typ:1: failed to download package .*[Rr]efused"):
            typesetter.pdf(brief_of(()), NOW, "brief.typ", {"brief.typ": '#import "@preview/cetz:0.3.0": *'})
        with pytest.raises(BlockingIOError):
            proxy.accept()


def test_a_template_that_takes_too_long_is_ended() -> None:
    loop = "#for i in range(100000000) { for j in range(100000000) {} }"
    with pytest.raises(TemplateError, match=r"^brief\.typ: its process took more than 1 s or too much memory$"):
        Typesetter(seconds=1.0).pdf(brief_of(()), NOW, "brief.typ", {"brief.typ": loop})


def test_a_process_that_hangs_or_dies_is_an_error_and_the_next_page_is_set() -> None:
    hang = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(FaultError, match=r"hand-off: the PDF could not be set: its process took more than 0.2 s"):
        Typesetter(hang, seconds=0.2).pdf(brief_of(()), NOW)
    with Typesetter([sys.executable, "-c", ""]) as dead, pytest.raises(FaultError):
        dead.pdf(brief_of(()), NOW)


@pytest.mark.parametrize("source", ["", "#for i in range(100000000) { for j in range(100000000) {} }"])
def test_neither_an_end_nor_a_kill_leaves_a_folder(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Typesetter(seconds=1.0) as typesetter, suppress(TemplateError):
        typesetter.pdf(brief_of(()), NOW, "brief.typ" if source else "", {"brief.typ": source})
        assert len(list(tmp_path.iterdir())) == 1  # while it runs
    assert not list(tmp_path.iterdir())


def test_a_page_that_cannot_be_set_does_not_stop_the_next_one(typesetter: Typesetter) -> None:
    brief = brief_of(FULL)
    broken = replace(brief, appendix=replace(brief.appendix, result=replace(brief.appendix.result, score="x")))
    with pytest.raises(FaultError, match="the PDF could not be set"):
        typesetter.pdf(broken, NOW)
    assert typesetter.pdf(brief, NOW).startswith(b"%PDF-")
