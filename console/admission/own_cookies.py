"""Cookies of one brand among several on one host.

A browser keeps cookies by host, whatever the port (RFC 6265, section 8.5): two consoles on one machine would sign people out of
each other, and each would be sent the other's session. So where a brand has a name, the cookies of its console bear it, and no
others are taken.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from console.admission.visitors import COOKIE, FORM_COOKIE

OURS = (COOKIE, FORM_COOKIE)
Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Any, Send], Awaitable[None]]


def with_own_cookies(application: Application, brand: str) -> Application:
    """The same application, whose cookies bear the brand's name; as it is where there is none."""
    if not brand:
        return application
    names = {name: f"{name}_{brand}" for name in OURS}

    async def renamed(scope: Scope, receive: Any, send: Send) -> None:
        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(k, _set(v, names) if k.lower() == b"set-cookie" else v) for k, v in message["headers"]]
            await send(message)

        if scope["type"] == "http":
            came = ((k, _sent(v, names) if k.lower() == b"cookie" else v) for k, v in scope["headers"])
            scope = {**scope, "headers": list(came)}
        await application(scope, receive, answer)

    return renamed


def _set(value: bytes, names: dict[str, str]) -> bytes:
    name, equals, rest = value.decode("latin-1").partition("=")
    return (names.get(name, name) + equals + rest).encode("latin-1")


def _sent(value: bytes, names: dict[str, str]) -> bytes:
    """What a browser sends, our own under their plain names; another brand's, or one without a name, is not for us."""
    plain = {own: name for name, own in names.items()}
    pairs = (pair.strip().partition("=") for pair in value.decode("latin-1").split(";"))
    kept = (plain.get(name, name) + equals + rest for name, equals, rest in pairs if name not in OURS)
    return "; ".join(kept).encode("latin-1")
