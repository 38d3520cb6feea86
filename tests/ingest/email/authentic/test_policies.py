"""DMARC: whose proof counts for whom, and what the owner of a domain wants."""

import pytest

from ingest.email.authentic.domains import aligned, domain_of, organisation_of
from tests.ingest.email.authentic.conftest import MAIL, CheckFor
from tests.services.names import Names, failure, silence
from tests.services.signers import rsa_key, signed, signed_by_hand

REJECT = "v=DMARC1; p=reject"
SPF = "v=spf1 ip4:192.0.2.7 -all"
"""The machine that all these mails come from."""


def dmarc_of(found: dict[str, str]) -> str:
    verdicts = [part for part in found["authentication"].split("; ") if part.startswith("dmarc=")]
    return verdicts[0].partition(" ")[0].removeprefix("dmarc=") if verdicts else ""


def from_(domain: str) -> bytes:
    return MAIL.replace(b"ann@example.com>\r\nTo", b"ann@" + domain.encode() + b">\r\nTo")


def test_a_mail_signed_by_its_author_is_the_authors_by_whatever_way_it_came(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", REJECT)
    names.txt("example.net", "v=spf1 -all")
    found = check(signed(MAIL, "example.com", names), sender="bounce@example.net")
    assert found == {
        "authentication": "dmarc=pass header.from=example.com policy.dmarc=reject; dkim=pass header.d=example.com; "
        "spf=fail smtp.mailfrom=example.net"
    }


def test_a_mail_from_the_authors_machine_is_the_authors_without_a_signature(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", REJECT)
    names.txt("example.com", SPF)
    found = check(MAIL)
    assert found["authentication"] == (
        "dmarc=pass header.from=example.com policy.dmarc=reject; spf=pass smtp.mailfrom=example.com"
    )
    assert "suspect" not in found


def test_a_mail_that_proves_nothing_is_suspect_where_its_owner_said_so(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", REJECT)
    names.txt("example.net", SPF)
    mail = signed(MAIL, "example.net", names)
    found = check(mail, sender="ann@example.net")
    assert found["suspect"] == "yes"
    assert found["authentication"] == (
        "dmarc=fail header.from=example.com policy.dmarc=reject; dkim=pass header.d=example.net; "
        "spf=pass smtp.mailfrom=example.net"
    )


@pytest.mark.parametrize(
    ("record", "policy", "suspect"),
    [
        ("v=DMARC1; p=none", "none", False),
        ("v=DMARC1; p=quarantine", "quarantine", True),
        ("v=DMARC1; p=reject", "reject", True),
        ("v=DMARC1; P=Reject; rua=mailto:a@example.com", "reject", True),
        ("v=DMARC1;p=reject;;", "reject", True),
        ("v=DMARC1; p=reject; pct=50", "reject", True),
        ("v=DMARC1; p=quarantine; pct=0", "none", False),
        ("v=DMARC1; p=reject; t=y", "quarantine", True),
        ("v=DMARC1; p=odd; rua=mailto:a@example.com", "none", False),
        ("v=DMARC1; p=reject; sp=odd; rua=mailto:a@example.com", "none", False),
        ("v=DMARC1; p=odd", "", False),
        ("v=DMARC1; rua=mailto:a@example.com", "none", False),
        ("v=DMARC1", "", False),
        ("v=DMARC2; p=reject", "", False),
        ("p=reject; v=DMARC1", "", False),
        ("v=DMARC1; p=reject; p=none", "", False),
        ("v=DMARC1; p=reject; n=" + "x" * 5000, "", False),
        ("v=DMARC1; " + "a=b;" * 1000, "", False),
        ("\xff\xfe", "", False),
    ],
)
def test_the_published_policy_decides(check: CheckFor, names: Names, record: str, policy: str, suspect: bool) -> None:
    names.txt("_dmarc.example.com", record)
    found = check(MAIL)
    assert found["authentication"].partition(";")[0] == (
        f"dmarc=fail header.from=example.com policy.dmarc={policy}" if policy else "dmarc=none header.from=example.com"
    )
    assert ("suspect" in found) is suspect


def test_two_policies_are_none(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", REJECT, "v=DMARC1; p=quarantine")
    assert dmarc_of(check(MAIL)) == "none"
    names.txt("_dmarc.example.com", REJECT, "something else")
    assert dmarc_of(check(MAIL)) == "fail"


@pytest.mark.parametrize(
    ("record", "by", "result"),
    [
        ("v=DMARC1; p=reject", "example.com", "pass"),
        ("v=DMARC1; p=reject", "mail.example.com", "pass"),
        ("v=DMARC1; p=reject; adkim=r", "mail.example.com", "pass"),
        ("v=DMARC1; p=reject; adkim=s", "mail.example.com", "fail"),
        ("v=DMARC1; p=reject; adkim=s", "example.com", "pass"),
        ("v=DMARC1; p=reject; aspf=s", "mail.example.com", "pass"),
        ("v=DMARC1; p=reject", "example.net", "fail"),
        ("v=DMARC1; p=reject", "notexample.com", "fail"),
        ("v=DMARC1; p=reject", "com", "fail"),
    ],
)
def test_a_signature_counts_for_its_organisation(check: CheckFor, names: Names, record: str, by: str, result: str) -> None:
    names.txt("_dmarc.example.com", record)
    assert dmarc_of(check(signed(MAIL, by, names), sender="")) == result


@pytest.mark.parametrize(
    ("record", "sender", "result"),
    [
        ("v=DMARC1; p=reject", "x@bounces.example.com", "pass"),
        ("v=DMARC1; p=reject; aspf=s", "x@bounces.example.com", "fail"),
        ("v=DMARC1; p=reject; adkim=s", "x@bounces.example.com", "pass"),
        ("v=DMARC1; p=reject", "x@bounces.example.net", "fail"),
        ("v=DMARC1; p=reject", "", "pass"),
    ],
)
def test_a_machine_counts_for_its_organisation(check: CheckFor, names: Names, record: str, sender: str, result: str) -> None:
    names.txt("_dmarc.example.com", record)
    for host in ("bounces.example.com", "bounces.example.net", "out.example.com"):
        names.txt(host, SPF)
    assert dmarc_of(check(MAIL, sender=sender)) == result


def test_a_domain_below_falls_under_its_organisations_policy_for_those(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", "v=DMARC1; p=none; sp=reject")
    assert check(from_("shop.example.com"))["suspect"] == "yes"
    assert "suspect" not in check(MAIL)
    names.txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=none")
    assert "suspect" not in check(from_("shop.example.com"))
    names.txt("_dmarc.example.com", REJECT)
    assert check(from_("a.b.shop.example.com"))["suspect"] == "yes"
    names.txt("_dmarc.shop.example.com", "v=DMARC1; p=none")
    assert "suspect" not in check(from_("shop.example.com"))


def test_what_anybody_may_register_under_is_nobodys_organisation(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.co.uk", REJECT)
    names.txt("_dmarc.one.co.uk", REJECT)
    assert dmarc_of(check(signed(from_("one.co.uk"), "two.co.uk", names))) == "fail"
    assert dmarc_of(check(from_("three.co.uk"))) == "none"
    assert organisation_of("a.b.example.co.uk") == "example.co.uk"
    assert organisation_of("co.uk") == "co.uk"
    assert not aligned("co.uk", "example.co.uk", strict=False)
    assert not aligned("", "", strict=False)


def test_a_dns_that_fails_holds_nothing_against_anybody(check: CheckFor, names: Names) -> None:
    names.odd["_dmarc.example.com"] = failure
    found = check(MAIL)
    assert (dmarc_of(found), "suspect" in found) == ("temperror", False)
    names.odd.clear()
    names.txt("_dmarc.example.com", REJECT)
    names.odd["example.com"] = failure
    found = check(MAIL)
    assert (dmarc_of(found), "suspect" in found) == ("temperror", False)
    assert dmarc_of(check(signed(MAIL, "example.com", names))) == "pass"


def test_a_slow_domain_of_a_strangers_leaves_time_for_the_one_that_is_forged(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", REJECT)
    for slow in ("slow.example.net", "s1._domainkey.slow.example.net"):
        names.odd[slow] = silence
    mail = MAIL
    for _ in range(5):
        mail = signed_by_hand(mail, "slow.example.net", rsa_key()).removesuffix(mail) + mail
    found = check(mail, sender="x@slow.example.net", timeout=2.0)
    assert (dmarc_of(found), found["suspect"]) == ("fail", "yes")


def test_a_resolver_that_says_nothing_costs_no_more_than_the_time_that_is_set(check: CheckFor, names: Names) -> None:
    names.odd["*"] = silence
    found = check(signed(MAIL, "example.com"), timeout=0.3)
    assert found == {
        "authentication": "dmarc=temperror header.from=example.com; spf=temperror smtp.mailfrom=example.com; "
        "dkim=temperror header.d=example.com"
    }


def test_where_nothing_is_published_there_is_nothing_to_fail(check: CheckFor, names: Names) -> None:
    names.txt("example.com", "v=spf1 -all")
    found = check(MAIL)
    assert found == {"authentication": "dmarc=none header.from=example.com; spf=fail smtp.mailfrom=example.com"}


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("ann@Example.COM", "example.com"),
        ("ann@example.com.", "example.com"),
        ("ann@bücher.example", "xn--bcher-kva.example"),
        ("ann@\uff45xample.com", "example.com"),
        ("ann@[192.0.2.1]", ""),
        ("ann@exa mple.com", ""),
        ("ann@example..com", ""),
        ("ann@" + "a." * 200 + "com", ""),
        ("ann@" + "ü" * 100 + ".com", ""),
        ("ann@\udcff.com", ""),
        ("localhost", "localhost"),
        ("", ""),
        ("_a.example.com", "_a.example.com"),
        ("-a.example.com", ""),
    ],
)
def test_a_domain_is_spelled_as_the_dns_does(text: str, domain: str) -> None:
    assert domain_of(text) == domain
