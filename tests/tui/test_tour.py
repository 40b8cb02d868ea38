from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from discovery import paths
from discovery.tui.commands import GLOBAL, SCREENS
from discovery.tui.keymap import keymap, worded
from discovery.tui.screens.brief import BriefScreen
from discovery.tui.screens.call import CallScreen
from discovery.tui.screens.help import HelpScreen
from discovery.tui.screens.leads import LeadsScreen
from discovery.tui.screens.wrapup import WrapupScreen
from discovery.tui.start import first_rows, is_new, remember
from discovery.tui.tour import OFFER, STEPS, Step, Tour, TourBox
from tests.tui.pilot import NARROW, WIDE, driven, leads_app, screen_text, wait_for, wait_until


def test_there_are_six_steps_over_the_screens_in_order() -> None:
    order = [name for step in STEPS for name, commands in SCREENS.items() if commands == step.commands]
    assert order == ["Leads", "Call", "Call", "Call", "Wrap-up", "Brief"]


def test_the_tour_shows_the_line_of_free_text() -> None:
    assert any("{call.capture}" in step.text for step in STEPS)


@pytest.mark.parametrize("step", [OFFER, *STEPS], ids=lambda step: step.title)
def test_a_step_fits_its_box_and_names_keys_that_exist(step: Step) -> None:
    said = worded(None, step.text)
    assert "{" not in said
    assert len(said) < 2 * 74


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_tour_goes_along_from_the_leads_to_the_brief(demo_store: Path, size: tuple[int, int]) -> None:
    seen: list[str] = []
    app, database = leads_app(demo_store, tour=Tour(offered=True, seen=lambda: seen.append("seen")))

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "F6 shows you around" in screen_text(app))
        await pilot.press("f6")
        await wait_until(pilot, lambda: "Step 1 of 6: Leads" in screen_text(app))
        await pilot.press("f6", *"marcus", "enter")
        await wait_for(pilot, CallScreen)
        for number, title in ((2, "The question"), (3, "Evidence"), (4, "The verdict")):
            await wait_until(pilot, lambda n=number, t=title: f"Step {n} of 6: {t}" in screen_text(app))  # type: ignore[misc]
            await pilot.press("f6")
        await wait_until(pilot, lambda: "Step 4 of 6" in screen_text(app))
        await pilot.press("f1")
        await wait_for(pilot, HelpScreen)
        assert not app.screen.query(TourBox)
        await pilot.press("f1")
        await wait_for(pilot, CallScreen)
        assert "Step 4 of 6" in screen_text(app)
        await pilot.press("w")
        await wait_for(pilot, WrapupScreen)
        await wait_until(pilot, lambda: "Step 5 of 6: Wrap-up" in screen_text(app))
        await pilot.press("f6", "7", "r")
        await wait_until(pilot, lambda: not isinstance(app.screen, WrapupScreen))
        await pilot.press("escape")
        await wait_for(pilot, WrapupScreen)
        assert seen == []

    driven(app, script, database=database, size=size)


def test_the_last_step_ends_it(demo_store: Path) -> None:
    seen: list[str] = []
    app, database = leads_app(demo_store, tour=Tour(seen=lambda: seen.append("seen")))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("f6", "f3")
        await wait_for(pilot, BriefScreen)
        await wait_until(pilot, lambda: "Step 6 of 6: The brief" in screen_text(app))
        await pilot.press("f6")
        await wait_until(pilot, lambda: not app.screen.query(TourBox))
        assert seen == ["seen"]
        await pilot.press("escape")
        await wait_for(pilot, LeadsScreen)
        await pilot.pause()
        assert not app.screen.query(TourBox)
        assert not app.screen.query(".-toured")

    driven(app, script, database=database)


def test_escape_leaves_the_tour_and_then_means_what_it_did(demo_store: Path) -> None:
    seen: list[str] = []
    app, database = leads_app(demo_store, tour=Tour(offered=True, seen=lambda: seen.append("seen")))

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "New here?" in screen_text(app))
        await pilot.press("f6", *"marcus")
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.screen.query(TourBox))
        assert "1 of" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "1 of" not in screen_text(app).splitlines()[0]
        assert seen == ["seen"]
        await pilot.press("enter")
        await wait_for(pilot, CallScreen)
        assert not app.screen.query(TourBox)
        await pilot.press("escape")
        await wait_for(pilot, LeadsScreen)

    driven(app, script, database=database)


def test_the_offer_is_no_obligation(demo_store: Path) -> None:
    app, database = leads_app(demo_store, tour=Tour(offered=True), keymap=keymap({"app.tour": "f9"}))

    async def script(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "F9 shows you around" in screen_text(app))
        await pilot.press(*"marcus", "enter")
        await wait_for(pilot, CallScreen)
        await pilot.pause()
        assert not app.screen.query(TourBox)

    driven(app, script, database=database)


def test_it_is_offered_to_who_has_not_called_anybody_nor_seen_it(demo_store: Path, tmp_path: Path) -> None:
    rows = first_rows(demo_store)
    assert not is_new(demo_store, rows, demo=False)
    assert is_new(demo_store, rows, demo=True)
    assert is_new(tmp_path / "none", None, demo=False)
    assert not is_new("postgresql+psycopg://db/calls", None, demo=False)
    remember()
    assert [path.name for path in paths.data_dir().iterdir()] == ["tour-seen"]
    assert not is_new(demo_store, rows, demo=True)


def test_where_it_cannot_be_remembered_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DISCOVERY_HOME", str(tmp_path / "file"))
    remember()
    assert is_new(tmp_path / "none", None, demo=False)


def test_the_tour_is_in_the_registry() -> None:
    assert "app.tour" in {command.id for command in GLOBAL}
