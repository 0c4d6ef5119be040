"""People who look at pages, speaking Streamlit's own protocol: each opens a page, thinks, opens another."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PAGES = (
    ("", ""), ("", "period=2026-10"), ("package", "pkg=1"), ("package", "pkg=3"), ("package", "pkg=5&period=2026-10"),
    ("indicator", "code=3.13"), ("indicator", "code=1.08"), ("availability", "pkg=2"), ("faults", "pkg=3"),
    ("cameras", "period=2026-10"), ("satisfaction", ""), ("clauses", ""), ("outlook", "pkg=4"), ("batches", "pkg=2"),
    ("closing", "pkg=3"), ("system", "id=P3-04"),
)  # fmt: skip
PATIENCE = 60.0


@dataclass
class Seen:
    """What the viewers have met. pages: (page, seconds) of every page that came whole; errors: in words, counted."""

    pages: list[tuple[str, float]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


async def look(address: str, viewers: int, think: float, until: float, cookie: str, seen: Seen) -> None:
    """Let so many viewers look at pages until a moment of the monotonic clock. think: seconds between two, on average.

    cookie: what the login has given, sent with each connection; '' without one.
    """
    each = (_viewer(address, random.Random(number), think, until, cookie, seen) for number in range(viewers))
    await asyncio.gather(*each)


async def _viewer(address: str, chance: random.Random, think: float, until: float, cookie: str, seen: Seen) -> None:
    await asyncio.sleep(chance.uniform(0, think))
    stream = address.replace("http", "ws", 1) + "/_stcore/stream"
    headers = {"Cookie": cookie} if cookie else {}
    try:
        async with websockets.connect(
            stream, subprotocols=[websockets.Subprotocol("streamlit")], origin=websockets.Origin(address),
            additional_headers=headers, max_size=None, open_timeout=PATIENCE,
        ) as socket:  # fmt: skip
            while time.monotonic() < until:
                page, query = chance.choice(PAGES)
                await _open(socket, page, query, seen)
                await asyncio.sleep(chance.uniform(0.5, 1.5) * think)
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        seen.errors[f"connection: {type(error).__name__} {error}"] += 1


async def _open(socket: websockets.ClientConnection, page: str, query: str, seen: Seen) -> None:
    """Ask for a page, wait until the server has drawn all of it."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    begun = time.monotonic()
    await socket.send(asked.SerializeToString())
    has_begun = False
    while True:
        message = ForwardMsg()
        message.ParseFromString(bytes(await asyncio.wait_for(socket.recv(decode=False), PATIENCE)))
        kind = message.WhichOneof("type")
        has_begun = has_begun or kind == "new_session"
        if kind == "delta" and (wrong := _wrong(message)):
            seen.errors[f"{page}?{query}: {wrong}"] += 1
        if kind == "script_finished" and has_begun and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            seen.pages.append((page or "overview", time.monotonic() - begun))
            return


def _wrong(message: ForwardMsg) -> str:
    element = message.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "exception":
        return f"exception {element.exception.type}"
    if kind == "html" and "k-stop" in element.html.body[:200]:
        return element.html.body[:200]
    return ""
