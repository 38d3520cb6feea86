"""Ports that other programs have, noticed before a door is opened on one."""

import errno
import socket
from collections.abc import Mapping

from golddust.errors import Misconfigured, Problem


def refuse_taken(doors: Mapping[str, tuple[str, int]]) -> None:
    """Return when every door has a host and port that are free. Raises Misconfigured.

    A door is named by its section of the settings, or by the whole name of its port.
    """
    taken = {name: _taken(host, port) for name, (host, port) in doors.items()}
    paths = {name: name if name.endswith("port") else f"{name}.port" for name in doors}
    problems = [Problem(paths[name], str(doors[name][1]), words) for name, words in taken.items() if words]
    if problems:
        raise Misconfigured(tuple(problems))


def _taken(host: str, port: int) -> str:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            reason = "another program has it" if error.errno == errno.EADDRINUSE else error.strerror
            return f"a port that is free at {host} ({reason})"
    return ""
