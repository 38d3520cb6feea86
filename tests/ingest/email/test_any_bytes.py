"""Whatever comes, it becomes feedback that can be written down."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.hostile import SEEDS
from ingest.email.as_json import parsed
from ingest.email.identity import fingerprint
from ingest.email.mime.body import TOO_DEEP
from ingest.email.mime.html import to_lines
from ingest.email.read import mail_of

CORPUS = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "corpus" / "email").glob("*.eml"))]
SNIPPETS = st.sampled_from(
    [
        *(
            b"\r\n",
            b"\n",
            b"\r",
            b"\0",
            b"\xff\xfe",
            b"\r\n\r\n",
            b"--b\r\n",
            b"--b--\r\n",
            b"> ",
            b"-- \r\n",
            b"=?utf-8?b?",
            b"?=",
        ),
        *(b"From: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"message/rfc822", b"text/html", b"charset=", b"utf-7"),
        *(
            b"Content-Transfer-Encoding: ",
            b"base64",
            b"quoted-printable",
            b"x-uuencode",
            b"filename*0*=",
            b'"',
            b"<",
            b"&#x110000;",
        ),
        *(
            b"begin 644 a\n",
            b"\nend\n",
            b"On 1/1/26 Ann wrote:\n",
            b"\x1b$B",
            b"\xed\xa0\x80",
            b"format=flowed",
            b"Date: ",
            b"9" * 30,
        ),
    ]
)
MADE_UP = st.lists(st.one_of(SNIPPETS, st.binary(max_size=12)), max_size=60).map(b"".join)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A message of the corpus with a piece cut out, doubled or replaced."""
    mail = draw(st.sampled_from(CORPUS))
    start, end = sorted((draw(st.integers(0, len(mail))), draw(st.integers(0, len(mail)))))
    return mail[:start] + draw(st.one_of(MADE_UP, st.just(b""), st.just(mail[start:end] * 2))) + mail[end:]


@given(raw=st.one_of(st.binary(max_size=400), MADE_UP, damaged()))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_feedback_that_can_be_written_and_read(raw: bytes) -> None:
    printed = parsed("file", raw)
    written = msgspec.json.encode(printed)
    assert b"\\u0000" not in written
    assert msgspec.json.decode(written) == printed
    assert fingerprint(raw).said


@given(
    document=st.lists(
        st.one_of(
            st.sampled_from(["<", ">", "<!--", '<a href="', "<p>", "</", "&#", "<pre>", "\n", "<ol><li>"]), st.text(max_size=5)
        )
    )
)
@settings(max_examples=200, deadline=None)
def test_any_html_gives_lines(document: list[str]) -> None:
    assert isinstance(to_lines("".join(document)), list)


HEAD = b"From: a@example.com\r\nSubject: x\r\n"
HOSTILE = {
    "parts within parts": HEAD
    + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(10_000))
    + b"\r\nwords\r\n",
    "messages within messages": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000 + b"words",
    "many parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nwords\r\n" * 50_000,
    "a long header": HEAD + b"X-Long: " + b"x" * 1_000_000 + b"\r\n\r\nwords",
    "many headers": HEAD + b"X-A: b\r\n" * 50_000 + b"\r\nwords",
    "encoded words without an end": b"Subject: " + b"=?a?q?" * 100_000 + b"\r\n\r\nwords",
    "quotes without an end": HEAD + b'To: "' + b'"<' * 100_000 + b"\r\n\r\nwords",
    "one long quote": HEAD + b"\r\nwords\r\n" + b"> a\r\n" * 100_000,
    "heads of no quote": HEAD + b"\r\nwords\r\n" + b"On 2020 a@b:\r\n" * 30_000,
    "signatures": HEAD + b"\r\nwords\r\n" + b"--\r\na\r\n" * 50_000,
    "one long line": HEAD + b"\r\nwords " + b"a@" * 400_000,
    "tags without an end": HEAD + b"Content-Type: text/html\r\n\r\nwords" + b'<a "' * 100_000,
    "elements without an end": HEAD + b"Content-Type: text/html\r\n\r\nwords" + b"<blockquote type=cite>" * 30_000,
    "bytes of no charset": HEAD + b"\r\nwords " + bytes(range(128, 256)) * 3_000,
}


@pytest.mark.parametrize("mail", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mails_are_read_to_their_words(mail: bytes) -> None:
    assert "words" in mail_of(mail).full_text


def test_wrappers_within_wrappers_are_opened_down_to_a_depth_that_is_told() -> None:
    assert TOO_DEEP in mail_of(SEEDS["400 signed wrappers"]()).problems


@pytest.mark.parametrize(
    "field", [b"a:" * 15_000, b"<" + b"," * 30_000, b'"' + b'\\"' * 15_000], ids=["colons", "commas", "quotes"]
)
def test_the_author_is_found_behind_fields_of_marks(field: bytes) -> None:
    mail = mail_of(b"From: " + field + b"\r\nFrom: Ann <ann@example.com>\r\n\r\nwords")
    assert mail.sender.address == "ann@example.com"
