"""The page that holds everything, as Streamlit sends it, made a Chinese one."""

import re

from starlette.datastructures import Headers, MutableHeaders

from access.gate import Application, Message, Receive, Send
from pages.parts.text import APP

SCRIPTS = ("zh.js", "links.js", "expired.js")
_SCRIPT_TAGS = [f'<script src="/assets/{name}" defer></script>'.encode() for name in SCRIPTS]
NO_SCRIPT = "请在浏览器中启用 JavaScript，再打开本页。"


class ChineseShell:
    """Makes the page that holds everything a Chinese one: language, title, and the script for built-in words."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request; anything but an HTML page passes untouched."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        # A page that is to be rewritten must come as it is, not compressed.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        scope = {**scope, "headers": plain}
        start: Message = {}
        body = b""

        async def rewritten(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                is_html = MutableHeaders(scope=message).get("content-type", "").startswith("text/html")
                start = message if is_html else {}
            if not start:
                await send(message)
                return
            body += message.get("body", b"")
            if message["type"] == "http.response.body" and not message.get("more_body"):
                page = _in_chinese(body)
                MutableHeaders(scope=start)["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, rewritten)


def _in_chinese(page: bytes) -> bytes:
    """The shell page rewritten, others as they are. It also names its server, which Streamlit would else guess."""
    if b"<title>Streamlit</title>" not in page:
        return page
    server = "<script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"
    page = re.sub(rb"<noscript>.*</noscript>", f"<noscript>{NO_SCRIPT}</noscript>".encode(), page, flags=re.DOTALL)
    page = re.sub(rb'<link\s+rel="(preload|service-desc)"[^>]*>', b"", page)
    return (
        page.replace(b'<html lang="en">', b'<html lang="zh-CN">', 1)
        .replace(b"<title>Streamlit</title>", f"<title>{APP}</title>{server}".encode(), 1)
        .replace(b"</head>", b"".join(_SCRIPT_TAGS) + b"</head>", 1)
    )
