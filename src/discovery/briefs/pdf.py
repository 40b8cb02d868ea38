"""Briefs as PDF, set by a process of its own that is bounded in memory and in time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from types import TracebackType

from discovery.briefs.document import Page, document
from discovery.briefs.team import TYPST, TemplateError
from discovery.errors import FaultError, UsageError
from discovery.text import one_line

SECONDS = 30.0
"""What one brief may take; a usual one takes a tenth of a second."""

JOBS = 500
"""Briefs that one process sets before a fresh one takes over, so that what it keeps stays bounded."""

NOWHERE = "http://127.0.0.1:0"
"""A proxy that cannot be there: what a template tries to fetch is refused on this machine."""

CHILD = (sys.executable, "-P", "-m", "discovery.briefs.pdf_child")


class Typesetter:
    """Sets pages as PDF. Its process starts with the first page; `close` ends it."""

    def __init__(self, command: Sequence[str] = CHILD, seconds: float = SECONDS) -> None:
        self._command, self._seconds = tuple(command), seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._empty: tempfile.TemporaryDirectory[str] | None = None  # ours, for a process that is killed leaves its own
        self._jobs = 0

    def pdf(self, page: Page, at: datetime, name: str = "", templates: Mapping[str, str] | None = None) -> bytes:
        """The page as PDF, dated `at`: the same page, time and templates give the same bytes.

        `name` is the one of a team's own `templates` that lays it out; without one the shipped template does. Raises
        UsageError where the extra is not installed, TemplateError for a fault of the team's own template, FaultError
        where the page could not be set.
        """
        if self._jobs >= JOBS:
            self.close()
        self._jobs += 1
        content = json.dumps(document(page), ensure_ascii=False)
        job = {"page": content, "at": int(at.timestamp()), "name": name or TYPST, "templates": dict(templates or {})}
        word, body = self._ask(json.dumps(job).encode() + b"\n")
        if word != "ok":
            reason = one_line(body.decode(errors="replace"), 300)
            if name:
                raise TemplateError(reason if word == "failed" else f"{name}: {reason}")
            raise FaultError(f"{page.title}: the PDF could not be set: {reason}; take the HTML and print that")
        return body

    def _ask(self, job: bytes) -> tuple[str, bytes]:
        """One answer of the process. It is ended where it takes too long, and the next job starts another."""
        process = self._running()
        assert process.stdin is not None  # both are pipes
        assert process.stdout is not None
        clock = threading.Timer(self._seconds, process.kill)
        clock.start()
        try:
            process.stdin.write(job)
            process.stdin.flush()
            word, _, length = process.stdout.readline().decode().partition(" ")
            body = process.stdout.read(int(length)) if length.strip().isdigit() else b""
            whole = bool(length) and len(body) == int(length)
        except OSError:
            whole = False
        finally:
            clock.cancel()
        if whole:
            return word, body
        self.close()
        return "ended", f"its process took more than {self._seconds:g} s or too much memory".encode()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            if find_spec("typst") is None:
                raise UsageError("PDF needs the extra `pdf`: install discovery-call[pdf], or take --format html")
            environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
            environment |= {"RAYON_NUM_THREADS": "1", "https_proxy": NOWHERE, "all_proxy": NOWHERE}
            self._empty = tempfile.TemporaryDirectory(prefix="discovery-pdf-")
            self._process = subprocess.Popen(
                [*self._command, self._empty.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        return self._process

    def close(self) -> None:
        """End the process."""
        process, self._process, self._jobs = self._process, None, 0
        if process is not None:
            process.kill()
            process.communicate()
        if self._empty is not None:
            self._empty.cleanup()
            self._empty = None

    def __enter__(self) -> Typesetter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
