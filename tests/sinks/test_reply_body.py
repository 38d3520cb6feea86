"""What a reader sees of an answer by mail: plain text first, and the same as clean HTML."""

import re
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from golddust.clock import MovableClock
from golddust.events import Thread
from sinks.replies.smtp.body import html_of
from sinks.replies.smtp.message import Letterhead, message_of, wire_form
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.sender import SmtpReplies
from tests.services.mailbox import Mailbox
from tests.sinks.made import KEYS, MONDAY, reply_to, said

OURS = Letterhead("feedback@example.com", KEYS)
WORDS = "Dear Ann,\n\nwe are sorry. See <https://example.com/case/a.b?x=1&y=2>.\nYours\n"


def sent(mailbox: Mailbox, **fields: object) -> EmailMessage:
    options = Options(host="127.0.0.1", port=mailbox.port, timeout=5.0, sender="feedback@example.com")
    SmtpReplies(options, MovableClock(MONDAY), lambda: KEYS).send(reply_to(said("a"), **fields))
    return mailbox.mail()


def contents(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


class Page(HTMLParser):
    """What a mail program makes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "style", "background")]

    def handle_data(self, data: str) -> None:
        self.text += data


def page_of(text: str, language: str = "en") -> Page:
    page = Page()
    page.feed(html_of(text, language))
    page.close()
    return page


def test_plain_text_comes_first_and_html_says_the_same(mailbox: Mailbox) -> None:
    mail = sent(mailbox, text=WORDS)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert contents(mail, "plain") == WORDS
    page = Page()
    page.feed(contents(mail, "html"))
    assert page.text.split() == WORDS.split()
    assert page.links == ["https://example.com/case/a.b?x=1&y=2"]
    assert mail["Content-Language"] == "en"
    assert mail.defects == []


def test_it_can_be_text_alone() -> None:
    ours = Letterhead("feedback@example.com", KEYS, html=False)
    mail = message_of(reply_to(said("a"), text=WORDS), ours, MONDAY)
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == WORDS


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=y> & &amp; \"'",
        'https://example.com/"onclick="x <a href="https://example.org">',
        "javascript:alert(1) data:text/html,x",
        "</div></body></html><style>*{display:none}</style>",
    ],
)
def test_words_stay_words(text: str) -> None:
    page = page_of(text)
    assert set(page.tags) <= {"html", "head", "meta", "title", "body", "div", "p", "br", "a"}
    assert page.text.split() == text.split()
    assert all(link.startswith("https://example.") and '"' not in link for link in page.links)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://example.com/a.", "https://example.com/a"),
        ("(https://example.com/a)", "https://example.com/a"),
        ("https://example.com/a?b=c&d=%20e#f, and", "https://example.com/a?b=c&d=%20e#f"),
        ("http://127.0.0.1:8080/case/x.y", "http://127.0.0.1:8080/case/x.y"),
        ("\u201ehttps://example.com/\u201d", "https://example.com/"),
    ],
)
def test_links_can_be_followed_and_end_where_they_end(text: str, link: str) -> None:
    page = page_of(text)
    assert page.links == [link]
    assert page.text.strip() == text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", 'lang="ar" dir="rtl"'),
        ("he", 'lang="he" dir="rtl"'),
        ("de-CH", 'lang="de-CH" dir="ltr"'),
        ("en", 'lang="en" dir="ltr"'),
    ],
)
def test_language_and_direction_are_said(language: str, expected: str) -> None:
    assert html_of("x", language).count(expected) == 2


@pytest.mark.parametrize("language", ["", "und", "x" * 99, 'en" onload="x', "en\r\nBcc: a@example.com"])
def test_a_language_that_is_none_is_not_said(mailbox: Mailbox, language: str) -> None:
    mail = sent(mailbox, language=language)
    assert mail["Content-Language"] is None
    assert mail["Bcc"] is None
    assert "lang=" not in contents(mail, "html")


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u0631\u062d\u0628\u0627 " * 50,
        "\u3054\u9023\u7d61\u3042\u308a\u304c\u3068\u3046 " * 80,
        "\U0001f469\u200d\U0001f4bb ok \u2615 \u202bx\u202c",
        "From here\n.\n..\n From there\ntrailing  \n",
        "x" * 20_000,
        "",
    ],
)
def test_any_words_arrive_as_they_are_in_lines_that_every_relay_takes(mailbox: Mailbox, text: str) -> None:
    mail = sent(mailbox, text=text)
    assert contents(mail, "plain").splitlines() == text.splitlines() or not text
    assert max(len(line) for line in mailbox.raw().split(b"\r\n")) <= 998
    assert mailbox.raw().isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", mailbox.raw()) is None


def test_letters_that_no_mail_can_carry_are_replaced(mailbox: Mailbox) -> None:
    mail = sent(mailbox, text="a\x00b\ud800c\r\nd\u2028e\rf\x1b[2J")
    assert contents(mail, "plain") == "a\ufffdb\ufffdc\nd\ne\nf\ufffd[2J\n"


def test_the_same_reply_is_the_same_bytes_each_time() -> None:
    reply = reply_to(said("a"), text=WORDS)
    first, second = (wire_form(message_of(reply, OURS, MONDAY), smtputf8=False) for _ in range(2))
    assert first == second


def test_this_is_how_one_looks() -> None:
    reply = reply_to(
        said("a", thread=Thread(message_id="<3@example.net>", references=("<1@example.net>",))),
        text="Viele Gr\u00fc\u00dfe aus der Stadt\n",
    )
    head, _, body = wire_form(message_of(reply, OURS, MONDAY), smtputf8=False).decode("ascii").partition("\r\n\r\n")
    token = r"[a-z2-7]{42}"
    expected = [
        r"From: feedback@example\.com",
        r"To: Ann Example <ann@example\.com>",
        rf"Reply-To: feedback\+{token}@example\.com",
        r"Subject: Re: My parcel",
        r"Date: Mon, 02 Mar 2026 09:00:00 \+0000",
        rf"Message-ID: <{reply.request.id}\.[a-z2-7]{{16}}\.reply@example\.com>",
        r"In-Reply-To: <3@example\.net>",
        r"References: <1@example\.net> <3@example\.net>",
        r"Auto-Submitted: auto-replied",
        r"X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
        r"Precedence: auto_reply",
        rf"X-GoldDust-Reply: {reply.request.id}",
        r"MIME-Version: 1\.0",
        rf'Content-Type: multipart/alternative; boundary="=_{reply.request.id}"',
        r"Content-Language: en",
    ]
    for line, pattern in zip(head.split("\r\n"), expected, strict=True):
        assert re.fullmatch(pattern, line), line
    assert body.split("\r\n")[1:5] == [
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Viele Gr=C3=BC=C3=9Fe aus der Stadt",
    ]
