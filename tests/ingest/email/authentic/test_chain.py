"""ARC: what those found who handed a mail on, believed only of those whom we trust."""

import pytest

from tests.ingest.email.authentic.conftest import MAIL, CheckFor
from tests.services.names import Names, failure
from tests.services.signers import sealed, signed

LIST, GATE = "lists.example.org", "gate.example.net"
PASS = "dmarc=pass header.from=example.com"


@pytest.fixture
def listed(names: Names) -> bytes:
    """A mail that a mailing list changed, sealed and handed on, which breaks SPF and DKIM of its author."""
    names.txt("_dmarc.example.com", "v=DMARC1; p=reject")
    changed = signed(MAIL, "example.com", names).replace(b"Subject: Late", b"Subject: [list] Late")
    return sealed(changed, LIST, PASS, names)


def test_a_list_breaks_both_and_its_seal_mends_it(check: CheckFor, listed: bytes) -> None:
    found = check(listed, sender=f"bounce@{LIST}", arc_sealers=[LIST])
    assert "suspect" not in found
    assert found["authentication"].startswith(
        f"dmarc=fail header.from=example.com policy.dmarc=reject; arc=pass header.d={LIST}; dkim=fail header.d=example.com"
    )


def test_a_seal_of_a_stranger_mends_nothing(check: CheckFor, listed: bytes) -> None:
    found = check(listed, sender=f"bounce@{LIST}", arc_sealers=["other.example.org"])
    assert (found["suspect"], "arc=pass" in found["authentication"]) == ("yes", True)


@pytest.mark.parametrize(
    "change",
    [
        (b"Where", b"There"),
        (b"Subject: [list] Late", b"Subject: [list] Lost"),
        (b"dmarc=pass", b"dmarc=fail"),
        (b"cv=none", b"cv=pass"),
        (b"ARC-Seal", b"X-Seal"),
        (b"ARC-Message-Signature", b"X-Message-Signature"),
        (b"ARC-Authentication-Results", b"X-Results"),
        (b"i=1", b"i=2"),
        (b"i=1", b"i=0"),
        (b"i=1", b"i=99999999999"),
        (b"i=1", b"i=one"),
        (b"ARC-Seal: i=1;", b"ARC-Seal: h=from; i=1;"),
    ],
)
def test_a_chain_that_was_tampered_with_mends_nothing(check: CheckFor, listed: bytes, change: tuple[bytes, bytes]) -> None:
    found = check(listed.replace(*change), sender=f"bounce@{LIST}", arc_sealers=[LIST])
    assert found["suspect"] == "yes"
    assert "arc=fail" in found["authentication"]


def test_a_whole_set_twice_is_no_chain(check: CheckFor, listed: bytes) -> None:
    head = listed[: listed.index(b"Authentication-Results:", listed.index(b"ARC-Authentication-Results") + 30)]
    assert "arc=fail" in check(head + listed, arc_sealers=[LIST])["authentication"]


def test_two_hands_are_believed_when_both_are_trusted(check: CheckFor, names: Names, listed: bytes) -> None:
    mail = sealed(listed, GATE, "arc=pass; dmarc=fail header.from=example.com", names)
    assert "suspect" not in check(mail, arc_sealers=[LIST, GATE])
    assert check(mail, arc_sealers=[LIST])["suspect"] == "yes"
    assert check(mail, arc_sealers=[GATE])["suspect"] == "yes"


def test_what_was_sealed_of_another_author_mends_nothing(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", "v=DMARC1; p=reject")
    for said in ("dmarc=pass header.from=evil.example", "dmarc=pass", "dkim=pass header.d=example.com", "dmarc=bestguesspass"):
        assert check(sealed(MAIL, LIST, said, names), arc_sealers=[LIST])["suspect"] == "yes", said


def test_the_dns_away_for_the_seal_holds_the_failure_up(check: CheckFor, names: Names, listed: bytes) -> None:
    names.odd[f"arc._domainkey.{LIST}"] = failure
    found = check(listed, arc_sealers=[LIST])
    assert "arc=temperror" in found["authentication"]
    assert "suspect" not in found


def test_a_chain_of_fifty_is_looked_at_by_nobody(check: CheckFor, names: Names) -> None:
    mail = sealed(MAIL, LIST, PASS, names)
    head = mail[: len(mail) - len(MAIL)]
    for number in range(2, 51):
        mail = head.replace(b"i=1;", b"i=%d;" % number).replace(b"cv=none", b"cv=pass") + mail
    names.asked.clear()
    assert "arc=fail" in check(mail, arc_sealers=[LIST])["authentication"]
    assert not [name for name, _ in names.asked if "_domainkey" in name]
