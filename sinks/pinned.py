"""Connections to the very addresses that were checked, which are cut at a deadline, however slowly they are being used.

A name that is looked up once more may lead elsewhere by then (DNS rebinding), so nobody does: TLS is held to the name, the
connection to the address. Neither proxies nor anything else of the environment has a say.
"""

import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

CONNECT_WITHIN = 5.0
"""Seconds, for each address."""
LINGERS = 1.0
"""Seconds for which a watch goes on that watches nothing."""


def opened(addresses: Sequence[str], port: int, deadline: float) -> socket.socket:
    """To the first of the addresses that takes a connection. Raises OSError; `deadline` is in monotonic seconds."""
    failed: OSError | None = None
    for address in addresses:
        try:
            sock = socket.create_connection((address, port), timeout=min(CONNECT_WITHIN, left(deadline)))
        except OSError as error:
            failed = error
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a body goes right behind its headers
            return sock
    raise failed or OSError("no address")


def wrapped(sock: socket.socket, host: str, context: ssl.SSLContext) -> ssl.SSLSocket:
    """The same for TLS with this host, before any greeting: what follows belongs into `cut_at`, then `do_handshake`."""
    return context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)


@contextmanager
def cut_at(sock: socket.socket, deadline: float) -> Iterator[None]:
    """Whatever is done with it inside ends at the deadline, with OSError."""
    watch = threading.Timer(left(deadline), cut, (sock,))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


class Watch:
    """As `cut_at`, for who does it thousands of times: one thread watches all, and ends by itself when nothing is watched."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: dict[int, tuple[float, socket.socket]] = {}
        self._numbers = itertools.count()
        self._runs = False

    @contextmanager
    def cut_at(self, sock: socket.socket, deadline: float) -> Iterator[None]:
        """Whatever is done with it inside ends at the deadline, with OSError."""
        number, soon = next(self._numbers), left(deadline) < LINGERS
        with self._changed:
            self._watched[number] = (deadline, sock)
            if not self._runs:
                self._runs = True
                threading.Thread(target=self._run, name="deadlines", daemon=True).start()
            elif soon:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._watched.pop(number, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for number in [number for number, (deadline, _) in self._watched.items() if deadline <= now]:
                    cut(self._watched.pop(number)[1])
                nearest = min((deadline for deadline, _ in self._watched.values()), default=now + LINGERS)
                if not self._changed.wait(min(nearest - now, LINGERS)) and not self._watched:
                    self._runs = False
                    return


def left(deadline: float) -> float:
    """Seconds until then. Raises TimeoutError when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def cut(sock: socket.socket) -> None:
    """End it for whoever uses it now."""
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # not TLS's own, which would first say goodbye
