"""A bounce names the reply of ours that reached nobody, when the address does not work; anything else names none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golddust.identity import derived_id
from ingest.email.automatic.bounced import bounced
from ingest.email.mime.structure import tree
from ingest.email.read import mail_of

OURS = derived_id("reply")
ID = f"<{OURS}.reply@feedback.example.com>"


def report(
    status: str = "5.1.1", action: str = "failed", message_id: str = ID, copy: str = "message/rfc822", more: str = ""
) -> bytes:
    """A bounce as Postfix writes it."""
    return f"""From: MAILER-DAEMON@mx.example.net
To: feedback@example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r

I could not deliver your message.

--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ann@example.com
Action: {action}
Status: {status}
{more}
--r
Content-Type: {copy}

From: feedback@example.com
To: ann@example.com
References: <{derived_id("an older reply")}.reply@feedback.example.com>
Message-ID: {message_id}
Subject: Your case

We have your message.
--r--
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.1.1 (no such user)"])
@pytest.mark.parametrize("copy", ["message/rfc822", "text/rfc822-headers", "message/global"])
def test_a_report_of_an_address_that_does_not_work_names_our_reply(status: str, copy: str) -> None:
    mail = mail_of(report(status, copy=copy))
    assert (mail.automatic, mail.bounced) == ("bounce", (OURS,))


@pytest.mark.parametrize("status", ["4.2.2", "5.2.2", "5.7.1", "5.1.11", "5.0.0", "4.4.1", "5.3.0", "", "nonsense"])
def test_what_may_pass_and_what_is_held_against_us_names_none(status: str) -> None:
    assert mail_of(report(status)).bounced == ()


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_did_not_fail_names_none(action: str) -> None:
    assert mail_of(report(action=action)).bounced == ()


def test_where_the_status_says_nothing_the_servers_words_do() -> None:
    assert mail_of(report("5.0.0", more="Diagnostic-Code: smtp; 550 5.1.1 <ann@example.com>: unknown\n")).bounced == (OURS,)
    assert mail_of(report("5.0.0", more="Diagnostic-Code: smtp; 550 5.7.1 blocked\n")).bounced == ()


@pytest.mark.parametrize("message_id", ["<1@example.com>", f"<{OURS}.staff@example.com>", f"{OURS}.reply@example.com", ""])
def test_a_copy_of_a_mail_that_is_no_reply_of_ours_names_none(message_id: str) -> None:
    assert mail_of(report(message_id=message_id)).bounced == ()


def test_a_person_who_forwards_a_report_is_a_person() -> None:
    forwarded = report().replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")
    assert mail_of(forwarded.replace(b"MAILER-DAEMON@mx.example.net", b"ann@example.com")).bounced == ()


@given(st.binary(max_size=400), st.integers(0, 1200))
def test_whatever_the_bytes_are_it_never_raises(rubbish: bytes, at: int) -> None:
    whole = report()
    assert len(bounced(tree(whole[:at] + rubbish + whole[at:]).root)) <= 1 + rubbish.count(b".reply@")
