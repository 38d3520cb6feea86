"""The SMTP listener: owns the socket and the event loop behind it."""

import asyncio
import logging
import socket
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from functools import cached_property, lru_cache, partial
from ipaddress import ip_address
from typing import Any, cast

import structlog

from golddust.errors import Misconfigured, Unavailable
from golddust.ports import Clock, Inbox, Metrics
from ingest.clients import Client, client_at, is_among
from ingest.email.options import Options
from ingest.email.recipients import recipients_of
from ingest.email.smtp import edge
from ingest.email.smtp.certificate import Certificate, certificate_of
from ingest.email.smtp.checking import Check, Checks
from ingest.email.smtp.clients import Doorkeeper
from ingest.email.smtp.commands import Conversation
from ingest.email.smtp.door import Door
from ingest.email.smtp.opening import Opening, opened
from ingest.email.smtp.proxied import client_told
from ingest.email.smtp.room import Room
from ingest.email.smtp.scanning import scans_of
from ingest.email.smtp.session import Bounds, Connection, Entrance, House
from ingest.email.smtp.taking import taking

try:
    from uvloop import new_event_loop
except ImportError:  # not made for every system; the plain loop does the same, more slowly
    from asyncio import new_event_loop  # type: ignore[assignment]

log = structlog.get_logger()

GRACE = 0.25
"""Seconds that closed connections get to flush their last words."""


CLIENTS_KNOWN = 1024
"""Clients of whom is remembered what their addresses mean."""


class SmtpListener:
    """Takes mail over SMTP, and over LMTP where that is set, into the inbox, on a loop in a thread of its own.

    `port` is the one really listened on, once started; `room` what the mails being sent take up. `checks` are made of each mail
    before it is taken in.
    """

    def __init__(self, options: Options, inbox: Inbox, clock: Clock, metrics: Metrics, checks: Sequence[Check] = ()) -> None:
        self.port = options.port
        self._options = options
        self._metrics = metrics
        self._taking = taking(inbox, options.workers)
        self._checks = Checks((*checks, *scans_of(options.scan)), options.workers)
        self._door = Door(recipients_of(options), options.max_recipients, self._taking, clock, self._checks)
        self._keeper = Doorkeeper(options, clock.monotonic)
        self._known = lru_cache(CLIENTS_KNOWN)(self._who_is)
        self.room = Room(options.max_under_way)
        self._conversations: set[Connection] = set()
        self._inside: dict[Connection, Client] = {}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opening: Opening | None = None

    def start(self) -> None:
        """Listen; returns when connections are taken. Raises Misconfigured when a certificate or an address cannot be used."""
        for name in ("mail.log", "mail.debug"):  # aiosmtpd logs each sender and recipient, which are nobody's business
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        certificate = certificate_of(self._options, self._metrics)
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(self._loop,), name="smtp", daemon=True)
        self._thread.start()
        try:
            self._on_loop(self._listen(certificate)).result()
        except Misconfigured:
            self._end_loop()
            raise

    def stop(self, within: float) -> None:
        """Take no new connection, finish the mails under way, at most that many seconds, then close. Idempotent."""
        if self._thread is None:
            return
        self._on_loop(self._wind_down(within)).result()
        self._end_loop()
        self._checks.close()
        self._taking.close()

    def check(self) -> None:
        """Raises Unavailable unless connections are taken."""
        serving = self._opening is not None and all(server.is_serving() for server in self._opening.servers)
        if self._thread is None or not self._thread.is_alive() or not serving:
            raise Unavailable("the SMTP listener does not listen")

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(_log_stray)
        loop.run_forever()
        loop.run_until_complete(_cancel_all())
        loop.close()

    def _on_loop(self, coroutine: Coroutine[Any, Any, Any]) -> "Future[Any]":
        if self._loop is None:
            raise Unavailable("the SMTP listener is not started")
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def _end_loop(self) -> None:
        if self._thread is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._thread = self._loop = None

    async def _listen(self, certificate: Certificate | None) -> None:
        make = partial(self._welcome, certificate)
        self._opening = await opened(self._options, make)
        self.port = self._opening.port

    def _welcome(self, certificate: Certificate | None, entrance: Entrance) -> asyncio.Protocol:
        if len(self._conversations) >= self._options.max_connections:
            self._count_refusal("busy")
            return _Busy()
        options = self._options
        conversation = Conversation(
            self._door,
            house=self._house,
            entrance=entrance,
            hostname=self._hostname,
            data_size_limit=options.size_limit,
            enable_SMTPUTF8=True,
            tls_context=certificate.context() if certificate is not None else None,
            require_starttls=options.require_tls and entrance.speaks == "SMTP",
            timeout=options.timeout,
            loop=self._loop,
        )
        self._conversations.add(conversation)
        return conversation

    @cached_property
    def _hostname(self) -> str:
        return self._options.hostname or socket.getfqdn()

    @cached_property
    def _house(self) -> House:
        options = self._options
        bounds = Bounds(options.max_recipients, options.max_headers, options.max_errors, options.max_unknown, options.max_seconds)
        return House(bounds, self.room, self._admitted, self._keeper.may_send, self._ended, self._count_refusal)

    async def _admitted(self, connection: Connection) -> tuple[Client, str]:
        """Who is there, and what they are told that must not come in. Raises Malformed."""
        peer = connection.session.peer
        client, is_proxy = self._known(peer[0] if isinstance(peer, tuple) else "")
        if is_proxy:
            told = await client_told(connection._reader)  # noqa: SLF001 - aiosmtpd keeps it to itself
            client = client if told is None else self._known(told)[0]
        refusal = self._keeper.refusal(client)
        if not refusal:
            self._inside[connection] = client
        return client, refusal

    def _who_is(self, address: str) -> tuple[Client, bool]:
        """The client at an address, and whether it is a proxy that speaks for others."""
        client = client_at(address, self._options.trusted)
        return client, bool(client.address) and is_among(ip_address(client.address), self._options.proxy_from)

    def _ended(self, connection: Connection) -> None:
        self._conversations.discard(connection)
        client = self._inside.pop(connection, None)
        if client is not None:
            self._keeper.leaves(client)

    async def _wind_down(self, within: float) -> None:
        if self._opening is not None:
            self._opening.close()
            self._opening = None
        for conversation in tuple(self._conversations):
            conversation.close_soon()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while any(c.busy for c in self._conversations) and loop.time() < deadline:  # noqa: ASYNC110 - many may end it
            await asyncio.sleep(0.02)
        for conversation in tuple(self._conversations):
            if conversation.transport is not None:
                conversation.transport.close()
        await asyncio.sleep(min(GRACE, max(0.0, within)) if self._conversations else 0)

    def _count_refusal(self, reason: str) -> None:
        self._metrics.count("golddust_refusals_total", channel="email", reason=reason)


class _Busy(asyncio.Protocol):
    """Tells a connection that it is one too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say so and hang up."""
        writing = cast("asyncio.WriteTransport", transport)  # which uvloop's is without saying so
        writing.write(edge.TOO_MANY_CONNECTIONS.encode() + b"\r\n")
        writing.close()


def _log_stray(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What happens outside of any answer: connections that break, mostly. The words of an error may quote a mail: not logged."""
    error = context.get("exception")
    if not isinstance(error, ConnectionError):
        log.warning("something went wrong beside the mails", what=context.get("message"), error=type(error).__name__)


async def _cancel_all() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
