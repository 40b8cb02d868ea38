"""The web application of `discovery serve`: that of textual-serve, behind a token, and without what it asks of others.

Imports what comes with the extra `web`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web
from textual_serve.server import Server

_INSIDE = "placeholder.invalid"
"""Where textual-serve writes the server's address; the page gets the one that the browser called."""
_FOREIGN = re.compile(r"<link[^>]*https?://(?!placeholder\.invalid)[^>]*>")
"""A style sheet from elsewhere: the page asks Google for a font."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' data:; connect-src 'self' ws: wss:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class _Quiet(Server):
    """Prints nothing: the verb says where it serves."""

    async def on_startup(self, app: web.Application) -> None:
        pass


async def application(command: str, token: str) -> web.Application:
    """Runs `command`, a line for the shell, for each tab; 403 where an address does not begin with the token."""

    @web.middleware
    async def guarded(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if not secrets.compare_digest(request.path[1:].partition("/")[0].encode(errors="replace"), token.encode()):
            return web.Response(status=403, text="403: the link that `discovery serve` printed is needed\n")
        response = await handler(request)
        if isinstance(response, web.Response) and response.content_type == "text/html":
            response.text = _page(response.text or "", request.host)
        return response

    app = web.Application(middlewares=[guarded])
    app.on_response_prepare.append(_protect)
    served = _Quiet(command, title="discovery", public_url=f"http://{_INSIDE}")
    app.add_subapp(f"/{token}", await served._make_app())  # its `serve` would take over the log and the signals
    return app


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


def _page(text: str, host: str) -> str:
    """The page without what comes from elsewhere, and with the name that the browser called the server by."""
    named = host if re.fullmatch(r"[\w.:\[\]-]{1,255}", host, re.ASCII) else "localhost"
    return _FOREIGN.sub("", text).replace(_INSIDE, named)
