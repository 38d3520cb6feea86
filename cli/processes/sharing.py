"""The door for mail as several processes that share its ports."""

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cli.processes.supervisor import Role

if TYPE_CHECKING:
    from config.settings import Settings
    from ingest.email.options import Options


def smtp_roles(settings: "Settings", common: Sequence[str]) -> list[Role]:
    """A role for each of its processes; `common` are the words that say where data and settings are."""
    words = ["serve", "smtp", *common, "--smtp", str(settings.smtp.port)]
    number = settings.smtp.processes
    return [Role("smtp" if number == 1 else f"smtp-{one}", words) for one in range(1, number + 1)]


def smtp_doors(options: "Options") -> dict[str, tuple[str, int]]:
    """Where it listens, by the section of the settings."""
    doors = {
        "smtp": (options.host, options.port),
        "smtp.tls_port": (options.host, options.tls_port),
        "smtp.lmtp": (options.lmtp.host, options.lmtp.port),
    }
    return {name: where for name, where in doors.items() if where[1]}


def greets(options: "Options") -> bool:
    """Whether somebody answers there as a mail server does; a proxy's own header goes first where this machine is one."""
    try:
        with socket.create_connection((options.host, options.port), timeout=1) as connection:
            here = ip_address(connection.getsockname()[0])
            if any(here in network for network in options.proxy_from):
                connection.sendall(b"PROXY UNKNOWN\r\n")
            greeting = connection.recv(512)
            connection.sendall(b"QUIT\r\n")
            connection.recv(512)
            return greeting.startswith(b"220")
    except OSError:
        return False
