"""What the list of leads asks for the screens that follow it: naming them here imports none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from textual.screen import Screen

from discovery.tui.screens.prompts import Notice, PickPrompt
from discovery.tui.screens.turns import InTurn


class Desk(Protocol):
    """What makes the screens that follow. Methods may raise a DiscoveryError."""

    async def call_screen(self, lead_id: UUID, framework: str) -> InTurn[Any]: ...

    async def brief_screen(self, call_id: UUID) -> Screen[None]: ...

    async def last_brief(self, lead_id: UUID) -> Screen[None]: ...

    async def hand_offs_screen(self) -> Screen[None]: ...

    async def hand_offs_notice(self) -> str: ...

    async def deliver_waiting(self) -> str: ...

    async def framework_prompt(self, current: str) -> PickPrompt: ...

    async def import_file(self, path: Path) -> Notice: ...
