"""TLS from the first byte on (RFC 8314), behind a PROXY header where there is one.

aiosmtpd knows TLS behind STARTTLS only, and asyncio's own knows nothing of a header in clear before it. So the connection is put
under TLS as aiosmtpd does it, and is given what the other side has said already.
"""

from asyncio.sslproto import SSLProtocol
from typing import Any

from aiosmtpd.smtp import TLSSetupException


async def begin(connection: Any) -> None:
    """Put an aiosmtpd conversation under TLS; returns after the handshake. Raises TLSSetupException when that fails."""
    early = bytes(connection._reader._buffer)  # noqa: SLF001 - aiosmtpd and asyncio keep them to themselves
    waiter = connection.loop.create_future()
    under = SSLProtocol(connection.loop, connection, connection.tls_context, waiter, server_side=True)
    plain = connection.transport
    connection._tls_protocol, connection._original_transport = under, plain  # noqa: SLF001 - as above
    plain.set_protocol(under)
    connection.transport = under._app_transport  # noqa: SLF001 - as above
    under.connection_made(plain)
    for start in range(0, len(early), under.max_size):
        piece = early[start : start + under.max_size]
        under.get_buffer(len(piece))[: len(piece)] = piece
        under.buffer_updated(len(piece))
    await finished(connection, waiter)


async def finished(connection: Any, waiter: Any) -> None:
    """Wait for the handshake. A connection that ends in it counts as one that failed: asyncio says nothing of that."""
    try:
        await waiter
    except OSError as error:
        raise TLSSetupException from error
    if connection.session.ssl is None:
        raise TLSSetupException
