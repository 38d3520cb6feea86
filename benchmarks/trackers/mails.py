"""The mails that everybody gets: complaints, and two that mail programs should not send but do."""

import html
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.messages import feedback
from config.tables import TAXONOMY, read_table
from processors.issues import issue_of
from processors.registry import tagging
from processors.step import tagged_of
from processors.taxonomy import parse_taxonomy

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, and words in it that whoever works on it must be able to read."""

    subject: str
    raw: bytes
    words: str


def complaints(count: int, first: int, customers: int = 0) -> list[Mail]:
    """So many complaints, no two alike, numbered from there; so are their customers, or from `customers`."""
    texts = itertools.islice(_complaining(), count)
    return [_mail(first + n, text.encode(), text, customer=(customers or first) + n) for n, text in enumerate(texts)]


def mislabelled() -> Mail:
    """A complaint in Windows' letters that says that it is in UTF-8."""
    words = "charged me twice for the crème brûlée"
    text = f"Your café {words}, I want the money back. I am very disappointed."
    return _mail(900_001, text.encode("cp1252"), words, subject="Wrong letters")


def html_only() -> Mail:
    """A complaint in HTML, with no plain text beside it."""
    text = "<html><body><p>Your <b>kettle</b> broke after one&nbsp;week,<br>I am very disappointed.</p></body></html>"
    return _mail(900_002, text.encode(), "kettle broke after one week", subject="No plain text", kind="html")


def is_readable(text: str, mail: Mail) -> bool:
    """Whether its words can be read there, in a browser that shows HTML."""
    shown = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return " ".join(mail.words.split()) in " ".join(shown.split())


def _complaining() -> Iterator[str]:
    """Those of our made-up messages that golddust takes for issues: others get no case, and rightly so."""
    taxonomy = parse_taxonomy(read_table("tag.taxonomy", TAXONOMY))
    tagger = tagging("textblob", taxonomy)
    for start in itertools.count(0, AT_ONCE):
        said = [feedback(number) for number in range(start, start + AT_ONCE)]
        for one, tags in zip(said, tagger.tag(said), strict=True):
            if issue_of(tagged_of(one, tags, "bench"), taxonomy):
                yield one.text


def _mail(number: int, body: bytes, words: str, subject: str = "", kind: str = "plain", customer: int = 0) -> Mail:
    """With the headers that a mail program and two servers put on it; lines end with LF alone, as mail servers pipe them."""
    subject = subject or f"About my order {number}"
    head = [
        f"Received: from mx.example.com (mx.example.com [192.0.2.7]) by relay.example.net with ESMTPS id {number:x};",
        "        Tue, 24 Nov 2026 10:00:00 +0000",
        f"From: Customer {customer or number} <c{customer or number}@example.com>",
        "To: feedback@localhost",
        f"Subject: {subject}",
        f"Message-ID: <bench.{number}@example.com>",
        "Date: Tue, 24 Nov 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    return Mail(subject, "\n".join([*head, "", ""]).encode() + body + b"\n", words)
