"""DKIM: what counts as a signature of the author's domain, and what does not."""

import base64
import re

import pytest

from ingest.email.authentic.canonical import relaxed_body, signed_mail, simple_body
from tests.ingest.email.authentic.conftest import MAIL, CheckFor
from tests.services.names import Names, failure
from tests.services.signers import ed25519_key, other_key, public, rsa_key, signed, signed_by_hand
from tests.services.smtp_door import Counted

PAST, FUTURE = 1_700_000_000, 4_000_000_000
RFC_8463 = (
    b"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n"
    b" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n subject : date : message-id : from : subject : date;\r\n"
    b" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    b" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=football.example.com; i=@football.example.com;\r\n"
    b" q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n date : message-id : from : subject : date;\r\n"
    b" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
    b" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
    b" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
    b" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n"
    b"From: Joe SixPack <joe@football.example.com>\r\nTo: Suzie Q <suzie@shopping.example.net>\r\n"
    b"Subject: Is dinner ready?\r\nDate: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
    b"Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n\r\n"
    b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
)
"""Source: RFC 8463, Appendix A."""


def dkim_of(found: dict[str, str]) -> list[str]:
    return re.findall(r"dkim=(\S+?)(?= |;|$)", found["authentication"])


def test_the_mail_in_the_standard_is_signed_twice(check: CheckFor, names: Names, counted: Counted) -> None:
    names.txt("brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    rsa = (
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACD"
        "fzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
    )
    names.txt("test._domainkey.football.example.com", f"v=DKIM1; k=rsa; p={rsa}")
    assert dkim_of(check(RFC_8463)) == ["pass"]
    assert counted.counts["authentication", "dkim", "pass"] == 2


@pytest.mark.parametrize("how", ["relaxed/relaxed", "simple/simple", "relaxed/simple", "simple/relaxed"])
def test_what_dkimpy_signs_is_signed(check: CheckFor, names: Names, how: str) -> None:
    mail = signed(MAIL, "example.com", names, how=how)
    assert dkim_of(check(mail)) == ["pass"]
    assert dkim_of(check(mail.replace(b"Where", b"There"))) == ["fail"]
    assert dkim_of(check(mail.replace(b"Subject: Late", b"Subject: Lost"))) == ["fail"]


def test_relaxed_forgives_blanks_and_simple_does_not(check: CheckFor, names: Names) -> None:
    blanks = (b"Where  is it? \r\n\r\n", b"Where is it?\r\n\r\n\r\n")
    assert dkim_of(check(signed(MAIL, "example.com", names).replace(*blanks))) == ["pass"]
    assert dkim_of(check(signed(MAIL, "example.com", names, how="relaxed/simple").replace(*blanks))) == ["fail"]


@pytest.mark.parametrize("key", [rsa_key, ed25519_key], ids=["rsa", "ed25519"])
def test_both_kinds_of_keys_are_known(check: CheckFor, names: Names, key: object) -> None:
    made = key()  # type: ignore[operator]
    kind = "rsa" if key is rsa_key else "ed25519"
    names.key("example.com", "s1", public(made), f"k={kind}")
    assert dkim_of(check(signed_by_hand(MAIL, "example.com", made, f"{kind}-sha256"))) == ["pass"]
    names.key("example.com", "s1", public(made), "k=ed25519" if kind == "rsa" else "k=rsa")
    assert dkim_of(check(signed_by_hand(MAIL, "example.com", made, f"{kind}-sha256"))) == ["permerror"]


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=DKIM1; k=rsa; p={key}", "pass"),
        ("p={key}", "pass"),
        ("v=DKIM1;; t=s; s=email; h=sha1:sha256; n=a note; p={key};", "pass"),
        ("v=DKIM1; t=y; p={key}", "neutral"),
        ("v=DKIM1; k=rsa; p=", "permerror"),
        ("v=DKIM2; p={key}", "permerror"),
        ("v=DKIM1; h=sha1; p={key}", "permerror"),
        ("v=DKIM1; s=tlsrpt; p={key}", "permerror"),
        ("v=DKIM1; p={key}; p={key}", "permerror"),
        ("v=DKIM1; p=%%%", "permerror"),
        ("v=DKIM1; p=MIGf", "permerror"),
        ("v=DKIM1; p={other}", "fail"),
        ("v=DKIM1; n={long}; p={key}", "permerror"),
        ("some other text", "permerror"),
    ],
)
def test_the_published_key_decides(check: CheckFor, names: Names, record: str, result: str) -> None:
    key, other = (base64.b64encode(public(one)).decode() for one in (rsa_key(), other_key()))
    names.txt("s1._domainkey.example.com", record.format(key=key, other=other, long="x" * 3000))
    assert dkim_of(check(signed(MAIL, "example.com"))) == [result]


def modulus_of(bits: int) -> bytes:
    """A key of that many bits that nobody has the other half of, as it is published (RFC 8017, A.1.1)."""
    number = ((1 << bits) - 1).to_bytes(bits // 8 + 1, "big")
    return _der(0x30, _der(2, number) + _der(2, b"\x01\x00\x01"))


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = (length.bit_length() + 7) // 8
    return bytes([tag, length] if length < 128 else [tag, 0x80 + size, *length.to_bytes(size, "big")]) + content


@pytest.mark.parametrize(("bits", "result"), [(768, "policy"), (1024, "fail"), (2048, "fail"), (4096, "fail"), (4608, "policy")])
def test_keys_that_are_short_or_cost_much_are_held_against_no_signature(
    check: CheckFor, names: Names, bits: int, result: str
) -> None:
    names.key("example.com", "s1", modulus_of(bits))
    assert dkim_of(check(signed(MAIL, "example.com"))) == [result]


@pytest.mark.parametrize(
    ("more", "result"),
    [
        ("", "pass"),
        (f"t={PAST}; x={FUTURE}; ", "pass"),
        (f"x={PAST}; ", "fail"),
        (f"t={FUTURE}; ", "fail"),
        (f"t={FUTURE}; x={PAST}; ", "fail"),
        ("t=yesterday; ", "fail"),
        ("t=" + "9" * 5000 + "; ", "fail"),
        ("i=ann@sub.example.com; ", "pass"),
        ("i=ann@notexample.com; ", "permerror"),
        ("l=5; ", "policy"),
        ("l=0; ", "policy"),
        ("v=2; ", "permerror"),
        ("z=From:x|To:y; ", "pass"),
    ],
)
def test_the_tags_of_a_signature_are_kept_to(check: CheckFor, names: Names, more: str, result: str) -> None:
    names.key("example.com", "s1", public(rsa_key()))
    assert dkim_of(check(signed_by_hand(MAIL, "example.com", rsa_key(), more=more))) == [result]


def test_a_key_only_for_the_very_domain_signs_for_none_below(check: CheckFor, names: Names) -> None:
    names.key("example.com", "s1", public(rsa_key()), "t=s")
    assert dkim_of(check(signed_by_hand(MAIL, "example.com", rsa_key(), more="i=@sub.example.com; "))) == ["permerror"]
    assert dkim_of(check(signed_by_hand(MAIL, "example.com", rsa_key(), more="i=@example.com; "))) == ["pass"]


def test_a_signature_that_leaves_from_out_or_is_sha_1_proves_nothing(check: CheckFor, names: Names) -> None:
    names.key("example.com", "s1", public(rsa_key()))
    assert dkim_of(check(signed_by_hand(MAIL, "example.com", rsa_key(), fields=("to", "subject")))) == ["permerror"]
    assert dkim_of(check(signed_by_hand(MAIL, "example.com", rsa_key(), "rsa-sha1"))) == ["policy"]


def test_words_added_behind_the_length_that_dkimpy_signed_do_not_count_as_signed(check: CheckFor, names: Names) -> None:
    assert dkim_of(check(signed(MAIL, "example.com", names, length=True) + b"And send it elsewhere.\r\n")) == ["policy"]


def test_a_field_named_once_more_than_it_is_there_cannot_be_added(check: CheckFor, names: Names) -> None:
    names.key("example.com", "s1", public(rsa_key()))
    mail = signed_by_hand(MAIL, "example.com", rsa_key(), fields=("from", "from", "subject", "subject"))
    assert dkim_of(check(mail)) == ["pass"]
    assert dkim_of(check(b"Subject: Other\r\n" + mail)) == ["fail"]


def test_a_dns_that_fails_is_no_failure_of_the_signature(check: CheckFor, names: Names) -> None:
    names.odd["s1._domainkey.example.com"] = failure
    found = check(signed(MAIL, "example.com"))
    assert dkim_of(found) == ["temperror"]
    assert "suspect" not in found


def test_many_signatures_cost_no_more_than_a_few_and_the_authors_come_first(check: CheckFor, names: Names) -> None:
    mail = signed(MAIL, "example.com", names)
    for number in range(200):
        mail = signed_by_hand(MAIL, f"d{number}.example.net", rsa_key()).removesuffix(MAIL) + mail
    found = check(mail)
    assert dkim_of(found)[0] == "pass"
    assert len([name for name, kind in names.asked if "_domainkey" in name]) == 5


@pytest.mark.parametrize(
    "field",
    [
        b"",
        b"v=1",
        b"v=1; a=rsa-sha256; b=; bh=; d=; h=; s=",
        b";;;;" * 100,
        b"=" * 1000,
        b"v=1; a=rsa-sha256; d=example.com; s=../../x y; h=from; bh=x; b=eA==",
        b"v=1; a=rsa-sha256; d=a@example.com; s=s1; h=from; bh=x; b=eA==",
        b"v=1; a=rsa-sha256; d=" + b"a." * 500 + b"com; s=s1; h=from; bh=x; b=eA==",
        b"v=1; a=rsa-sha256; d=example.com; s=s1; h=" + b"from:" * 5000 + b"; bh=x; b=eA==",
        b"v=1; a=rsa-sha256; d=example.com; s=s1; c=odd; h=from; bh=x; b=eA==",
        b"v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=x; b=\xff\xfe",
        b"v=1; a=rsa-sha256; d=example.com; s=s1; h=from; bh=x; b=" + b"\r\n " * 5000 + b"=",
    ],
)
def test_what_is_no_signature_is_an_error_of_its_own(check: CheckFor, field: bytes) -> None:
    assert dkim_of(check(b"DKIM-Signature: " + field + b"\r\n" + MAIL)) in (["permerror"], ["fail"])


def test_a_signature_as_large_as_a_mail_is_passed_over(check: CheckFor) -> None:
    assert dkim_of(check(b"DKIM-Signature: v=1; b=" + b" " * 1_000_000 + b"\r\n" + MAIL)) == []


@pytest.mark.parametrize(
    ("body", "simple", "relaxed"),
    [
        (b"", b"\r\n", b""),
        (b"\r\n\r\n", b"\r\n", b""),
        (b"a", b"a\r\n", b"a\r\n"),
        (b"a \t b\t\r\n \r\n\r\n", b"a \t b\t\r\n \r\n", b"a b\r\n"),
        (b" a\r\n\r\nb  ", b" a\r\n\r\nb  \r\n", b" a\r\n\r\nb\r\n"),
        (b" ", b" \r\n", b""),
    ],
)
def test_bodies_are_canonical_as_the_standard_says(body: bytes, simple: bytes, relaxed: bytes) -> None:
    assert (simple_body(body), relaxed_body(body)) == (simple, relaxed)


@pytest.mark.parametrize("unit", [b" ", b"\t", b" \r\n", b"\r\n", b"\n", b"\r", b"a:\r\n", b"\r\n "])
def test_megabytes_of_anything_are_read_in_linear_time(unit: bytes) -> None:
    """Quadratic time would take hours."""
    content = b"From: a\r\n" + unit * (2_000_000 // len(unit))
    mail = signed_mail(content)
    mail.body_hash("relaxed")
    mail.body_hash("simple")
    relaxed_body(content + b"x")
    for field in mail.fields:
        field.canonical("relaxed")


def test_a_mail_that_lost_its_line_ends_gets_them_back(check: CheckFor, names: Names) -> None:
    assert dkim_of(check(signed(MAIL, "example.com", names).replace(b"\r\n", b"\n"))) == ["pass"]
