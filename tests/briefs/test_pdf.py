from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pypdf import PdfReader

from discovery.briefs.document import Page
from discovery.briefs.pdf import Typesetter
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


def test_a_process_that_hangs_or_dies_is_an_error_and_the_next_page_is_set() -> None:
    hang = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(FaultError, match=r"hand-off: the PDF could not be set: its process took more than 0.2 s"):
        Typesetter(hang, seconds=0.2).pdf(brief_of(()), NOW)
    with Typesetter([sys.executable, "-c", ""]) as dead, pytest.raises(FaultError):
        dead.pdf(brief_of(()), NOW)


def test_a_page_that_cannot_be_set_does_not_stop_the_next_one(typesetter: Typesetter) -> None:
    brief = brief_of(FULL)
    broken = replace(brief, appendix=replace(brief.appendix, result=replace(brief.appendix.result, score="x")))
    with pytest.raises(FaultError, match="the PDF could not be set"):
        typesetter.pdf(broken, NOW)
    assert typesetter.pdf(brief, NOW).startswith(b"%PDF-")
