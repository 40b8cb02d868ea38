"""A brief as a document of plain values: what a template sees, and what is published as JSON.

The JSON is described by `schema/brief.schema.json`; `version` changes where a reader of the older one would break.
"""

from __future__ import annotations

import json
from importlib import resources

from discovery.banks.conditions import Json
from discovery.briefs.brief import Appendix, Brief, Line, Score, Section
from discovery.briefs.recap import Recap

VERSION = 1

Page = Brief | Recap
"""What has faces: the brief for the executive, the recap for the customer."""


def document(page: Page) -> dict[str, Json]:
    """The whole page as dictionaries, lists, strings and numbers; every line with its source and its place."""
    if isinstance(page, Recap):
        return {
            "format": "discovery recap",
            "version": VERSION,
            "audience": "customer",
            "title": page.title,
            "sections": [_section(section, {}) for section in page.sections],
            "email": {"subject": page.subject, "paragraphs": list(page.email)},
        }
    refs = _refs(page.appendix)
    return {
        "format": "discovery brief",
        "version": VERSION,
        "audience": "ae",
        "title": page.title,
        "headline": _line(page.headline, refs),
        "sections": [_section(section, refs) for section in page.sections],
        "appendix": _appendix(page.appendix, refs),
    }


def as_json(page: Page) -> str:
    """The document as JSON text, ending in a newline."""
    return json.dumps(document(page), ensure_ascii=False, indent=2) + "\n"


def schema() -> str:
    """The JSON schema of the document, as text."""
    return resources.files("discovery.briefs").joinpath("schema", "brief.schema.json").read_text("utf-8")


Refs = dict[str | None, tuple[str, str]]


def _refs(appendix: Appendix) -> Refs:
    """By source, its anchor in the appendix and the short name by which a line points to it."""
    refs: Refs = {}
    for number, question in enumerate(appendix.questions, 1):
        refs[question.fact] = (f"fact-{question.fact}", f"Q{number}")
    for score in appendix.scores:
        refs[score.id] = (f"criterion-{score.id}", score.title)
    for letter, lines in (("N", appendix.notes), ("O", appendix.objections)):
        for number, line in enumerate(lines, 1):
            refs[line.source] = ((line.source or "").replace(":", "-"), f"{letter}{number}")
    return refs


def _line(line: Line, refs: Refs) -> dict[str, Json]:
    anchor, ref = refs.get(line.source, (None, None))
    return {
        "text": line.text,
        "label": line.label,
        "tag": line.tag,
        "source": line.source,
        "anchor": anchor,
        "ref": ref,
    }


def _section(section: Section, refs: Refs) -> dict[str, Json]:
    return {"id": section.id, "title": section.title, "lines": [_line(line, refs) for line in section.lines]}


def _score(score: Score) -> dict[str, Json]:
    return {
        "id": score.id,
        "title": score.title,
        "weight": score.weight,
        "quality": score.quality,
        "tag": score.tag,
        "points": score.points,
        "filled": score.filled,
        "level": score.level,
        "needed": score.needed,
        "why": score.why,
        "anchor": f"criterion-{score.id}",
    }


def _appendix(appendix: Appendix, refs: Refs) -> dict[str, Json]:
    result = appendix.result
    return {
        "result": {name: getattr(result, name) for name in result.__slots__},
        "reasons": list(appendix.reasons),
        "scores": [_score(score) for score in appendix.scores],
        "questions": [
            {
                "fact": question.fact,
                "anchor": f"fact-{question.fact}",
                "ref": f"Q{number}",
                "ask": question.ask,
                "replies": [{name: getattr(reply, name) for name in reply.__slots__} for reply in question.replies],
            }
            for number, question in enumerate(appendix.questions, 1)
        ],
        "notes": [_line(line, refs) for line in appendix.notes],
        "objections": [_line(line, refs) for line in appendix.objections],
        "consent": [_line(line, refs) for line in appendix.consent],
        "record": [{"name": name, "value": value} for name, value in appendix.record],
    }
