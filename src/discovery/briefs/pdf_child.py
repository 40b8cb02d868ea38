"""The process that sets briefs as PDF: what is foreign reaches the typesetter here, and nowhere else.

It reads jobs from standard input, one JSON document a line, `{"page": text, "at": seconds since 1970, "name": template,
"templates": {name: source}}`, and answers each with a line `ok LENGTH` or `failed LENGTH` and so many bytes: the PDF,
or what went wrong and where. The templates are the program's own and those of the job; the page comes in as data. The
typesetter's root is the empty folder given as argument, and no package can be fetched: the parent leaves no way to the
network.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO

MEMORY_BYTES = 2 << 30
"""Address space of the process, where the system can bound it."""


def bound_memory() -> None:
    """Have the system end this process rather than the machine run out of memory."""
    try:
        import resource
    except ImportError:  # Windows has no such bound: the clock of the parent is the only one
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ValueError, OSError):
        return  # the system knows a lower one, or none


def _fault(error: RuntimeError, name: str, folder: Path) -> str:
    """What went wrong, behind the template, or that which it takes in, and the line where the typesetter knows it."""
    place = re.search(rf"{re.escape(folder.name)}[\\/](.+?:\d+):\d+$", getattr(error, "diagnostic", ""), re.MULTILINE)
    return f"{place[1] if place else name}: {str(error).replace(str(folder), '')}"


def serve(jobs: BinaryIO, answers: BinaryIO, folder: Path) -> None:
    """Answer jobs until there are no more."""
    import typst

    shipped = resources.files("discovery.briefs").joinpath("templates", "brief.typ").read_bytes()
    fonts = typst.Fonts()
    compiler = typst.Compiler(root=folder, font_paths=fonts, package_path=folder, package_cache_path=folder)
    for line in jobs:
        job = json.loads(line)
        # The type stubs of the typesetter do not know that it takes several files.
        files: Any = {name: source.encode() for name, source in job["templates"].items()}
        files |= {"shipped/brief.typ": shipped, "main.typ": b'#include "%s"' % job["name"].encode()}
        try:
            made = compiler.compile(files, format="pdf", sys_inputs={"page": job["page"]}, timestamp=job["at"])
            word, body = b"ok", made if isinstance(made, bytes) else b""
        except RuntimeError as error:
            word, body = b"failed", _fault(error, job["name"], folder).encode(errors="replace")[:2000]
        answers.write(b"%s %d\n" % (word, len(body)))
        answers.write(body)
        answers.flush()


if __name__ == "__main__":
    bound_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[1]))
