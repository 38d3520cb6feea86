"""The SMTP listener: owns the socket and the event loop behind it."""

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, cast

import structlog

from golddust.errors import Misconfigured, Problem, Unavailable
from golddust.ports import Clock, Inbox, Metrics
from ingest.email.options import Options
from ingest.email.smtp import edge
from ingest.email.smtp.checking import Check, Checks
from ingest.email.smtp.door import Door
from ingest.email.smtp.session import Conversation
from ingest.email.smtp.taking import taking

try:
    from uvloop import new_event_loop
except ImportError:  # not made for every system; the plain loop does the same, more slowly
    from asyncio import new_event_loop  # type: ignore[assignment]

log = structlog.get_logger()

GRACE = 0.25
"""Seconds that closed connections get to flush their last words."""


class SmtpListener:
    """Takes mail over SMTP into the inbox, on a loop in a thread of its own.

    `port` is the one really listened on, once started. `checks` are made of each mail before it is taken in.
    """

    def __init__(self, options: Options, inbox: Inbox, clock: Clock, metrics: Metrics, checks: Sequence[Check] = ()) -> None:
        self.port = options.port
        self._options = options
        self._metrics = metrics
        self._taking = taking(inbox, options.workers)
        self._checks = Checks(checks, options.workers)
        self._door = Door(_folded(options), self._taking, clock, self._checks)
        self._conversations: set[Conversation] = set()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen; returns when connections are taken. Raises Misconfigured when the certificate or the address cannot be used."""
        # aiosmtpd logs each sender and recipient, which are nobody's business.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
        converse = partial(
            Conversation,
            self._door,
            ended=self._conversations.discard,
            refused=self._count_refusal,
            data_size_limit=self._options.size_limit,
            enable_SMTPUTF8=True,
            hostname=self._options.hostname or socket.getfqdn(),
            ident="ESMTP golddust",
            tls_context=_tls(self._options),
            timeout=self._options.timeout,
        )
        self._loop = new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(self._loop,), name="smtp", daemon=True)
        self._thread.start()
        try:
            self.port = self._on_loop(self._listen(converse)).result()
        except OSError as error:
            self._end_loop()
            where = f"{self._options.host}:{self._options.port}"
            raise Misconfigured((Problem("smtp.port", where, f"an address to listen on: {error.strerror}"),)) from None

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
        if self._thread is None or not self._thread.is_alive() or self._server is None or not self._server.is_serving():
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

    async def _listen(self, converse: Callable[..., Conversation]) -> int:
        loop = asyncio.get_running_loop()
        factory = partial(self._welcome, partial(converse, loop=loop))
        self._server = await loop.create_server(factory, self._options.host, self._options.port, backlog=1024)
        return int(self._server.sockets[0].getsockname()[1])

    def _welcome(self, converse: Callable[[], Conversation]) -> asyncio.Protocol:
        if len(self._conversations) >= self._options.max_connections:
            return _Busy()
        conversation = converse()
        self._conversations.add(conversation)
        return conversation

    async def _wind_down(self, within: float) -> None:
        if self._server is not None:
            self._server.close()
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


def _folded(options: Options) -> Options:
    return options.model_copy(update={"domains": tuple(domain.strip().lower() for domain in options.domains)})


def _tls(options: Options) -> ssl.SSLContext | None:
    if options.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(options.tls_certificate, options.tls_key)
    except (OSError, ssl.SSLError) as error:
        problem = Problem("smtp.tls_certificate", str(options.tls_certificate), f"a certificate with its key: {error}")
        raise Misconfigured((problem,)) from None
    return context
