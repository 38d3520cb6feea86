"""Serves a WSGI application with granian: one worker process with threads, because they share one group commit."""

from collections.abc import Callable

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from cli.lifeline import hang_on
from cli.ports import refuse_taken

BACKLOG = 1024


def serve(door: str, make_app: Callable[[], Flask], host: str, port: int, threads: int, lifeline: int | None) -> None:
    """Serve until SIGTERM or SIGINT. The application is made in the worker process, after the fork.

    Raises Misconfigured for a taken port: granian would share it with whoever has it, and half of the requests would go there.
    """
    if lifeline is None:  # a supervisor has looked already
        refuse_taken({door: (host, port)})
    server = Granian(
        "golddust",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        backlog=BACKLOG,
        backpressure=4 * threads,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=5,
    )

    def load() -> Flask:
        hang_on(lifeline)
        return make_app()

    hang_on(lifeline)
    server.serve(target_loader=load, wrap_loader=False)
