from __future__ import annotations

import os
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from discovery.briefs.render import Format, Renderer
from discovery.engine.answers import Answer
from discovery.errors import StoreUnavailableError
from discovery.leads.lead import NewLead
from discovery.service import briefs, calls, changes, leads
from discovery.service.banks import shipped
from discovery.storage.store import Store
from discovery.text import clean
from discovery.tui.screens.brief import LEGEND, BriefScreen, save
from discovery.tui.screens.prompts import TextPrompt
from discovery.tui.widgets.lines import LineView
from discovery.tui.widgets.plain import Plain
from tests.tui.pilot import NARROW, NOW, WIDE, Host, driven, screen_text, wait_for, wait_until
from tests.tui.test_plain import HOSTILE


def screen_of(store: Path, folder: Path, problems: Mapping[Format, str] | None = None) -> BriefScreen:
    """The brief of the newest finished call."""
    with Store.open(store) as opened:
        newest = opened.read(calls.list_calls)[0].header.id
        brief = opened.read(briefs.brief, newest, NOW, reasons={})
    renderer = Renderer()
    forms: tuple[Format, ...] = ("markdown", "text", "html")
    return BriefScreen(brief, {form: renderer.render(brief, form) for form in forms}, folder, problems=problems)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_how_well_a_line_is_known_shows_without_colour(demo_store: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    host = Host(screen_of(demo_store, tmp_path))

    async def script(pilot: Pilot[Any]) -> None:
        assert LEGEND in screen_text(host)
        text = host.screen.query_one(LineView).text
        assert "✓ Nordwind Logistics: qualified A" in text
        assert "\n~ " in text
        assert "\n? Not known" in text

    driven(host, script, size=size)


def test_the_brief_scrolls_to_its_end_and_back(demo_store: Path, tmp_path: Path) -> None:
    host = Host(screen_of(demo_store, tmp_path))

    async def script(pilot: Pilot[Any]) -> None:
        view = host.screen.query_one(LineView)
        await pilot.press("down", "pagedown")
        assert view.top == view.size.height
        await pilot.press("end")
        await pilot.pause()
        assert view.top == len(view.rows) - view.size.height
        assert "Record" in screen_text(host)
        await pilot.press("up", "pageup", "home")
        assert view.top == 0
        await pilot.press("escape")
        await pilot.pause()
        assert host.results == [None]

    driven(host, script)


def test_the_markdown_is_copied(demo_store: Path, tmp_path: Path) -> None:
    host = Host(screen_of(demo_store, tmp_path))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("y")
        await wait_until(pilot, lambda: host.clipboard)
        assert host.clipboard.startswith("#")
        assert "Nordwind" in host.clipboard

    driven(host, script)


def test_the_plain_text_is_copied(demo_store: Path, tmp_path: Path) -> None:
    host = Host(screen_of(demo_store, tmp_path))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("p")
        await wait_until(pilot, lambda: host.clipboard)
        assert "Nordwind" in host.clipboard
        assert not any(line.startswith("#") for line in host.clipboard.splitlines())

    driven(host, script)


@pytest.mark.parametrize(("key", "warned"), [("y", True), ("p", False), ("m", False)])
def test_a_template_that_is_not_used_is_told_at_once_and_with_what_it_is_for(
    demo_store: Path, tmp_path: Path, key: str, warned: bool
) -> None:
    why = "the shipped template is used: brief.md.j2:2: 'nothing' is undefined"
    host = Desktop(screen_of(demo_store, tmp_path, {"markdown": why}))

    def told() -> list[str]:
        return [each.message for each in host._notifications]

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: told() == [why])
        await pilot.press(key)
        await wait_until(pilot, lambda: host.clipboard)
        await pilot.pause()
        assert told().count(why) == 1 + warned

    driven(host, script)


class Desktop(Host):
    """A host on a machine where URLs open in a window; it keeps them."""

    def __init__(self, screen: BriefScreen, *, web: bool = True) -> None:
        super().__init__(screen)
        self.urls: list[str] = []
        self.web = web

    @property
    def is_web(self) -> bool:
        return self.web

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        self.urls.append(url)


def test_a_draft_with_the_brief_is_opened_and_what_does_not_fit_is_in_the_clipboard(
    demo_store: Path, tmp_path: Path
) -> None:
    host = Desktop(screen_of(demo_store, tmp_path))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("m")
        await wait_until(pilot, lambda: host.clipboard)
        (url,) = host.urls
        assert url.startswith("mailto:?subject=Nordwind%20Logistics%3A%20hand-off&body=")
        assert "next%20step" in url.lower()
        assert "the whole text is in the clipboard" in next(iter(host._notifications)).message
        assert "Head of the event chain" in host.clipboard

    driven(host, script)


def test_a_draft_that_cannot_be_opened_is_copied(
    demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "_tryorder", [])
    monkeypatch.setattr(webbrowser, "_browsers", {})
    host = Desktop(screen_of(demo_store, tmp_path), web=False)

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("m")
        await wait_until(pilot, lambda: host.clipboard)
        assert host.urls == []
        assert "No mail program can be opened from here" in next(iter(host._notifications)).message

    driven(host, script)


def test_a_brief_that_stands_alone_is_not_handed_over(demo_store: Path, tmp_path: Path) -> None:
    host = Host(screen_of(demo_store, tmp_path))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("h", "H")
        await pilot.pause()
        assert isinstance(host.screen, BriefScreen)
        assert not host.screen.query_one("#hand-off", Plain).display

    driven(host, script)


def test_both_formats_are_saved_where_the_rep_says(demo_store: Path, tmp_path: Path) -> None:
    host = Host(screen_of(demo_store, tmp_path / "new folder"))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("s")
        await wait_for(pilot, TextPrompt)
        assert host.screen.query_one(Input).value == str(tmp_path / "new folder" / "nordwind-logistics-hand-off.md")
        await pilot.press("enter")
        await wait_until(pilot, lambda: host._notifications)
        assert "nordwind-logistics-hand-off.html" in next(iter(host._notifications)).message

    driven(host, script, size=WIDE)
    saved = sorted((tmp_path / "new folder").iterdir())
    assert [path.name for path in saved] == ["nordwind-logistics-hand-off.html", "nordwind-logistics-hand-off.md"]
    assert saved[0].read_text("utf-8").startswith("<!")
    assert saved[1].read_text("utf-8").startswith("#")


@pytest.mark.parametrize(
    ("typed", "page"),
    [("brief", "brief.md"), ("brief.md", "brief.md"), ("q4.report", "q4.report.md"), ("b.txt", "b.txt")],
)
def test_a_name_gets_an_ending_where_it_has_none(tmp_path: Path, typed: str, page: str) -> None:
    assert save(tmp_path / typed, {"markdown": "m", "html": "h"}).name == page
    assert (tmp_path / page).with_suffix(".html").read_text() == "h"


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailableError, match="cannot be written"):
        save(tmp_path / "file" / "brief.md", {"markdown": "m", "html": "h"})
    with pytest.raises(StoreUnavailableError, match=r"no name for a file|cannot be written"):
        save(tmp_path / "a\0b", {"markdown": "m", "html": "h"})
    assert os.listdir(tmp_path) == ["file"]


def test_a_failed_save_keeps_the_brief_in_front(demo_store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    host = Host(screen_of(demo_store, tmp_path / "file"))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("s")
        await wait_for(pilot, TextPrompt)
        await pilot.press("enter")
        await wait_until(pilot, lambda: host._notifications)
        assert "cannot be written" in next(iter(host._notifications)).message
        assert isinstance(host.screen, BriefScreen)

    driven(host, script)


def test_hostile_answers_are_shown_as_they_were_given(tmp_path: Path) -> None:
    store = tmp_path / "hostile.sqlite3"
    bank = shipped().bank("bant")
    texts = [fact.id for fact in bank.facts.values() if fact.type == "text" and fact.when is None]
    with Store.open(store) as opened:
        lead = opened.write(leads.add, NewLead(HOSTILE[0], HOSTILE[1]), NOW)
        call = opened.write(calls.start, lead.id, bank, author=HOSTILE[2], now=NOW)
        said = [Answer(fact, text, quote=text) for fact, text in zip(texts, HOSTILE * 3, strict=False)]
        events = [changes.answer(answer, author=HOSTILE[4], now=NOW) for answer in said]
        opened.write(calls.record, call.header.id, events)
        opened.write(calls.close, call.header.id, changes.closing("other", author="x", now=NOW))
    host = Host(screen_of(store, tmp_path))

    async def script(pilot: Pilot[Any]) -> None:
        for _ in range(8):
            shown = screen_text(host)
            assert clean(shown) == shown
            await pilot.click(LineView, offset=(4, 3))
            await pilot.press("pagedown")
            await pilot.pause()
        assert host.is_running

    driven(host, script)
