"""The check at the real door: by SMTP from outside, behind a proxy, by LMTP from a mail server of ours."""

import smtplib
import socket
from collections.abc import Callable

import pytest

from golddust.clock import SystemClock
from golddust.metrics import NoMetrics
from ingest.email.authentic.checking import Authenticity
from ingest.email.options import Options
from ingest.email.smtp.listener import SmtpListener
from tests.ingest.email.authentic.conftest import MAIL
from tests.services.mailbox import free_port
from tests.services.names import Names
from tests.services.smtp_door import Kept, Serve, answer_to, dialogue

Checked = Callable[..., tuple[SmtpListener, Kept]]


@pytest.fixture
def checked(serve: Serve, names: Names) -> Checked:
    """A listener that checks, by a DNS where example.com has mail from 192.0.2.7 only; and its inbox."""
    names.txt("_dmarc.example.com", "v=DMARC1; p=reject")
    names.txt("example.com", "v=spf1 ip4:192.0.2.7 -all")

    def started(**settings: object) -> tuple[SmtpListener, Kept]:
        given = {"authentication": {"resolvers": [names.server], "timeout": 20}, "trusted": [], **settings}
        inbox = Kept()
        options = Options.model_validate(given)
        return serve(inbox, checks=[Authenticity(options, SystemClock(), NoMetrics())], **given), inbox

    return started


def facts_of(inbox: Kept) -> tuple[str, str]:
    (delivery,) = inbox.deliveries.values()
    return delivery.facts["authentication"], delivery.facts.get("suspect", "")


def test_the_machine_at_the_other_end_is_asked_about(checked: Checked) -> None:
    listener, inbox = checked()
    assert answer_to(listener, MAIL)[0] == 250
    assert facts_of(inbox) == (
        "dmarc=fail header.from=example.com policy.dmarc=reject; spf=fail smtp.mailfrom=example.com",
        "yes",
    )


@pytest.mark.parametrize(("address", "result"), [(b"192.0.2.7", "pass"), (b"192.0.2.8", "fail")])
def test_behind_a_proxy_it_is_the_one_that_the_proxy_names(checked: Checked, address: bytes, result: str) -> None:
    listener, inbox = checked(proxy_from=["127.0.0.0/8"])
    with socket.create_connection(("127.0.0.1", listener.port), timeout=60) as connection:
        connection.sendall(b"PROXY TCP4 " + address + b" 127.0.0.1 4711 25\r\n")
        assert connection.recv(200).startswith(b"220")
        dialogue(connection, b"EHLO out.example.com", b"MAIL FROM:<ann@example.com>", b"RCPT TO:<feedback@localhost>", b"DATA")
        dialogue(connection, MAIL + b".")
    assert facts_of(inbox)[0].startswith(f"dmarc={result} ")


def test_by_lmtp_what_the_mail_server_found_is_believed(checked: Checked, names: Names) -> None:
    port = free_port()
    _, inbox = checked(
        lmtp={"port": port}, authentication={"resolvers": [names.server], "authserv_ids": ["mx.example.net"]}, proxy_from=[]
    )
    found = b"Authentication-Results: mx.example.net; dmarc=fail (p=reject dis=none) header.from=example.com\r\n"
    with smtplib.LMTP("127.0.0.1", port, timeout=60) as lmtp:
        lmtp.sendmail("ann@example.com", ["feedback@localhost"], found + MAIL)
    assert facts_of(inbox) == ("mx.example.net; dmarc=fail header.from=example.com policy.dmarc=reject", "yes")
    assert not names.asked
