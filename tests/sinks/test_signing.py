"""Our mail is signed so that its receivers can tell it from forgeries."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import dkim
import pytest

from golddust.clock import MovableClock
from golddust.errors import Misconfigured
from golddust.events import Address, ReplyPurpose
from sinks.replies.smtp.message import Letterhead, message_of, wire_form
from sinks.replies.smtp.options import DkimOptions, Options
from sinks.replies.smtp.sender import SmtpReplies
from sinks.replies.smtp.signing import Signer, signer_of
from tests.services.mailbox import Mailbox
from tests.sinks.made import KEYS, MONDAY, reply_to, said

MakeKey = Callable[..., Path]


@pytest.fixture(scope="module")
def new_key(tmp_path_factory: pytest.TempPathFactory) -> MakeKey:
    """Makes a key by openssl, as its users do."""

    def make(*how: str) -> Path:
        file = tmp_path_factory.mktemp("dkim") / "key.pem"
        subprocess.run(
            ["openssl", *(how or ("genrsa",)), "-out", str(file), *(() if how else ("2048",))], check=True, capture_output=True
        )
        return file

    return make


@pytest.fixture(scope="module")
def signer(new_key: MakeKey) -> Signer:
    return Signer("example.com", "key1", new_key())


def verified(signer: Signer, mail: bytes) -> bool:
    """What a receiver finds who looks the key up where the signature says."""

    def published(name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001 - dkimpy's own name
        return signer.record.encode() if name.rstrip(b".") == signer.record_name.encode() else None

    return bool(dkim.verify(mail, dnsfunc=published))


def mail_of(
    purpose: ReplyPurpose = "acknowledgement", text: str = "Gr\u00fc\u00dfe\n.\n", value: str = "ann@example.com"
) -> bytes:
    reply = reply_to(said("a", address=Address(kind="email", value=value)), purpose=purpose, text=text)
    message = message_of(reply, Letterhead("feedback@example.com", KEYS, "Gr\u00f6\u00dfe Ltd."), MONDAY)
    return wire_form(message, smtputf8=not value.isascii())


@pytest.mark.parametrize("text", ["", "x", "x\n\n\n", "  x  \n", ".\n..\n", "\u3042" * 900, "x" * 5000])
def test_a_receiver_finds_the_signature_good_whatever_the_words(signer: Signer, text: str) -> None:
    assert verified(signer, signer.signed(mail_of(text=text)))


@pytest.mark.parametrize("purpose", ["acknowledgement", "answer", "check"])
def test_mail_of_every_kind_is_signed(signer: Signer, purpose: ReplyPurpose) -> None:
    assert verified(signer, signer.signed(mail_of(purpose)))


def test_mail_with_letters_outside_of_ascii_in_its_headers_is_signed(signer: Signer) -> None:
    assert verified(signer, signer.signed(mail_of(value="zo\u00eb@example.com")))


def test_it_is_signed_as_it_arrives(signer: Signer, mailbox: Mailbox) -> None:
    options = Options(host="127.0.0.1", port=mailbox.port, timeout=5.0, sender="feedback@example.com")
    text = ".\n..x\nFrom here\ntrailing \n\n"
    SmtpReplies(options, MovableClock(MONDAY), lambda: KEYS, signer=signer).send(reply_to(said("a"), text=text))
    assert verified(signer, mailbox.raw())


@pytest.mark.parametrize(
    "header",
    [
        *(
            "From: boss@example.com",
            "To: x@example.com",
            "Cc: x@example.com",
            "Subject: pay",
            "Date: now",
            "Reply-To: x@example.com",
        ),
        *("Message-ID: <x@y>", "In-Reply-To: <x@y>", "References: <x@y>", "MIME-Version: 1.0", "Content-Type: text/html"),
        *(
            "Content-Transfer-Encoding: base64",
            "List-Unsubscribe: <https://example.org>",
            "Auto-Submitted: no",
            "Sender: x@example.com",
        ),
    ],
)
@pytest.mark.parametrize("purpose", ["acknowledgement", "answer"])
def test_no_header_can_be_added(signer: Signer, header: str, purpose: ReplyPurpose) -> None:
    signed = signer.signed(mail_of(purpose))
    assert verified(signer, signed)
    assert not verified(signer, f"{header}\r\n".encode() + signed)


@pytest.mark.parametrize(("old", "new"), [(b"Subject: Re:", b"Subject: No:"), (b"\r\n.\r\n", b"\r\n!\r\n")])
def test_nothing_can_be_changed(signer: Signer, old: bytes, new: bytes) -> None:
    signed = signer.signed(mail_of(text="x\n.\ny"))
    assert old in signed
    assert not verified(signer, signed.replace(old, new))


def test_what_relays_do_to_white_space_does_no_harm(signer: Signer) -> None:
    signed = signer.signed(mail_of()).replace(b"Subject: Re:", b"subject:  Re:")
    assert verified(signer, b"Received: from a by b; now\r\n" + signed + b"\r\n\r\n")


def test_the_record_is_one_line_of_a_zone_file_in_strings_that_the_dns_holds(signer: Signer) -> None:
    line = signer.zone_line()
    assert line.startswith('key1._domainkey.example.com. IN TXT ( "v=DKIM1; k=rsa; p=')
    strings = line.split('"')[1::2]
    assert "".join(strings) == signer.record
    assert max(map(len, strings)) <= 255
    assert "\n" not in line


def test_the_senders_domain_signs_unless_another_is_named(new_key: MakeKey) -> None:
    key = new_key()
    own = signer_of(Options(sender="a@example.net", dkim=DkimOptions(key_file=key)))
    other = signer_of(Options(sender="a@example.net", dkim=DkimOptions(key_file=key, domain="mail.example.net", selector="s1")))
    assert own is not None
    assert other is not None
    assert (own.record_name, other.record_name) == ("golddust._domainkey.example.net", "s1._domainkey.mail.example.net")
    assert signer_of(Options()) is None


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (("genpkey", "-algorithm", "ed25519"), "RSA key of at least 1024 bits"),
        (("genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:512"), "RSA key of at least 1024 bits"),
        (("genpkey", "-algorithm", "rsa", "-aes256", "-pass", "pass:made-up"), "without a passphrase"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_with_words(new_key: MakeKey, how: tuple[str, ...], words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        Signer("example.com", "s", new_key(*how))


@pytest.mark.parametrize(
    ("name", "words"), [("missing.pem", "can be read"), ("", "can be read"), ("nonsense.pem", "RSA key in PEM")]
)
def test_what_is_no_key_is_refused_with_the_setting(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "nonsense.pem").write_bytes(b"\x00 no key")
    with pytest.raises(Misconfigured, match=words) as refused:
        Signer("example.com", "s", tmp_path / name)
    assert refused.value.problems[0].path == "replies.smtp.dkim.key_file"
