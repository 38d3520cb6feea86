"""Real mail servers and clients at the door: Postfix, its smtp-source, swaks, HAProxy."""

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from golddust.errors import TooLarge
from golddust.events import Delivery
from tests.services.haproxy import StartHaproxy
from tests.services.mailbox import free_port
from tests.services.missing import without
from tests.services.postfix import StartPostfix
from tests.services.smtp_door import Kept, KeptTogether, Serve, answer_to

pytestmark = pytest.mark.service

MAIL = b"From: Ann <ann@example.com>\r\nMessage-ID: <1@example.com>\r\nSubject: x\r\n\r\n.dot\r\nWhere?\r\n"
OURS = {"domains": ["golddust.test"]}


@pytest.fixture
def swaks() -> str:
    return shutil.which("swaks") or without("swaks", "apt-get install swaks")


@pytest.fixture
def smtp_source() -> str:
    found = shutil.which("smtp-source") or shutil.which("smtp-source", path="/usr/sbin")
    return found or without("smtp-source", "apt-get install postfix")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that other users of this machine can reach; pytest's own are shut to them."""
    folder = Path(tempfile.mkdtemp(prefix="golddust-lmtp-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("level", ["none", "verify"])
def test_postfix_hands_over_by_smtp(
    serve: Serve, postfix: StartPostfix, certificate: tuple[Path, Path], open_folder: Path, level: str
) -> None:
    inbox = Kept()
    listener = serve(inbox, tls_certificate=certificate[0], tls_key=certificate[1], require_tls=level != "none", **OURS)
    trust = shutil.copy(certificate[0], open_folder)
    settings = {"smtp_tls_security_level": level, "smtp_tls_CAfile": trust, "smtp_tls_verify_cert_match": "localhost"}
    one = postfix({"golddust.test": listener.port}, settings=settings)
    one.send("ann@example.com", ["feedback@golddust.test", "shop@golddust.test"], MAIL)
    assert one.settled(), one.log()
    deliveries = list(inbox.deliveries.values())
    assert {d.source for d in deliveries} == {"feedback@golddust.test", "shop@golddust.test"}, one.log()
    assert {d.facts["tls"] for d in deliveries} == {"no" if level == "none" else "yes"}
    assert all(d.original.endswith(b"\r\n\r\n.dot\r\nWhere?\r\n") for d in deliveries)


def refusing_one(delivery: Delivery) -> None:
    if delivery.source.startswith("full"):
        raise TooLarge("for this one")


@pytest.mark.parametrize("way", ["port", "socket"])
def test_postfix_hands_over_by_lmtp_and_bounces_for_whom_it_was_refused(
    serve: Serve, postfix: StartPostfix, open_folder: Path, way: str
) -> None:
    inbox, port, path = KeptTogether(refusing_one), free_port(), open_folder / "lmtp.sock"
    serve(
        inbox,
        lmtp={"port": port} if way == "port" else {"socket": path, "mode": "0666"},
        recipients=["feedback@", "full@"],
        **OURS,
    )
    over = {"transport_maps": f"inline:{{ golddust.test=lmtp:unix:{path} }}"} if way == "socket" else {}
    one = postfix({"golddust.test": port}, transport="lmtp", mailboxes=["ann@home.test"], settings=over)
    one.send("ann@home.test", [f"{name}@golddust.test" for name in ("feedback", "full", "nobody")], MAIL)
    assert one.settled(), one.log()
    assert [d.source for d in inbox.deliveries.values()] == ["feedback@golddust.test"], one.log()
    bounces = b"".join(one.mails("ann@home.test"))
    assert b"Final-Recipient: rfc822; full@golddust.test" in bounces
    assert b"Final-Recipient: rfc822; nobody@golddust.test" in bounces
    assert b"Status: 5.3.4" in bounces
    assert b"Status: 5.1.1" in bounces
    assert b"rfc822; feedback@golddust.test" not in bounces


@pytest.mark.parametrize("connections", ["new", "kept"])
@pytest.mark.parametrize("speaks", ["smtp", "lmtp"])
def test_many_sessions_at_once_lose_nothing(serve: Serve, smtp_source: str, connections: str, speaks: str) -> None:
    inbox, lmtp = KeptTogether(), free_port()
    listener = serve(inbox, lmtp={"port": lmtp}, **OURS)
    words = [*(["-d"] if connections == "kept" else []), *(["-L"] if speaks == "lmtp" else [])]
    target = f"127.0.0.1:{lmtp if speaks == 'lmtp' else listener.port}"
    given = ["-s", "8", "-m", "80", "-r", "3", "-l", "20000", "-f", "ann@example.com", "-t", "to@golddust.test"]
    said([smtp_source, *words, *given, target])
    sources = Counter(d.source for d in inbox.deliveries.values())
    assert set(sources) == {"to@golddust.test", "2to@golddust.test", "3to@golddust.test"}
    assert {len(d.original) > 19_000 for d in inbox.deliveries.values()} == {True}
    assert set(sources.values()) == {80}


@pytest.mark.parametrize(
    "words",
    [
        ["--tls"],
        ["--pipeline"],
        ["--tls", "--pipeline"],
        ["--proxy-version", "1", "--proxy-family", "TCP4", "--proxy-source", "192.0.2.7", "--proxy-dest", "127.0.0.1"],
        ["--proxy-version", "2", "--proxy-family", "AF_INET", "--proxy-source", "192.0.2.7", "--proxy-dest", "127.0.0.1"],
    ],
    ids=" ".join,
)
def test_swaks_is_understood(serve: Serve, swaks: str, certificate: tuple[Path, Path], words: list[str]) -> None:
    inbox, proxied = Kept(), words[0].startswith("--proxy")
    ports = ["--proxy-source-port", "4711", "--proxy-dest-port", "25"] if proxied else []
    trusting = ["127.0.0.0/8"] if proxied else []
    listener = serve(inbox, tls_certificate=certificate[0], tls_key=certificate[1], proxy_from=trusting, **OURS)
    said(
        [
            swaks,
            "-s",
            f"127.0.0.1:{listener.port}",
            "-f",
            "ann@example.com",
            "-t",
            "a@golddust.test,b@golddust.test",
            *words,
            *ports,
        ]
    )
    facts = [d.facts for d in inbox.deliveries.values()]
    assert len(facts) == 2
    assert {f["tls"] for f in facts} == {"yes" if "--tls" in words else "no"}
    assert {f["peer"] for f in facts} == {"192.0.2.7" if proxied else "127.0.0.1"}


def test_swaks_speaks_tls_from_the_first_byte_on_and_lmtp(
    serve: Serve, swaks: str, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    inbox, port, path = Kept(), free_port(), tmp_path / "lmtp.sock"
    serve(inbox, tls_port=port, tls_certificate=certificate[0], tls_key=certificate[1], lmtp={"socket": path}, **OURS)
    envelope = ["-f", "ann@example.com", "-t", "a@golddust.test,b@golddust.test"]
    said([swaks, "-s", f"127.0.0.1:{port}", "--tls-on-connect", *envelope])
    heard = said([swaks, "--protocol", "LMTP", "--socket", str(path), *envelope])
    assert heard.count("250 2.0.0 Taken in as") == 2
    assert len(inbox.deliveries) == 4


@pytest.mark.parametrize("speaks", ["send-proxy", "send-proxy-v2"])
def test_haproxy_says_whose_connection_it_hands_on(serve: Serve, haproxy: StartHaproxy, speaks: str) -> None:
    inbox = Kept()
    listener = serve(inbox, proxy_from=["127.0.0.0/8"])
    listener.port = haproxy(listener.port, speaks)
    assert answer_to(listener)[0] == 250
    assert [d.facts["peer"] for d in inbox.deliveries.values()] == ["127.0.0.1"]
