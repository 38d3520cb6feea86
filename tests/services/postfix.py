"""Real Postfixes, each with folders and ports of its own on loopback. Fixture: `postfix`, which starts one when called.

It needs Debian's package postfix, and root, because Postfix's own processes change user; the system's Postfix is not touched.
Its port `port` refuses mailboxes that do not exist at RCPT; `trusting_port` takes every mail and sends a bounce later.
"""

import json
import os
import shutil
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.services.missing import without
from tests.services.ports import free_port

SETTLES_WITHIN = 120.0
NOBODY = 65534
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
myhostname = mx.postfix.test
mydestination =
local_transport = error:5.1.1 nobody is at home on this machine
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
smtp_host_lookup = native
default_transport = error:5.1.2 no mail leaves this machine
relay_domains = {domains}
relay_transport = error:5.1.2 no route is known
transport_maps = texthash:{folder}/config/transport
virtual_mailbox_domains = {mailbox_domains}
virtual_mailbox_maps = texthash:{folder}/config/mailboxes
virtual_mailbox_base = {folder}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtputf8_enable = yes
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
notify_classes =
alias_maps =
alias_database =
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{trusting_port} inet n - n - - smtpd -o smtpd_reject_unlisted_recipient=no
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running one."""

    folder: Path
    port: int
    trusting_port: int

    def send(self, sender: str, recipients: str | Sequence[str], message: bytes, *, trusting: bool = False) -> None:
        """Give it a mail by SMTP, at the port that takes everything where asked for; raises what smtplib raises."""
        with smtplib.SMTP("127.0.0.1", self.trusting_port if trusting else self.port, timeout=SETTLES_WITHIN) as session:
            session.sendmail(sender, recipients, message, mail_options=[] if message.isascii() else ["8BITMIME"])

    def queue(self) -> list[dict[str, Any]]:
        """What it has taken and not dealt with, as `postqueue -j` says it: queue_id, sender, recipients with delay_reason …"""
        return [json.loads(line) for line in self._run("postqueue", "-j").splitlines()]

    def settled(self) -> bool:
        """Wait until its queue is empty, and return whether it is."""
        return _waited(lambda: not self.queue())

    def logged(self, words: str) -> bool:
        """Wait until its log holds these words, and return whether it does."""
        return _waited(lambda: words in self.log())

    def log(self) -> str:
        """Everything that it has written down."""
        file = self.folder / "log" / "mail.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def mails(self, address: str) -> list[bytes]:
        """What lies in one of its own mailboxes, oldest first."""
        found = (self.folder / "mail" / address / "new").glob("*")
        return [file.read_bytes() for file in sorted(found, key=lambda file: (file.stat().st_mtime_ns, file.name))]

    def flush(self) -> None:
        """Let it try again what waits."""
        self._run("postqueue", "-f")

    def _run(self, command: str, *arguments: str) -> str:
        run = [command, "-c", str(self.folder / "config"), *arguments]
        return subprocess.run(run, capture_output=True, text=True, check=True).stdout


def _waited(until: Callable[[], bool]) -> bool:
    ends = time.monotonic() + SETTLES_WITHIN
    while not until():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


StartPostfix = Callable[..., Postfix]
"""(relay_to={domain: port}, transport="smtp" or "lmtp", mailboxes=(addresses of its own), settings={name of main.cf: value})"""


@contextmanager
def running_postfix(
    relay_to: Mapping[str, int], transport: str, mailboxes: Sequence[str], settings: Mapping[str, str]
) -> Iterator[Postfix]:
    """One that hands mail for each domain to that port of this machine, and keeps that for its own mailboxes."""
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))  # pytest's folders are shut to the users that Postfix runs as
    try:
        one = _set_up(folder, relay_to, transport, mailboxes, settings)
        try:
            _postfix(folder, "start")
            yield one
        finally:
            _postfix(folder, "stop", check=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _set_up(
    folder: Path, relay_to: Mapping[str, int], transport: str, mailboxes: Sequence[str], settings: Mapping[str, str]
) -> Postfix:
    folder.chmod(0o755)
    for name in ("config", "queue", "data", "log", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    os.chown(folder / "mail", NOBODY, NOBODY)
    domains, own = ", ".join(relay_to), ", ".join({address.rpartition("@")[2] for address in mailboxes})
    main = MAIN.format(folder=folder, domains=domains, mailbox_domains=own, nobody=NOBODY)
    one = Postfix(folder, free_port(), free_port())
    files = {
        "main.cf": main + "".join(f"{name} = {value}\n" for name, value in settings.items()),
        "master.cf": MASTER.format(port=one.port, trusting_port=one.trusting_port),
        "transport": "".join(f"{domain} {_next_hop(transport, port)}\n" for domain, port in relay_to.items()),
        "mailboxes": "".join(f"{address} {address}/\n" for address in mailboxes),
    }
    for name, text in files.items():
        (folder / "config" / name).write_text(text)
    return one


def _next_hop(transport: str, port: int) -> str:
    return f"lmtp:inet:127.0.0.1:{port}" if transport == "lmtp" else f"{transport}:[127.0.0.1]:{port}"


def _postfix(folder: Path, command: str, *, check: bool = True) -> None:
    run = ["postfix", "-c", str(folder / "config"), command]
    done = subprocess.run(run, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if check and done.returncode:
        log = folder / "log" / "mail.log"
        raise RuntimeError(f"Postfix did not {command}: {done.stderr[-500:]} {log.read_text()[-500:] if log.exists() else ''}")


@pytest.fixture
def postfix() -> Iterator[StartPostfix]:
    """Starts Postfixes, which end with the test."""
    if shutil.which("postfix") is None or os.geteuid() != 0:
        without("Postfix", "install Debian's package postfix, and run the tests as root")
    with ExitStack() as running:

        def start(
            relay_to: Mapping[str, int] | None = None,
            transport: str = "smtp",
            mailboxes: Sequence[str] = (),
            settings: Mapping[str, str] | None = None,
        ) -> Postfix:
            return running.enter_context(running_postfix(relay_to or {}, transport, mailboxes, settings or {}))

        yield start
