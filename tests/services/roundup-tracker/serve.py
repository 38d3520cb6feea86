"""Serves a Roundup tracker under /tracker on loopback: `roundup-server` itself refuses root.

Run by the Python that has Roundup.
"""

import sys
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from roundup.cgi.wsgi_handler import RequestDispatcher

PREFIX = "/tracker"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_words: object) -> None:
        pass


def main() -> None:
    home, port = sys.argv[1:]
    tracker = RequestDispatcher(home)

    def below(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environment["SCRIPT_NAME"], environment["PATH_INFO"] = PREFIX, environment["PATH_INFO"].removeprefix(PREFIX)
        return tracker(environment, start)

    make_server("127.0.0.1", int(port), below, server_class=Server, handler_class=Quiet).serve_forever()


if __name__ == "__main__":
    main()
