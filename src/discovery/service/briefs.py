"""Hand-off briefs: a stored call composed, and the page put into each of its formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from discovery import config, paths
from discovery.banks.library import Library
from discovery.briefs.brief import Brief
from discovery.briefs.compose import compose
from discovery.briefs.document import Page
from discovery.briefs.pdf import Typesetter
from discovery.briefs.recap import recap
from discovery.briefs.render import Format, Renderer
from discovery.briefs.team import TeamRenderer
from discovery.engine.assess import assess
from discovery.errors import FaultError
from discovery.leads.lead import Lead
from discovery.service.calls import Call, facts_elsewhere, load
from discovery.storage import events
from discovery.storage.store import Session

Kind = Literal["md", "txt", "html", "pdf", "json"]
"""The formats of a page, by the ending of its files."""

Audience = Literal["ae", "customer"]
"""Who reads it: the executive who takes over, or the customer, who sees nothing of what we think of them."""

_SEGMENTS = 16
"""Segments whose templates are kept compiled."""

_FORMATS: Mapping[Kind, Format] = {"md": "markdown", "txt": "text", "html": "html", "json": "json"}

TextFormat = Literal["markdown", "text", "html"]
_TEXT_FORMATS: tuple[TextFormat, ...] = ("markdown", "text", "html")
"""What a screen copies and saves, and what a delivery takes along."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a brief calls things: reason codes by their titles, objection cards by what is heard."""

    reasons: Mapping[str, str] = field(default_factory=dict)
    heard: Mapping[str, str] = field(default_factory=dict)


class Composed(NamedTuple):
    """A page and the lead that it is about."""

    page: Page
    lead: Lead


def words(library: Library) -> Words:
    """The words of the lists that lie beside the banks. Raises BankError where one of them does not load."""
    return Words(
        {code: reason.title for code, reason in library.reasons().items()},
        {card.id: card.heard for card in library.objections()},
    )


def brief(
    session: Session,
    call_id: UUID,
    now: datetime,
    *,
    reasons: Mapping[str, str],
    heard: Mapping[str, str] | None = None,
) -> Brief:
    """The brief of a call as it stands; see `Words` for the maps. Raises NotFoundError."""
    return _brief(session, load(session, call_id), now, Words(reasons, heard or {}))


def _brief(session: Session, call: Call, now: datetime, called: Words) -> Brief:
    head, count = events.head(session, call.header.id)
    return compose(
        bank=call.bank,
        lead=call.lead,
        header=call.header,
        state=call.state,
        assessment=assess(call.bank, call.state.sheet),
        reasons=called.reasons,
        heard=called.heard,
        elsewhere=facts_elsewhere(session, call),
        head=head,
        events=count,
        now=now,
    )


def brief_and_lead(session: Session, call_id: UUID, now: datetime, called: Words) -> tuple[Brief, Lead]:
    """The brief of a call as it stands, and the lead that it is about. Raises NotFoundError."""
    call = load(session, call_id)
    return _brief(session, call, now, called), call.lead


def composed(
    session: Session, call_id: UUID, now: datetime, called: Words, audience: Audience = "ae", executive: str = ""
) -> Composed:
    """The page of a call for its reader; `executive` is named to the customer as who takes over.

    Raises NotFoundError, and UsageError where a customer wants no word of us.
    """
    if audience == "ae":
        return Composed(*brief_and_lead(session, call_id, now, called))
    call = load(session, call_id)
    made = recap(bank=call.bank, lead=call.lead, header=call.header, state=call.state, executive=executive)
    return Composed(made, call.lead)


def texts(page: Page, templates: Path | None, segment: str) -> dict[TextFormat, str]:
    """The page in each format of text. Raises TemplateError where a team's own template does not give it."""
    with Press(templates) as press:
        return {form: press.text(page, form, segment) for form in _TEXT_FORMATS}


def texts_on_screen(page: Page, templates: Path, segment: str) -> tuple[dict[Format, str], dict[Format, str]]:
    """The same for a person who looks on: where a team's own template fails, the shipped one, and why it is used."""
    made: dict[Format, str] = {}
    problems: dict[Format, str] = {}
    with Press(templates) as press, Press() as shipped:
        for form in _TEXT_FORMATS:
            try:
                made[form] = press.text(page, form, segment)
            except FaultError as error:
                made[form] = shipped.text(page, form)
                problems[form] = f"the shipped template is used: {error}"
    return made, problems


def templates_folder() -> Path:
    """Where a team's own templates lie: the configured folder, or the one beside the configuration."""
    return config.load().templates or paths.config_dir() / "templates"


def segment_of(lead: Lead) -> str:
    """The segment of a lead, from a column of that name in its import; empty where there is none."""
    return next((value for name, value in lead.extra.items() if name.strip().lower() == "segment"), "")


class Renders(Protocol):
    """What renders a page as text: the shipped templates, or a team's own."""

    def render(self, page: Page, form: Format) -> str: ...


class Press:
    """Puts pages into their formats; what sets the PDF starts with the first one, and `close` ends it.

    `templates` is the folder of a team's own templates; where it has none for a page, the shipped ones are used.
    """

    def __init__(self, templates: Path | None = None) -> None:
        self._shipped = Renderer()
        own = partial(TeamRenderer, templates) if templates is not None and templates.is_dir() else None
        self._own = lru_cache(_SEGMENTS)(own) if own else None
        self._typesetter = Typesetter()

    def put(self, page: Page, kind: Kind, now: datetime, segment: str = "") -> bytes:
        """The page in that format. Raises UsageError where PDF is not installed, FaultError where it cannot be made."""
        if kind == "pdf":
            own = self._own(segment).typst(page) if self._own else ()
            return self._typesetter.pdf(page, now, *own)
        return self.text(page, _FORMATS[kind], segment).encode()

    def text(self, page: Page, form: Format, segment: str = "") -> str:
        """The page as text. Raises TemplateError where a team's own template does not give it."""
        renderer: Renders = self._own(segment) if self._own else self._shipped
        return renderer.render(page, form)

    def close(self) -> None:
        self._typesetter.close()

    def __enter__(self) -> Press:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
