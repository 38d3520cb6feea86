"""Two consoles on one host: no cookie of one is taken by the other, or overwritten by it."""

import asyncio
from typing import Any

from console.admission.own_cookies import with_own_cookies


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """Says what cookies came, and sets a session and another one."""
    _ = receive
    came = dict(scope["headers"]).get(b"cookie", b"")
    set_ = [(b"Set-Cookie", b"golddust_session=new; Path=/console"), (b"set-cookie", b"golddust_zone=UTC")]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"came", came), *set_]})
    await send({"type": "http.response.body", "body": b""})


def asked(brand: str, cookies: bytes) -> list[tuple[bytes, bytes]]:
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    scope = {"type": "http", "headers": [(b"host", b"localhost"), (b"cookie", cookies)]}
    asyncio.run(with_own_cookies(pages, brand)(scope, None, send))
    return list(said[0]["headers"])


def test_what_is_set_bears_the_brand() -> None:
    assert asked("north", b"")[1:] == [
        (b"Set-Cookie", b"golddust_session_north=new; Path=/console"),
        (b"set-cookie", b"golddust_zone=UTC"),
    ]


def test_only_ones_own_are_taken() -> None:
    sent = b"golddust_session=plain; golddust_session_south=theirs; golddust_session_north=mine; golddust_form_north=f"
    came = dict(asked("north", sent))[b"came"]
    assert came == b"golddust_session_south=theirs; golddust_session=mine; golddust_form=f"


def test_without_a_brand_nothing_changes() -> None:
    assert with_own_cookies(pages, "") is pages
