"""A delivery report names the reply of ours that it is about and how it stands with it, by tokens that nobody else can make."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golddust.events import Bounce, Feedback
from golddust.identity import Keys, derived_id
from golddust.threads import answer_address, bounce_address, message_id
from ingest.email.automatic.bounced import report_of
from ingest.email.mime.structure import tree
from ingest.email.read import read
from ingest.inbox import new_delivery

KEYS = Keys(pseudonym=b"p" * 32, links=b"l" * 32, originals=b"o" * 32)
THEIRS = Keys(pseudonym=b"x" * 32, links=b"y" * 32, originals=b"z" * 32)
OURS, OLDER = derived_id("reply"), derived_id("an older reply")
ID = message_id(KEYS, OURS, "feedback.example.com")
OLDER_ID = message_id(KEYS, OLDER, "feedback.example.com")
RETURNED_TO = bounce_address(KEYS, OURS, "feedback.example.com")
PLAIN = "feedback@feedback.example.com"


def got(raw: bytes | str, to: str = PLAIN, sender: str = "", keys: Keys | None = KEYS) -> Feedback:
    """What is read of a mail that came to that address."""
    original = raw if isinstance(raw, bytes) else raw.replace("\n", "\r\n").encode()
    facts = {"envelope_sender": sender, "recipient": to}
    return read(new_delivery("email", to, "1", b"said", original, datetime(2026, 11, 25, tzinfo=UTC), sender, facts), keys)


def report(
    status: str = "5.1.1", action: str = "failed", message_id: str = ID, copy: str = "message/rfc822", more: str = ""
) -> bytes:
    """A report as Postfix writes it."""
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
References: {OLDER_ID}
Message-ID: {message_id}
Subject: Your case

We have your message.
--r--
""".replace("\n", "\r\n").encode()


def text_report(text: str, subject: str = "failure notice", sender: str = "MAILER-DAEMON@mx.example.net") -> str:
    return f"From: {sender}\nTo: {RETURNED_TO}\nSubject: {subject}\n\n{text}"


# --- which reply


@pytest.mark.parametrize("copy", ["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"])
def test_a_report_names_the_reply_whose_copy_it_returns(copy: str) -> None:
    mail = got(report(copy=copy))
    assert (mail.automatic, mail.bounced) == ("bounce", (OURS,))
    assert mail.bounces == (Bounce(reply=OURS, kind="hard", status="5.1.1"),)


def test_a_report_without_a_copy_names_the_reply_by_the_address_it_came_to() -> None:
    without = report(message_id="<1@example.com>")
    assert got(without).bounces == ()
    assert got(without, to=RETURNED_TO).bounced == (OURS,)
    assert got(without, to=RETURNED_TO.upper()).bounced == (OURS,)


def test_the_address_that_a_report_came_to_counts_before_what_it_returns() -> None:
    returned = bounce_address(KEYS, OLDER, "feedback.example.com")
    assert got(report(), to=returned).bounced == (OLDER,)


@pytest.mark.parametrize(
    "message_id",
    [
        "<1@example.com>",
        f"<{OURS}.staff@example.com>",
        f"<{OURS}.reply@feedback.example.com>",  # it shows the reply's id, and no proof
        f"<{OURS}.{'a' * 16}.reply@feedback.example.com>",
        message_id(THEIRS, OURS, "feedback.example.com"),
        "",
    ],
)
@pytest.mark.parametrize("to", [PLAIN, bounce_address(THEIRS, OURS, "example.com"), answer_address(KEYS, OURS, PLAIN)])
def test_who_has_no_token_can_say_of_no_address_that_it_does_not_work(message_id: str, to: str) -> None:
    assert (got(report(message_id=message_id), to=to).bounces, got(report(message_id=message_id), to=to).bounced) == ((), ())


def test_without_keys_no_report_is_believed() -> None:
    assert got(report(), to=RETURNED_TO, keys=None).bounces == ()


def test_a_person_who_forwards_a_report_is_a_person() -> None:
    forwarded = report().replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")
    mail = got(forwarded.replace(b"MAILER-DAEMON@mx.example.net", b"ann@example.com"), sender="ann@example.com")
    assert (mail.automatic, mail.bounces) == (None, ())


def test_what_is_no_delivery_report_names_none_wherever_it_arrives() -> None:
    away = f"From: ann@example.com\nAuto-Submitted: auto-replied\nIn-Reply-To: {ID}\n\nUnknown user? No, away.\n"
    assert (got(away, to=RETURNED_TO).automatic, got(away, to=RETURNED_TO).bounces) == ("auto_reply", ())
    answer = f"From: ann@example.com\nSubject: Re: Your case\nIn-Reply-To: {ID}\n\nUser unknown? 550 5.1.1! Message-ID: {ID}\n"
    assert (got(answer, RETURNED_TO, "ann@example.com").automatic, got(answer, RETURNED_TO, "ann@example.com").bounces) == (
        None,
        (),
    )


def test_what_comes_back_to_the_envelope_of_our_mail_is_a_machines_marked_or_not() -> None:
    away = got("From: ann@example.com\nSubject: Thank you\n\nI read mail on Mondays.\n", RETURNED_TO, "ann@example.com")
    assert (away.automatic, away.bounces) == ("auto_reply", ())
    failed = got("From: robot@example.com\nSubject: Sorry\n\n550 5.1.1 No such user\n", RETURNED_TO, "robot@example.com")
    assert (failed.automatic, failed.bounced) == ("bounce", (OURS,))
    assert got("From: ann@example.com\n\nI read mail on Mondays.\n", PLAIN, "ann@example.com").automatic is None
    forged = bounce_address(THEIRS, OURS, "example.com")
    assert got("From: ann@example.com\n\n550 5.1.1 No such user\n", forged, "ann@example.com").automatic is None


# --- why


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.1.1 (no such user)"])
def test_an_address_that_does_not_work_is_a_hard_one(status: str) -> None:
    mail = got(report(status))
    assert (mail.bounces[0].kind, mail.bounced) == ("hard", (OURS,))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *(
            (status, "soft")
            for status in ("4.2.2", "5.2.2", "4.4.1", "4.4.7", "5.3.0", "5.1.11", "5.4.4", "5.0.0", "", "nonsense")
        ),
        *((status, "policy") for status in ("5.7.1", "5.7.26", "4.7.0", "5.6.0", "5.5.0")),
    ],
)
def test_what_may_pass_and_what_is_held_against_us_suppress_nobody(status: str, kind: str) -> None:
    mail = got(report(status))
    assert ([bounce.kind for bounce in mail.bounces], mail.bounced) == ([kind], ())


def test_a_delay_is_no_failure() -> None:
    mail = got(report("4.4.1", "delayed"))
    assert (mail.bounces, mail.bounced) == ((Bounce(reply=OURS, kind="delayed", status="4.4.1"),), ())
    assert got(report("5.1.1", "delayed")).bounced == ()


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_what_did_not_fail_names_none(action: str) -> None:
    assert got(report(action=action), to=RETURNED_TO).bounces == ()


@pytest.mark.parametrize(
    ("said", "kind", "status"),
    [
        ("smtp; 550 5.1.1 <ann@example.com>: unknown", "hard", "5.1.1"),
        ("smtp; 550 No such user here", "hard", "5.1.1"),
        ("smtp; 550 5.7.1 blocked", "policy", "5.7.1"),
        ("smtp; 554 Message refused: spam", "policy", "5.7.1"),
        ("smtp; 552 mailbox full", "soft", "5.2.2"),
        ("smtp; 550 no", "soft", "5.0.0"),
    ],
)
def test_where_the_status_says_nothing_the_servers_words_do(said: str, kind: str, status: str) -> None:
    assert got(report("5.0.0", more=f"Diagnostic-Code: {said}\n")).bounces == (Bounce(reply=OURS, kind=kind, status=status),)


def test_of_several_recipients_the_worst_counts() -> None:
    more = "\nFinal-Recipient: rfc822; other@example.com\nAction: failed\nStatus: 5.1.1\n"
    assert got(report("4.4.1", "delayed", more=more)).bounces[0].kind == "hard"


# --- reports that are none by RFC 3464


QMAIL = f"""Hi. This is the program that carries mail at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ann@example.com>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 <ann@example.com>... User unknown

--- Below this line is a copy of the message.

Return-Path: <{RETURNED_TO}>
Received: from mx (192.0.2.5)
Message-ID: {ID}
Subject: Your case 4.2.2
"""


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        (QMAIL, "hard", "5.1.1"),
        (QMAIL.replace("550 5.1.1 <ann@example.com>... User unknown", "552 mailbox is over quota"), "soft", "5.2.2"),
        (QMAIL.replace("550 5.1.1 <ann@example.com>... User unknown", "554 5.7.1 refused"), "policy", "5.7.1"),
        (
            QMAIL.replace("550 5.1.1 <ann@example.com>... User unknown", "Sorry, no mailbox here by that name. (#5.1.1)"),
            "hard",
            "5.1.1",
        ),
        (QMAIL.replace("Remote host said: 550 5.1.1 <ann@example.com>... User unknown", "It failed."), "soft", ""),
        (QMAIL.replace("550 5.1.1 <ann@example.com>... User unknown", "no route by Exim 4.94.2 from 5.1.1.9"), "soft", ""),
        (QMAIL.replace("I'm afraid", "THIS IS A WARNING MESSAGE ONLY. I'm afraid"), "delayed", "5.1.1"),
    ],
)
def test_a_report_in_words_is_tied_by_the_copy_in_its_text(text: str, kind: str, status: str) -> None:
    assert got(text_report(text)).bounces == (Bounce(reply=OURS, kind=kind, status=status),)


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        (
            "DELIVERY FAILURE: User ann (ann@example.com) not listed in Domino Directory",
            "User ann not listed in Domino Directory",
            "hard",
        ),
        (
            "Undeliverable: Your case",
            "The following recipient(s) could not be reached:\nThe e-mail address does not exist",
            "hard",
        ),
        ("Mail delivery failed: returning message to sender", "ann@example.com\n  Unrouteable address", "hard"),
        ("Returned mail: User unknown", "550 ann@example.com... User unknown", "hard"),
        ("Delivery Status Notification (Delay)", "The server has not answered for 4 hours.", "delayed"),
        ("Warning: message 1abc delayed 24 hours", "It has not been delivered yet.", "delayed"),
        ("Delivery failure", "The recipient's mailbox is full", "soft"),
        ("Undeliverable mail", "Your mail was blocked by a blocklist (RBL)", "policy"),
    ],
)
def test_a_report_in_words_is_tied_by_the_address_it_came_to(subject: str, text: str, kind: str) -> None:
    assert got(text_report(text, subject, "postmaster@example.net"), to=RETURNED_TO).bounces[0].kind == kind


@pytest.mark.parametrize(
    ("charset", "text", "kind", "status"),
    [
        ("utf-8", "Das Postfach des Empfängers ist voll.", "soft", "5.2.2"),
        ("iso-8859-1", "Der Empfänger kunde@example.com ist unbekannt.", "hard", "5.1.1"),
        ("iso-8859-1", "La boîte aux lettres du destinataire est pleine.", "soft", "5.2.2"),
        ("windows-1252", "El usuario ana@example.com no existe.", "hard", "5.1.1"),
        ("iso-8859-2", "Nie udało się: skrzynka pocztowa jest pełna.", "soft", "5.2.2"),
        ("koi8-r", "Такой пользователь не найден.", "hard", "5.1.1"),
        ("windows-1251", "Почтовый ящик получателя переполнен.", "soft", "5.2.2"),
        ("iso-2022-jp", "宛先のメールアドレスは存在しません。", "hard", "5.1.1"),
        ("gb18030", "收件人的邮箱已满。", "soft", "5.2.2"),
        ("euc-kr", "받는 사람을 찾을 수 없습니다.", "hard", "5.1.1"),
        ("utf-8", "Dies ist nur eine Warnung.", "delayed", ""),
        ("utf-8", "La configuración del servidor no existe.", "soft", ""),
        ("utf-8", "Die Datei wurde nicht gefunden.", "soft", ""),
    ],
)
def test_reasons_are_read_in_other_languages_and_charsets(charset: str, text: str, kind: str, status: str) -> None:
    head = f"From: postmaster@example.net\nSubject: Undeliverable\nContent-Type: text/plain; charset={charset}\n\n"
    assert got(head.encode() + text.encode(charset), RETURNED_TO).bounces == (Bounce(reply=OURS, kind=kind, status=status),)


def test_where_the_status_of_one_recipient_says_nothing_the_words_beside_it_do() -> None:
    said = report("5.0.0").replace(b"I could not deliver your message.", b"ann@example.com\r\n  Unrouteable address")
    assert got(said).bounces[0] == Bounce(reply=OURS, kind="hard", status="5.1.1")
    two = "\nFinal-Recipient: rfc822; other@example.com\nAction: failed\nStatus: 5.0.0\n"
    both = report("5.0.0", more=two).replace(b"I could not deliver your message.", b"ann@example.com\r\n  Unrouteable address")
    assert got(both).bounces[0].kind == "soft"


def test_exchange_online_gives_an_unknown_address_a_status_of_networks() -> None:
    said = "Diagnostic-Code: smtp; 550 5.4.1 Recipient address rejected: Access denied.\n"
    assert got(report("5.4.1", more=said)).bounces[0].kind == "hard"
    assert got(report("5.4.1", more="Diagnostic-Code: smtp; 550 5.4.1 no answer from host\n")).bounces[0].kind == "soft"


def test_a_report_as_html_is_tied_by_the_headers_it_shows() -> None:
    shown = ID.replace("<", "&lt;").replace(">", "&gt;")
    html = f"<p>550 5.1.1 unknown</p><pre>Message-ID:\n {shown}\nReferences: &lt;x@example.com&gt;</pre>"
    raw = f"From: postmaster@example.net\nSubject: Undeliverable: Your case\nContent-Type: text/html\n\n{html}\n"
    assert got(raw).bounced == (OURS,)


def test_an_encoded_report_is_read_decoded() -> None:
    head = "From: MAILER-DAEMON\nSubject: failure notice\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    assert got(head + base64.encodebytes(QMAIL.encode()).decode()).bounced == (OURS,)


@given(st.binary(max_size=400), st.integers(0, 1200))
def test_whatever_the_bytes_are_it_never_raises(rubbish: bytes, at: int) -> None:
    whole = report()
    found = report_of(tree(whole[:at] + rubbish + whole[at:]).root)
    assert found is None or len(found.copies) <= 10
