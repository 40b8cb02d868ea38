"""A folder as a destination: each brief becomes a file in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from discovery.crm.connector import DeliveryError, Parcel
from discovery.errors import StoreUnavailableError
from discovery.files import write_whole
from discovery.text import slug

FORMATS = ("html", "markdown", "text", "json")
_SUFFIX = {"html": "html", "markdown": "md", "text": "txt", "json": "json"}


@dataclass(frozen=True, slots=True)
class Folder:
    """Saves briefs in that format; the same delivery saved twice is one file."""

    folder: Path
    format: Literal["html", "markdown", "text", "json"] = "html"
    kind = "file"

    def send(self, parcel: Parcel, key: str, now: datetime) -> str:
        if self.format == "json":
            text = json.dumps(parcel.document, ensure_ascii=False, indent=2) + "\n"
        else:
            text = parcel.texts[self.format]
        return f"saved as {save(self.folder, parcel, key, _SUFFIX[self.format], text)}"


def save(folder: Path, parcel: Parcel, key: str, suffix: str, text: str) -> Path:
    """Write a file whose name tells the brief and the delivery; its path. Raises DeliveryError."""
    path = folder / f"{slug(parcel.title, 'brief')}-{slug(key, 'brief', 12)}.{suffix}"
    try:
        write_whole(path, text)
    except StoreUnavailableError as error:
        raise DeliveryError(str(error)) from error
    return path
