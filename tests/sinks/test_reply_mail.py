"""Answers by mail: what they look like, and what a relay's answers mean."""

import re
from typing import get_args

import pytest
from pydantic import ValidationError

from golddust.clock import MovableClock
from golddust.errors import Refused, Unavailable
from golddust.events import Address, ReplyPurpose, Thread
from golddust.purposes import BY_PERSONS, NEWS, TO_A_MESSAGE
from golddust.threads import bounced_reply, reply_of, reply_of_message_id, unsubscribing_subject
from sinks.replies.doubt import InDoubt
from sinks.replies.smtp.message import MARKER, NO_ANSWERS, subject_of
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.sender import SmtpReplies, returned_to
from tests.services.mailbox import Mailbox
from tests.sinks.made import KEYS, MONDAY, asked, reply_to, said

LONG_ID = f"<{'a' * 120}.{'b' * 80}@mail.example.com>"


def replies(mailbox: Mailbox, **options: object) -> SmtpReplies:
    given = {"host": "127.0.0.1", "port": mailbox.port, "timeout": 5.0, "sender": "feedback@example.com", **options}
    return SmtpReplies(Options(**given), MovableClock(MONDAY), lambda: KEYS)


def header(mailbox: Mailbox, name: str) -> str:
    """A header as it stands in the mail, unfolded but not decoded."""
    unfolded = re.sub(rb"\r\n(?=[ \t])", b"", mailbox.raw().split(b"\r\n\r\n")[0]).decode("ascii")
    found = re.search(rf"^{name}: (.*)$", unfolded, re.MULTILINE)
    return found[1].strip() if found else ""


def test_it_is_marked_so_that_no_machine_answers_it(mailbox: Mailbox) -> None:
    reply = reply_to(said("a"))
    replies(mailbox).send(reply)
    assert header(mailbox, "Auto-Submitted") == "auto-replied"
    assert header(mailbox, "X-Auto-Response-Suppress") == NO_ANSWERS
    assert header(mailbox, "Precedence") == "auto_reply"
    assert header(mailbox, MARKER) == reply.request.id
    assert mailbox.envelopes[-1].mail_from == "<>"
    assert mailbox.envelopes[-1].rcpt_tos == ["ann@example.com"]


@pytest.mark.parametrize(
    ("purpose", "submitted", "precedence"),
    [
        *((purpose, "auto-replied", "auto_reply") for purpose in ("acknowledgement", "follow_up", "reopened", "idea")),
        *((purpose, "auto-generated", "auto_reply") for purpose in ("late_warning", "late_apology", "notice")),
        *((purpose, "auto-generated", "bulk") for purpose in ("check", "mended")),
        *((purpose, "", "") for purpose in ("answer", "resolution", "update", "question")),
    ],
)
def test_what_a_machine_says_is_told_from_what_a_person_wrote(
    mailbox: Mailbox, purpose: ReplyPurpose, submitted: str, precedence: str
) -> None:
    reply = reply_to(said("a"), purpose=purpose)
    replies(mailbox).send(reply)
    assert header(mailbox, "Auto-Submitted") == submitted
    assert header(mailbox, "Precedence") == precedence
    assert header(mailbox, "X-Auto-Response-Suppress") == (NO_ANSWERS if submitted else "")
    assert header(mailbox, MARKER) == reply.request.id


@pytest.mark.parametrize("purpose", get_args(ReplyPurpose))
def test_a_way_out_is_offered_of_news_alone(mailbox: Mailbox, purpose: ReplyPurpose) -> None:
    reply = reply_to(said("a"), purpose=purpose)
    replies(mailbox).send(reply)
    mail = mailbox.mail()
    way_out = f"<mailto:{mail['Reply-To']}?subject={unsubscribing_subject(KEYS, reply.request.customer)}>"
    assert mail["List-Unsubscribe"] == (way_out if purpose in ("check", "mended") else None)


def test_every_purpose_has_a_place() -> None:
    spoken = BY_PERSONS | TO_A_MESSAGE | NEWS | {"late_warning", "late_apology", "notice"}
    assert spoken == set(get_args(ReplyPurpose))
    assert not BY_PERSONS & (TO_A_MESSAGE | NEWS)


@pytest.mark.parametrize("given", ["bounces@example.com", "Returned@bücher.example"])
def test_undeliverable_mail_comes_back_with_a_token_that_tells_which(mailbox: Mailbox, given: str) -> None:
    reply = reply_to(said("a"))
    replies(mailbox, bounces_to=given).send(reply)
    sender = mailbox.envelopes[-1].mail_from
    assert sender.startswith(f"{given.partition('@')[0]}+")
    assert sender.isascii()
    assert bounced_reply(KEYS, sender) == reply.request.id


@pytest.mark.parametrize(
    ("sender", "bounces_to", "separator", "expected"),
    [
        ("feedback@example.com", "", "+", "bounces@example.com"),
        ("feedback@Example.com", "", "+", "bounces@Example.com"),
        ("feedback@elsewhere.example", "", "+", ""),
        ("feedback@example.com", "", "", ""),
        ("feedback@example.com", "<>", "+", ""),
        ("feedback@example.com", "back@elsewhere.example", "+", "back@elsewhere.example"),
    ],
)
def test_without_a_word_it_comes_back_only_where_it_comes_in_at_our_door(
    sender: str, bounces_to: str, separator: str, expected: str
) -> None:
    options = Options(sender=sender, bounces_to=bounces_to, separator=separator)
    assert returned_to(options, ["localhost", "example.COM"]) == expected


def test_an_answer_to_it_brings_the_token_along(mailbox: Mailbox) -> None:
    reply = reply_to(said("a"))
    replies(mailbox).send(reply)
    mail = mailbox.mail()
    (answers_to,) = mail["Reply-To"].addresses
    assert (answers_to.username.partition("+")[0], answers_to.domain) == ("feedback", "example.com")
    assert reply_of(KEYS, answers_to.addr_spec) == reply.request.id
    assert reply_of_message_id(KEYS, mail["Message-ID"]) == reply.request.id


def test_without_a_separator_answers_come_to_the_address_as_it_is(mailbox: Mailbox) -> None:
    replies(mailbox, separator="").send(reply_to(said("a")))
    assert header(mailbox, "Reply-To") == ""
    assert header(mailbox, "From") == "feedback@example.com"


def test_the_company_has_a_name(mailbox: Mailbox) -> None:
    replies(mailbox, sender_name="Größe & Sons, Ltd.\r\nBcc: x@example.com").send(reply_to(said("a")))
    (sender,) = mailbox.mail()["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Größe & Sons, Ltd. Bcc: x@example.com", "feedback@example.com")
    assert mailbox.mail()["Bcc"] is None


def test_a_mail_that_answers_none_begins_a_conversation_of_its_own(mailbox: Mailbox) -> None:
    replies(mailbox).send(reply_to(said("a", subject="", thread=Thread())))
    assert header(mailbox, "In-Reply-To") == header(mailbox, "References") == ""
    assert header(mailbox, "Subject") == "We have your message (GD-7KQ2)"


def test_it_stands_in_the_customers_conversation(mailbox: Mailbox) -> None:
    thread = Thread(message_id="<3@example.com>", references=("<1@example.com>", "<2@example.com>"))
    replies(mailbox).send(reply_to(said("a", thread=thread)))
    assert header(mailbox, "In-Reply-To") == "<3@example.com>"
    assert header(mailbox, "References") == "<1@example.com> <2@example.com> <3@example.com>"
    assert header(mailbox, "Subject") == "Re: My parcel"


def test_long_references_stay_as_they_are(mailbox: Mailbox) -> None:
    thread = Thread(message_id=LONG_ID, references=tuple(f"<{n}{LONG_ID[1:]}" for n in range(30)))
    replies(mailbox).send(reply_to(said("a", thread=thread)))
    assert header(mailbox, "In-Reply-To") == LONG_ID
    references = header(mailbox, "References").split()
    assert len(references) == 10
    assert (references[0], references[-1]) == (f"<0{LONG_ID[1:]}", LONG_ID)
    assert max(len(line) for line in mailbox.raw().split(b"\r\n")) <= 998


def test_ids_that_are_none_are_left_out(mailbox: Mailbox) -> None:
    thread = Thread(message_id="no id\r\nBcc: ben@example.com", references=("<ok@example.com>", "<a b>", "x", "<ü@example.com>"))
    replies(mailbox).send(reply_to(said("a", thread=thread)))
    assert header(mailbox, "In-Reply-To") == ""
    assert header(mailbox, "References") == "<ok@example.com>"


def test_the_same_reply_has_the_same_message_id(mailbox: Mailbox) -> None:
    first, again = (replies(mailbox).send(reply_to(said("a"))) for _ in range(2))
    assert first == again == header(mailbox, "Message-ID")
    assert first.endswith("@example.com>")
    assert replies(mailbox).send(reply_to(said("b"))) != first


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("My parcel", "Re: My parcel"),
        ("Re: My parcel", "Re: My parcel"),
        ("RE: re : AW: Re[2]: My parcel", "Re: My parcel"),
        ("Regarding: my parcel", "Re: Regarding: my parcel"),
        ("", "We have your message (GD-7KQ2)"),
        ("Re: ", "We have your message (GD-7KQ2)"),
        ("a\r\nBcc: ben@example.com", "Re: a Bcc: ben@example.com"),
        ("a\u2028b\x00c", "Re: a b c"),
        ("x" * 900, "Re: " + "x" * 246),
    ],
)
def test_the_subject_is_theirs_with_one_re_before_it(theirs: str, expected: str) -> None:
    assert subject_of(reply_to(said("a", subject=theirs))) == expected


@pytest.mark.parametrize(
    ("name", "subject", "text"),
    [
        ("Zoë Größe", "Paket zu spät — wirklich ☕", "Grüße aus Zürich 😀\nZeile 2"),
        ("Ann\r\nBcc: ben@example.com", "a\r\nBcc: ben@example.com\r\n\r\nevil", ".\r\n.\r\nBcc: ben@example.com"),
        ('"; <x@y> (,', "=?utf-8?q?Bcc=3A?=", "line\n.\n..\n"),
        ("", "", "x" * 5000 + "\n" + "ü" * 3000),
    ],
)
def test_names_and_words_arrive_as_they_are_and_add_no_header(mailbox: Mailbox, name: str, subject: str, text: str) -> None:
    address = Address(kind="email", value="ann@example.com", name=name)
    replies(mailbox).send(reply_to(said("a", address=address, subject=subject), text=text))
    mail = mailbox.mail()
    assert mail["Bcc"] is None
    assert mailbox.envelopes[-1].rcpt_tos == ["ann@example.com"]
    assert [one.addr_spec for one in mail["To"].addresses] == ["ann@example.com"]
    assert mail["To"].addresses[0].display_name == re.sub(r"[\r\n]+", " ", name)
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == text.splitlines()
    assert max(len(line) for line in mailbox.raw().split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "local",
    [
        "mailer-daemon",
        "MAILER-DAEMON",
        "postmaster",
        "no-reply",
        "noreply",
        "do-not-reply",
        "donotreply+7",
        "bounces+a=b.example",
    ],
)
def test_the_address_of_a_machine_is_never_answered(mailbox: Mailbox, local: str) -> None:
    value = f"{local}@example.com"
    with pytest.raises(Refused, match="machine"):
        replies(mailbox).send(reply_to(said("a", address=Address(kind="email", value=value))))
    assert mailbox.envelopes == []


def test_domains_outside_of_ascii_are_written_in_ascii(plain_mailbox: Mailbox) -> None:
    replies(plain_mailbox).send(reply_to(said("a", address=Address(kind="email", value="ann@bücher.example"))))
    assert plain_mailbox.envelopes[-1].rcpt_tos == ["ann@xn--bcher-kva.example"]


def test_names_outside_of_ascii_need_a_relay_that_takes_them(mailbox: Mailbox, plain_mailbox: Mailbox) -> None:
    reply = reply_to(said("a", address=Address(kind="email", value="zoë@example.com")))
    replies(mailbox).send(reply)
    assert mailbox.envelopes[-1].rcpt_tos == ["zoë@example.com"]
    with pytest.raises(Refused, match="SMTPUTF8"):
        replies(plain_mailbox).send(reply)


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [("450 4.2.1 busy", Unavailable), ("421 4.3.2 closing", Unavailable), ("550 5.1.1 unknown", Refused), ("554 no", Refused)],
)
@pytest.mark.parametrize("step", ["at_rcpt", "at_end"])
def test_what_the_relay_says_of_this_mail_decides(mailbox: Mailbox, step: str, answer: str, meaning: type[Exception]) -> None:
    setattr(mailbox, step, answer + " <ann@example.com>")
    with pytest.raises(meaning) as raised:
        replies(mailbox).send(reply_to(said("a")))
    assert answer[:3] in raised.value.reason
    assert "ann" not in raised.value.reason


def test_what_the_relay_has_against_us_is_no_fault_of_this_mail(mailbox: Mailbox) -> None:
    mailbox.at_mail = "550 5.7.1 not from you"
    with pytest.raises(Unavailable, match="550"):
        replies(mailbox).send(reply_to(said("a")))


def test_a_sign_in_that_is_refused_is_tried_again(mailbox: Mailbox) -> None:
    with pytest.raises(Unavailable):
        replies(mailbox, username="us", password="wrong").send(reply_to(said("a")))


def test_encryption_that_is_asked_for_and_not_to_be_had_sends_nothing(mailbox: Mailbox) -> None:
    for security in ("starttls", "tls"):
        with pytest.raises(Unavailable):
            replies(mailbox, security=security).send(reply_to(said("a")))
    assert mailbox.envelopes == []


def test_an_answer_that_never_comes_leaves_the_mail_in_doubt(mailbox: Mailbox) -> None:
    mailbox.at_end = "drop"
    with pytest.raises(InDoubt):
        replies(mailbox).send(reply_to(said("a")))
    assert len(mailbox.envelopes) == 1


def test_how_the_goodbye_goes_changes_nothing(mailbox: Mailbox) -> None:
    mailbox.drop_at_quit = True
    assert replies(mailbox).send(reply_to(said("a")))


@pytest.mark.parametrize("field", ["sender", "bounces_to"])
@pytest.mark.parametrize("value", ["nobody", "a@b\r\nBcc: c@d", "<a@b>", "ü@example.com", "a@.example..com"])
def test_our_own_addresses_are_checked_with_the_settings(field: str, value: str) -> None:
    with pytest.raises(ValidationError):
        Options(**{field: value})


def test_there_must_be_room_for_a_token_in_the_address_that_mail_comes_back_to() -> None:
    with pytest.raises(ValidationError, match="room for a token"):
        Options(bounces_to="undeliverable-mail-of-ours@example.com")


def test_the_request_is_what_decides_the_words(mailbox: Mailbox) -> None:
    replies(mailbox).send(reply_to(said("a")))
    body = mailbox.mail().get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == asked(said("a")).text
