"""The PROXY protocol, versions 1 and 2: a proxy in front of the door says whose connection it hands on.

Specified by HAProxy (doc/proxy-protocol.txt). Whoever may speak it can name any address, so it is heard from configured proxies
only, and from them it is required.
"""

import asyncio

from aiosmtpd.proxy_protocol import AF, PROTO, V2_CMD, get_proxy

from golddust.errors import Malformed

WITHIN = 10.0
"""Seconds in which the header must be there."""


async def client_told(reader: asyncio.StreamReader) -> str | None:
    """The address of the client; None when the connection is the proxy's own, such as a health check.

    Takes the header and nothing behind it. Raises Malformed, also when it does not come in time.
    """
    try:
        async with asyncio.timeout(WITHIN):  # wait_for would lose a hang-up that comes together with the header
            told = await get_proxy(reader)
    except TimeoutError:
        raise Malformed("no PROXY header in time") from None
    if not told:
        raise Malformed("no PROXY header")
    if told.version == 2 and told.command == V2_CMD.LOCAL:  # noqa: PLR2004 - the version
        return None
    if told.family in (AF.UNSPEC, AF.UNIX):
        return None
    if told.protocol != PROTO.STREAM or told.src_addr is None:
        raise Malformed("a PROXY header that is not about TCP")
    return str(told.src_addr)
