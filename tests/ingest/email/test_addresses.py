"""Address fields of every shape give names and addresses."""

import pytest

from ingest.email.mime.addresses import Mailbox, mailboxes
from ingest.email.read import mail_of

ONE = {
    "ann@example.com": ("", "ann@example.com"),
    "<ann@example.com>": ("", "ann@example.com"),
    "Ann <ann@example.com>": ("Ann", "ann@example.com"),
    "Ann<ann@example.com>": ("Ann", "ann@example.com"),
    '"Ann Lee" <ann@example.com>': ("Ann Lee", "ann@example.com"),
    "'Ann Lee' <ann@example.com>": ("Ann Lee", "ann@example.com"),
    '"Lee, Ann" <ann@example.com>': ("Lee, Ann", "ann@example.com"),
    "Lee, Ann <ann@example.com>": ("Lee, Ann", "ann@example.com"),
    "Ann (Sales) <ann@example.com>": ("Ann", "ann@example.com"),
    '"Ann (Sales)" <ann@example.com>': ("Ann (Sales)", "ann@example.com"),
    "ann@example.com (Ann Lee)": ("Ann Lee", "ann@example.com"),
    "ann@example.com (Ann (Annie) Lee)": ("Ann (Annie) Lee", "ann@example.com"),
    "(Ann) ann@example.com": ("Ann", "ann@example.com"),
    '"ann@example.com" <ann@example.com>': ("ann@example.com", "ann@example.com"),
    "ann@example.com <ann@example.com>": ("ann@example.com", "ann@example.com"),
    '"bob@example.org" <ann@example.com>': ("bob@example.org", "ann@example.com"),
    "<<ann@example.com>>": ("", "ann@example.com"),
    "Ann <<ann@example.com>>": ("Ann", "ann@example.com"),
    "Ann <ann@example.com": ("Ann", "ann@example.com"),
    "ann@example.com>": ("", "ann@example.com"),
    "Ann ann@example.com": ("Ann", "ann@example.com"),
    'Ann "ann@example.com"': ("Ann", "ann@example.com"),
    "Ann [ann@example.com]": ("Ann", "ann@example.com"),
    "Ann <ann@example.com> (home)": ("Ann", "ann@example.com"),
    "Ann <ann@example.com> x": ("Ann", "ann@example.com"),
    "<ann@example.com> Ann": ("Ann", "ann@example.com"),
    "Ann <ann@example.com>;": ("Ann", "ann@example.com"),
    "Ann < ann@example.com >": ("Ann", "ann@example.com"),
    "Ann <ann @ example.com>": ("Ann", "ann@example.com"),
    "ann @ example.com": ("", "ann@example.com"),
    "Ann <mailto:ann@example.com>": ("Ann", "ann@example.com"),
    "mailto:ann@example.com": ("", "ann@example.com"),
    "Ann <@a.example,@b.example:ann@example.com>": ("Ann", "ann@example.com"),
    "<@a.example:ann@example.com>": ("", "ann@example.com"),
    '"ann lee"@example.com': ("", '"ann lee"@example.com'),
    'Ann <"ann lee"@example.com>': ("Ann", '"ann lee"@example.com'),
    'Ann <"ann"@example.com>': ("Ann", "ann@example.com"),
    'Ann <"a@b"@example.com>': ("Ann", '"a@b"@example.com'),
    "ann@[192.0.2.1]": ("", "ann@[192.0.2.1]"),
    "Ann <ann@[IPv6:2001:db8::1]>": ("Ann", "ann@[IPv6:2001:db8::1]"),
    "Ann <ann@bücher.example>": ("Ann", "ann@bücher.example"),
    "Ann <ann@xn--bcher-kva.example>": ("Ann", "ann@xn--bcher-kva.example"),
    "Ännchen <ännchen@bücher.example>": ("Ännchen", "ännchen@bücher.example"),
    "Анна <анна@пример.example>": ("Анна", "анна@пример.example"),
    "=?utf-8?Q?=C3=84nnchen?= <ann@example.com>": ("Ännchen", "ann@example.com"),
    '"=?utf-8?Q?=C3=84nnchen?=" <ann@example.com>': ("Ännchen", "ann@example.com"),
    "=?utf-8?Q?Lee,_Ann?= <ann@example.com>": ("Lee, Ann", "ann@example.com"),
    '=?utf-8?Q?"Lee"_<x>?= <ann@example.com>': ('Lee" <x>', "ann@example.com"),
    "=?utf-8?B?TGVlLCBBbm4=?= <ann@example.com>": ("Lee, Ann", "ann@example.com"),
    "=?utf-8?Q?Ann?=\r\n =?utf-8?Q?_Lee?= <ann@example.com>": ("Ann Lee", "ann@example.com"),
    "=?utf-8?Q?Ann?= Lee <ann@example.com>": ("Ann Lee", "ann@example.com"),
    "=?utf-8?Q?Ann_<ann@example.com>?=": ("Ann", "ann@example.com"),
    "=?utf-8?Q?ann=40example.com?=": ("", "ann@example.com"),
    "ann@example.com (=?utf-8?Q?=C3=84nnchen?=)": ("Ännchen", "ann@example.com"),
    '"Ann \\"Annie\\" Lee" <ann@example.com>': ('Ann "Annie" Lee', "ann@example.com"),
    'Ann "Annie" Lee <ann@example.com>': ('Ann "Annie" Lee', "ann@example.com"),
    '"Ann <ann@example.com>': ("Ann", "ann@example.com"),
    'Ann" <ann@example.com>': ("Ann", "ann@example.com"),
    "Ann O'Hara <ann@example.com>": ("Ann O'Hara", "ann@example.com"),
    "RE: Ann <ann@example.com>": ("RE: Ann", "ann@example.com"),
    "Ann @ Home <ann@example.com>": ("Ann @ Home", "ann@example.com"),
    "Ann | Shop <ann@example.com>": ("Ann | Shop", "ann@example.com"),
    "Ann Lee\r\n <ann@example.com>": ("Ann Lee", "ann@example.com"),
    "Ann Lee <ann@example\r\n .com>": ("Ann Lee", "ann@example.com"),
    "/G=Ann/S=Lee/O=X/@gw.example.com": ("", "/G=Ann/S=Lee/O=X/@gw.example.com"),
    "ann+tag=x@example.com": ("", "ann+tag=x@example.com"),
    "group: Ann <ann@example.com>;": ("Ann", "ann@example.com"),
    "ann@example.com.": ("", "ann@example.com"),
    "Ann <ann@example.com>, ": ("Ann", "ann@example.com"),
    "Ann\\, Lee <ann@example.com>": ("Ann, Lee", "ann@example.com"),
    "Ann <ann(comment)@example.com>": ("Ann", "ann@example.com"),
    '"" <ann@example.com>': ("", "ann@example.com"),
    "ann@localhost": ("", "ann@localhost"),
}


@pytest.mark.parametrize(("sent", "meant"), ONE.items())
def test_a_sender_is_read(sent: str, meant: tuple[str, str]) -> None:
    sender = mail_of(f"From: {sent}\r\nSubject: x\r\n\r\nHi".encode()).sender
    assert (sender.name, sender.address) == meant


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("a@example.com, b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com; b@example.com", ["a@example.com", "b@example.com"]),
        ("a@example.com,b@example.com,", ["a@example.com", "b@example.com"]),
        ("A <a@example.com>, Lee, B <b@example.com>, c@example.com", ["a@example.com", "b@example.com", "c@example.com"]),
        ("A <a@example.com> B <b@example.com>", ["b@example.com"]),
        ("team: a@example.com, B <b@example.com>;, c@example.com", ["a@example.com", "b@example.com", "c@example.com"]),
        ("one: a@example.com; two: b@example.com;", ["a@example.com", "b@example.com"]),
        ("undisclosed-recipients:;", []),
        ("Undisclosed recipients: ;", []),
        ('"a, b" <a@example.com>, (c, d) b@example.com', ["a@example.com", "b@example.com"]),
        ("", []),
        ("<>", []),
        (",,;;", []),
        ("a at example dot com", []),
        ("/o=Org/ou=Unit/cn=Recipients/cn=ann", []),
    ],
)
def test_recipients_are_read_in_order(sent: str, meant: list[str]) -> None:
    assert [box.address for box in mailboxes(sent)] == meant


@pytest.mark.parametrize(
    ("head", "meant"),
    [
        ("From: a@example.com\r\nFrom: b@example.com", ("", "a@example.com")),
        ("From:\r\nFrom: b@example.com", ("", "b@example.com")),
        ("From: Ann\r\nSender: b@example.com", ("Ann", "b@example.com")),
        ("Reply-To: B <b@example.com>", ("B", "b@example.com")),
        ("Sender: B <b@example.com>", ("B", "b@example.com")),
        ("Return-Path: <b@example.com>", ("", "b@example.com")),
        ("Return-Path: <>", ("", "")),
        ("From: /o=Org/cn=ann", ("/o=Org/cn=ann", "")),
        ("From: Ann <>", ("Ann", "")),
        ("FROM : a@example.com", ("", "a@example.com")),
        ("from:a@example.com", ("", "a@example.com")),
    ],
)
def test_the_sender_is_who_the_header_says(head: str, meant: tuple[str, str]) -> None:
    sender = mail_of(f"{head}\r\nSubject: x\r\n\r\nHi".encode()).sender
    assert (sender.name, sender.address) == meant


def test_several_senders_are_named_as_a_problem() -> None:
    assert "headers: more than one From" in mail_of(b"From: a@example.com\r\nFrom: b@example.com\r\n\r\nHi").problems


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("Ann Lee [mailto:ann@example.com]", "Ann Lee"),
        ("mailto:ann@example.com", ""),
        ("安 \uff1cann\uff20example.com\uff1e", "安"),
    ],
)
def test_other_ways_to_set_an_address_off(field: str, name: str) -> None:
    assert mail_of(f"From: {field}\r\n\r\nHi".encode()).sender == Mailbox(name, "ann@example.com")


def test_addresses_with_only_blanks_between_are_several() -> None:
    to = mail_of(b"From: a@example.com\r\nTo: b@example.com c@example.com\r\n d@example.com\r\n\r\nHi").to
    assert to == tuple(Mailbox("", f"{name}@example.com") for name in "bcd")


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "utf-8"])
def test_a_name_in_raw_bytes_is_read_by_the_charset_of_the_text(charset: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\nFrom: ".encode()
    assert mail_of(head + "Анна".encode(charset) + b" <a@example.com>\r\n\r\nHi").sender == Mailbox("Анна", "a@example.com")


@pytest.mark.parametrize(
    ("head", "message_id", "in_reply_to", "references"),
    [
        ("Message-ID: <1@example.com>", "<1@example.com>", (), ()),
        ("Message-Id:<1@example.com>", "<1@example.com>", (), ()),
        ("MESSAGE-ID: 1@example.com", "<1@example.com>", (), ()),
        ("Message-ID: <1@example.com> (made up)", "<1@example.com>", (), ()),
        ("Message-ID: (made up) <1@example.com>", "<1@example.com>", (), ()),
        ("Message-ID: <1@example.com", "<1@example.com>", (), ()),
        ("Message-ID: 1@example.com>", "<1@example.com>", (), ()),
        ("Message-ID: <<1@example.com>>", "<1@example.com>", (), ()),
        ("Message-ID: < 1@example.com >", "<1@example.com>", (), ()),
        ("Message-ID:\r\n <1@example.com>", "<1@example.com>", (), ()),
        ("Message-ID: <a-very-long-\r\n one@example.com>", "<a-very-long-one@example.com>", (), ()),
        ("Message-ID: <1@example.com>\r\nMessage-ID: <2@example.com>", "<1@example.com>", (), ()),
        ("Message-ID:\r\nMessage-ID: <2@example.com>", "<2@example.com>", (), ()),
        ("Message-ID: <no-at-sign>", "<no-at-sign>", (), ()),
        ("Message-ID: no-at-sign", "<no-at-sign>", (), ()),
        ("Message-ID: <>", "", (), ()),
        ("Message-ID: <größe.1@example.com>", "<größe.1@example.com>", (), ()),
        ("Message-ID: <=?utf-8?Q?a?=@example.com>", "<=?utf-8?Q?a?=@example.com>", (), ()),
        ("In-Reply-To: =?utf-8?Q?=3C1=40example=2Ecom=3E?=", "", ("<1@example.com>",), ()),
        ("References: =?us-ascii?B?PDFAZXhhbXBsZS5jb20+?=", "", (), ("<1@example.com>",)),
        ("In-Reply-To: <1@example.com>", "", ("<1@example.com>",), ()),
        ("In-Reply-To: <1@example.com> <2@example.com>", "", ("<1@example.com>", "<2@example.com>"), ()),
        ('In-Reply-To: Your message of "Mon, 2 Mar" <1@example.com>', "", ("<1@example.com>",), ()),
        ("In-Reply-To: <1@example.com> (Ann's message of Monday)", "", ("<1@example.com>",), ()),
        ("In-Reply-To: Message from ann@example.com of Monday", "", (), ()),
        ("In-Reply-To: 1@example.com", "", ("<1@example.com>",), ()),
        (
            "References: <1@example.com>\r\n <2@example.com>\r\n\t<3@example.com>",
            "",
            (),
            tuple(f"<{n}@example.com>" for n in "123"),
        ),
        ("References: <1@example.com>,<2@example.com>, <3@example.com>", "", (), tuple(f"<{n}@example.com>" for n in "123")),
        ("References: <1@example.com><2@example.com>", "", (), ("<1@example.com>", "<2@example.com>")),
        ("References: <1@exam\r\n ple.com> <2@example.com>", "", (), ("<1@example.com>", "<2@example.com>")),
        ("References: 1@example.com 2@example.com", "", (), ("<1@example.com>", "<2@example.com>")),
        ("References: 1@example.com,2@example.com", "", (), ("<1@example.com>", "<2@example.com>")),
        ("References: <1@example.com>\r\nReferences: <2@example.com>", "", (), ("<1@example.com>", "<2@example.com>")),
        ("References: <1@example.com> <1@example.com>", "", (), ("<1@example.com>",)),
    ],
)
def test_ids_are_read(head: str, message_id: str, in_reply_to: tuple[str, ...], references: tuple[str, ...]) -> None:
    thread = mail_of(f"From: a@example.com\r\n{head}\r\n\r\nHi".encode()).thread
    assert (thread.message_id, thread.in_reply_to, thread.references) == (message_id, in_reply_to, references)
