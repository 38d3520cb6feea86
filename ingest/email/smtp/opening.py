"""Opens the sockets that the settings name."""

import asyncio
import fcntl
import os
import socket
import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from golddust.errors import Misconfigured, Problem
from ingest.email.options import Lmtp, Options
from ingest.email.smtp.session import Entrance

BACKLOG = 1024
Welcome = Callable[[Entrance], asyncio.Protocol]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is listened on; `port` is that of plain SMTP. `lock`: the file descriptor that keeps a Unix socket ours, if one is."""

    servers: list[asyncio.Server]
    port: int
    lock: int | None

    def close(self) -> None:
        """Take no new connections."""
        for server in self.servers:
            server.close()
        if self.lock is not None:
            os.close(self.lock)


async def opened(options: Options, welcome: Welcome) -> Opening:
    """Listen on all of them, or on none. Raises Misconfigured for the first that cannot be had."""
    shared, servers = options.processes > 1, list[asyncio.Server]()
    wanted = [("smtp.port", options.host, options.port, Entrance())]
    if options.tls_port:
        wanted.append(("smtp.tls_port", options.host, options.tls_port, Entrance(tls=True)))
    if options.lmtp.port:
        wanted.append(("smtp.lmtp.port", options.lmtp.host, options.lmtp.port, Entrance("LMTP")))
    try:
        for path, host, port, entrance in wanted:
            servers.append(await _on_port(path, host, port, partial(welcome, entrance), shared=shared))
        lock = await _on_socket(options.lmtp, partial(welcome, Entrance("LMTP")), servers, shared=shared)
    except Misconfigured:
        for server in servers:
            server.close()
        raise
    return Opening(servers, int(servers[0].sockets[0].getsockname()[1]), lock)


async def _on_port(path: str, host: str, port: int, make: Callable[[], asyncio.Protocol], *, shared: bool) -> asyncio.Server:
    """The kernel shares connections among the processes that share a port (SO_REUSEPORT)."""
    try:
        return await asyncio.get_running_loop().create_server(make, host, port, backlog=BACKLOG, reuse_port=shared or None)
    except OSError as error:
        raise Misconfigured((Problem(path, f"{host}:{port}", f"an address to listen on: {error.strerror}"),)) from None


async def _on_socket(
    options: Lmtp, make: Callable[[], asyncio.Protocol], servers: list[asyncio.Server], *, shared: bool
) -> int | None:
    """Listen where a Unix socket is set; of processes that share the ports, one has it. Gives its lock."""
    if options.socket is None:
        return None
    try:
        taken = _taken(options.socket, options.mode)
    except OSError as error:
        raise _not_to_be_had(options, f"a socket to listen on: {error.strerror}") from None
    if taken is None and shared:
        return None
    if taken is None:
        raise _not_to_be_had(options, "a socket that no other process listens on")
    bound, lock = taken
    servers.append(await asyncio.get_running_loop().create_unix_server(make, sock=bound, backlog=BACKLOG))
    return lock


def _not_to_be_had(options: Lmtp, expected: str) -> Misconfigured:
    return Misconfigured((Problem("smtp.lmtp.socket", str(options.socket), expected),))


def _taken(path: Path, mode: str) -> tuple[socket.socket, int] | None:
    """The bound socket and the lock beside it, which the kernel frees however its holder ends; None when another has it."""
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):  # of a process that was killed
        path.unlink()
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    bound.bind(str(path))
    path.chmod(int(mode, 8))  # before anybody can connect, which takes a socket that listens
    return bound, lock
