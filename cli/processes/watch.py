"""A door for watchers beside a role that has none of its own: `/healthz` and `/metrics`, for containers (`[watch]`)."""

import threading
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from golddust.errors import Misconfigured, Problem, Unavailable

if TYPE_CHECKING:
    from config.settings import WatchOptions
    from golddust.ports import Clock
    from golddust.rounds import Worker

STALE_AFTER = 900.0
"""Seconds; longer than any round's pause and any batch."""
LISTEN_FOR = 10.0
"""Seconds; a watcher that says nothing for so long is let go, and its thread with it."""

Faults = Callable[[], Sequence[str]]
"""What is wrong, in words; nothing when all is well."""


def no_faults() -> Sequence[str]:
    """For a role that is well as long as it answers."""
    return ()


def silent_stages(workers: "Sequence[Worker]", clock: "Clock") -> Faults:
    """Names the stages that have not come round for a quarter of an hour. One that stopped itself says so in its metric."""

    def faults() -> Sequence[str]:
        now = clock.monotonic()
        silent = {worker.stage: now - worker.last_round for worker in workers if worker.last_round is not None}
        return [f"stage {stage} has not come round for {age:.0f} s" for stage, age in silent.items() if age > STALE_AFTER]

    return faults


def unavailable(check: Callable[[], None]) -> Faults:
    """What a check that raises Unavailable says."""

    def faults() -> Sequence[str]:
        try:
            check()
        except Unavailable as away:
            return [away.reason]
        return []

    return faults


def own_metrics() -> bytes:
    """The metrics of this process, as Prometheus reads them."""
    return generate_latest(REGISTRY)


def metrics_in(folder: str | None = None) -> bytes:
    """The metrics of all processes that keep them in a folder, that of the environment unless one is named."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call] # the package leaves it without types
    return generate_latest(registry)


def open_watch_door(options: "WatchOptions", faults: Faults = no_faults, metrics: Callable[[], bytes] = own_metrics) -> None:
    """Answer watchers from a thread, until the process ends, where a port is set. Raises Misconfigured for a taken one."""
    if not options.port:
        return
    try:
        server = ThreadingHTTPServer((options.host, options.port), _answering(faults, metrics))
    except OSError as error:
        raise Misconfigured((Problem("watch.port", str(options.port), f"a port that is free ({error.strerror})"),)) from error
    threading.Thread(target=server.serve_forever, name="watch", daemon=True).start()


def _answering(faults: Faults, metrics: Callable[[], bytes]) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        timeout = LISTEN_FOR

        def do_GET(self) -> None:
            if self.path == "/healthz":
                found = faults()
                status = HTTPStatus.SERVICE_UNAVAILABLE if found else HTTPStatus.OK
                self._tell(status, "text/plain; charset=utf-8", ("\n".join(found) or "ok").encode() + b"\n")
            elif self.path == "/metrics":
                self._tell(HTTPStatus.OK, CONTENT_TYPE_LATEST, metrics())
            else:
                self._tell(HTTPStatus.NOT_FOUND, "text/plain", b"/healthz or /metrics\n")

        def _tell(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Watchers come every few seconds; nobody reads of it."""

    return Answer
