"""SPF: whether the machine may send for the envelope's domain, within the limits of the standard."""

import pytest

from tests.ingest.email.authentic.conftest import MAIL, CheckFor
from tests.services.names import Names, failure


def spf_of(found: dict[str, str]) -> str:
    (said,) = [part for part in found["authentication"].split("; ") if part.startswith("spf=")]
    return said


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", "pass"),
        ("v=spf1 ip4:198.51.100.0/24 -all", "fail"),
        ("v=spf1 ~all", "softfail"),
        ("v=spf1 ?all", "neutral"),
        ("v=spf1", "neutral"),
        ("v=spf10 +all", "none"),
        ("V=SPF1 +all", "pass"),
        ("v=spf1 a:host.example.net -all", "pass"),
        ("v=spf1 mx:mail.example.net -all", "pass"),
        ("v=spf1 include:other.example.net -all", "pass"),
        ("v=spf1 include:nothing.example.net -all", "permerror"),
        ("v=spf1 redirect=other.example.net", "pass"),
        ("v=spf1 exists:%{ir}.%{d2}.list.example.net -all", "pass"),
        ("v=spf1 ptr:example.net -all", "pass"),
        ("v=spf1 include:example.com -all", "permerror"),
        ("v=spf1 redirect=example.com", "permerror"),
        ("v=spf1 ip4:192.0.2.999 -all", "permerror"),
        ("v=spf1 moo -all", "permerror"),
        ("v=spf1 exists:%{z}.example.net -all", "permerror"),
        ("v=spf1 exists:%{l" + "9" * 5000 + "}.example.net -all", "permerror"),
        ("v=spf1 a:" + "a" * 600 + ".example.net -all", "permerror"),
        ("v=spf1 " + "ip4:198.51.100.1 " * 500 + "-all", "permerror"),
        ("v=spf1 a:v1.example.net a:v2.example.net a:v3.example.net ip4:192.0.2.7 -all", "permerror"),
        ("v=spf1 \xff\xfe -all", "permerror"),
        ("v=spf1 include:broken.example.net -all", "temperror"),
        ("v=spf1 a:" + ".".join(["x"] * 120) + ".net -all", "fail"),
    ],
)
def test_the_record_decides(check: CheckFor, names: Names, record: str, result: str) -> None:
    names.txt("example.com", record.encode("latin-1"))
    names.txt("other.example.net", "v=spf1 ip4:192.0.2.7 -all")
    names.add("host.example.net", "A", "198.51.100.1", "192.0.2.7")
    names.add("mail.example.net", "MX", "10 host.example.net.")
    names.add("7.2.0.192.example.com.list.example.net", "A", "127.0.0.2")
    names.add("7.2.0.192.in-addr.arpa", "PTR", "host.example.net.")
    names.odd["broken.example.net"] = failure
    assert spf_of(check(MAIL)) == f"spf={result} smtp.mailfrom=example.com"


def test_two_records_are_an_error_and_none_is_none(check: CheckFor, names: Names) -> None:
    assert spf_of(check(MAIL)) == "spf=none smtp.mailfrom=example.com"
    names.txt("example.com", "v=spf1 +all", "v=spf1 -all")
    assert spf_of(check(MAIL)) == "spf=permerror smtp.mailfrom=example.com"


def test_a_null_sender_is_known_by_its_greeting(check: CheckFor, names: Names) -> None:
    names.txt("out.example.com", "v=spf1 ip4:192.0.2.7 -all")
    assert spf_of(check(MAIL, sender="")) == "spf=pass smtp.helo=out.example.com"
    assert spf_of(check(MAIL, sender="", facts={"helo": "[192.0.2.7]"})) == "spf=none"
    assert spf_of(check(MAIL, sender="", facts={"helo": "localhost"})) == "spf=none"


def test_ipv6_is_known_and_ipv4_within_it(check: CheckFor, names: Names) -> None:
    names.txt("example.com", "v=spf1 ip6:2001:db8::/32 ip4:192.0.2.7 -all")
    assert spf_of(check(MAIL, facts={"peer": "2001:db8::1"})).startswith("spf=pass")
    assert spf_of(check(MAIL, facts={"peer": "2001:db9::1"})).startswith("spf=fail")
    assert spf_of(check(MAIL, facts={"peer": "::ffff:192.0.2.7"})).startswith("spf=pass")


def test_no_more_than_ten_look_ups_are_made(check: CheckFor, names: Names) -> None:
    for number in range(100):
        names.txt(f"i{number}.example.net", f"v=spf1 include:i{number + 1}.example.net ?all")
    names.txt("example.com", "v=spf1 include:i0.example.net -all")
    assert spf_of(check(MAIL)) == "spf=permerror smtp.mailfrom=example.com"
    assert len([name for name, _ in names.asked if name.startswith("i")]) <= 11


def test_records_that_include_each_other_come_to_an_end(check: CheckFor, names: Names) -> None:
    names.txt("example.com", "v=spf1 include:a.example.net -all")
    names.txt("a.example.net", "v=spf1 include:b.example.net -all")
    names.txt("b.example.net", "v=spf1 include:a.example.net -all")
    assert spf_of(check(MAIL)) == "spf=permerror smtp.mailfrom=example.com"


def test_many_mail_hosts_are_an_error(check: CheckFor, names: Names) -> None:
    names.txt("example.com", "v=spf1 mx -all")
    names.add("example.com", "MX", *(f"10 h{number}.example.net." for number in range(11)))
    assert spf_of(check(MAIL)) == "spf=permerror smtp.mailfrom=example.com"


def test_an_explanation_is_not_asked_for(check: CheckFor, names: Names) -> None:
    names.txt("example.com", "v=spf1 -all exp=why.example.com")
    assert spf_of(check(MAIL)) == "spf=fail smtp.mailfrom=example.com"
    assert ("why.example.com", "TXT") not in names.asked


def test_nothing_of_a_person_is_said_of_the_envelope(check: CheckFor) -> None:
    found = check(MAIL, sender="ann.private@example.com")
    assert "ann" not in found["authentication"]


@pytest.mark.parametrize(
    "sender", ["ann", "@", "ann@", "a@b@example.com", '"a b"@example.com', "é@bücher.example", "\ufffd@\ufffd"]
)
def test_any_envelope_is_read(check: CheckFor, sender: str) -> None:
    assert "spf=" in check(MAIL, sender=sender)["authentication"]


def test_behind_a_relay_of_ours_the_machine_says_nothing_about_the_sender(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", "v=DMARC1; p=reject")
    names.txt("example.com", "v=spf1 -all")
    for facts in ({"peer": "127.0.0.1"}, {"peer": "192.0.2.7", "protocol": "lmtp"}, {"peer": ""}):
        assert check(MAIL, facts=facts) == {"authentication": ""}
