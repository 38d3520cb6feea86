"""Whether the doors are open: the console tries each as a stranger would come to it.

The doctor does not, because it may be asked before golddust runs. Where roles have machines of their own, a door that is not open
here is perhaps open elsewhere.
"""

import socket
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException
from typing import Literal
from urllib.error import HTTPError

from cli.wiring.installation import Installation
from golddust.findings import Finding

WITHIN = 3.0
"""Seconds."""
ANY = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - what a door on every address is reached by
MEND = "is golddust running, with this role, on this machine? `golddust run` starts all; its log lines say what went wrong"


def mail_door(installation: Installation) -> Iterator[Finding]:
    """Greets as a mail server does."""
    options = installation.settings.smtp
    if not options.port:
        yield Finding("door for mail", "note", "its port is chosen anew at each start, so nobody can try it", "[smtp] port")
        return
    host = ANY.get(options.host, options.host)
    try:
        with closing(socket.create_connection((host, options.port), WITHIN)) as connection:
            connection.settimeout(WITHIN)
            greeting = connection.recv(512)
    except OSError as error:
        yield _closed(installation, "door for mail", f"nobody answers at {host}:{options.port} ({error.strerror or 'too slow'})")
        return
    if greeting.startswith(b"220"):
        yield Finding("door for mail", "good", f"open at {host}:{options.port}")
    else:
        yield _closed(installation, "door for mail", f"what answers at {host}:{options.port} does not greet as a mail server")


def public_door(installation: Installation) -> Iterator[Finding]:
    """Says that it is ready to take things in."""
    options = installation.settings.http
    host = ANY.get(options.host, options.host)
    address = f"http://{f'[{host}]' if ':' in host else host}:{options.port}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=WITHIN) as answer:
            answer.read(1024)
    except HTTPError as error:
        words = f"the door at {host}:{options.port} is open and not ready (HTTP {error.code})"
        yield Finding("public door", "bad", words, "what it stands on is away: try the log below")
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        words = getattr(reason, "strerror", None) or "no answer that can be read"
        yield _closed(installation, "public door", f"nobody answers at {host}:{options.port} ({words})")
    else:
        yield Finding("public door", "good", f"open at {host}:{options.port}, and ready")


def _closed(installation: Installation, part: str, words: str) -> Finding:
    state: Literal["note", "bad"] = "note" if installation.on_kafka else "bad"
    where = "; on Kafka it may be open on another machine: then try it there" if installation.on_kafka else ""
    return Finding(part, state, words, f"{MEND}{where}")
