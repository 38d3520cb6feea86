"""Serves with granian: one worker process with threads, which share one group commit; streams by a loop."""

import gc
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from cli.processes.lifeline import hang_on
from cli.processes.ports import refuse_taken

BACKLOG = 1024
Application = Callable[..., Any]
"""WSGI or ASGI."""


def serve(
    door: str,
    make_app: Callable[[], Callable[..., Any]],
    host: str,
    port: int,
    threads: int,
    lifeline: int | None,
    streams: int = 0,
) -> None:
    """Serve until SIGTERM or SIGINT. The application is made in the worker process, after the fork.

    It is a WSGI application or, where it has `streams`, an ASGI application with at most so many.

    Raises Misconfigured for a taken port: granian would share it with whoever has it, and half of the requests would go there.
    """
    if lifeline is None:  # a supervisor has looked already
        refuse_taken({door: (host, port)})
    server = Granian(
        "golddust",
        address=host,
        port=port,
        interface=Interfaces.ASGI if streams else Interfaces.WSGI,
        workers=1,
        blocking_threads=1 if streams else threads,
        backlog=BACKLOG,
        backpressure=streams + 4 * threads,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=2 if streams else 5,  # granian waits for open streams, which end only by that
    )

    def load() -> Application:
        hang_on(lifeline)
        app = make_app()
        keep_what_is_there()
        return app

    hang_on(lifeline)
    server.serve(target_loader=load, wrap_loader=False)


def keep_what_is_there() -> None:
    """Let the collector of garbage look at no object that is there now: what an application is made of is never garbage.

    Else it looks through all of it now and then, in the midst of somebody's request, for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
