"""Authentication-Results: read as servers write them, believed of our own relay only."""

import pytest

from ingest.email.authentic.relayed import results_in
from tests.ingest.email.authentic.conftest import MAIL, CheckFor, Found
from tests.services.names import Names

RELAY = {"resolvers": [], "authserv_ids": ["mx.shop.example"]}
GMAIL = (
    "mx.google.com;\r\n       dkim=pass header.i=@example.com header.s=s1 header.b=abc/d+e=;\r\n       spf=pass (google.com: "
    "domain of ann@example.com designates 192.0.2.7 as permitted sender) smtp.mailfrom=ann@example.com;\r\n"
    "       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com"
)
MICROSOFT = (
    "mx.microsoft.com 1; spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=example.com; dkim=none (message not signed)\r\n"
    " header.d=none;dmarc=fail action=oreject header.from=example.com;compauth=fail reason=000"
)
INSIDE = {"peer": "127.0.0.1"}


def told(check: CheckFor, *fields: str, mail: bytes = MAIL, facts: Found | None = None, **settings: object) -> Found:
    head = "".join(f"Authentication-Results: {field}\r\n" for field in fields).encode()
    return check(head + mail, facts=INSIDE if facts is None else facts, **{**RELAY, **settings})


def results(value: str) -> list[str] | None:
    found = results_in(value.encode())
    return None if found is None else [found.by, *map(str, found.results)]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("mx.example.org; none", ["mx.example.org"]),
        ("mx.example.org 1; dmarc=pass header.from=example.com", ["mx.example.org", "dmarc=pass header.from=example.com"]),
        ("mx.example.org 2; dmarc=pass header.from=example.com", None),
        ("", None),
        (";;;", None),
        ("dmarc=pass", ["dmarc=pass"]),
        ('"MX.Example.Org" ; SPF = PASS smtp.mailfrom = a@Example.com', ["mx.example.org", "spf=pass smtp.mailfrom=example.com"]),
        (
            GMAIL,
            [
                "mx.google.com",
                "dkim=pass header.i=example.com",
                "spf=pass smtp.mailfrom=example.com",
                "dmarc=pass header.from=example.com policy.dmarc=reject",
            ],
        ),
        (
            "mx.example.org; dmarc=fail (p=none dis=none) header.from=example.com",
            ["mx.example.org", "dmarc=fail header.from=example.com policy.dmarc=none"],
        ),
        (
            'rspamd; dmarc=fail reason="SPF not aligned (relaxed); no DKIM" header.from=example.com (policy=quarantine)',
            ["rspamd", "dmarc=fail header.from=example.com policy.dmarc=quarantine"],
        ),
        (
            MICROSOFT,
            [
                "mx.microsoft.com",
                "spf=fail smtp.mailfrom=example.com",
                "dkim=none header.d=none",
                "dmarc=fail header.from=example.com policy.dmarc=reject",
            ],
        ),
        ("mx; dmarc=bestguesspass header.from=example.com", ["mx", "dmarc=none header.from=example.com"]),
        ("mx; auth=pass smtp.auth=ann.private", ["mx", "auth=pass"]),
        ("mx; dmarc/1=pass header.from=example.com", ["mx", "dmarc=pass header.from=example.com"]),
        ("mx; dmarc/2=pass header.from=example.com", ["mx"]),
        ("mx; dmarc (a ; dmarc=pass (b) ) = fail header.from=example.com", ["mx", "dmarc=fail header.from=example.com"]),
        (
            r"mx; dmarc=fail (\) ; dmarc=pass header.from=x.com) header.from=example.com",
            ["mx", "dmarc=fail header.from=example.com"],
        ),
        # what a sender chooses, its envelope's local part, must not pass for a domain or a result
        ("mx; spf=pass smtp.mailfrom=bank.com=x@evil.example", ["mx", "spf=pass smtp.mailfrom=evil.example"]),
        ('mx; spf=pass smtp.mailfrom="bank.com"@evil.example', ["mx", "spf=pass smtp.mailfrom=evil.example"]),
        ('mx; spf=pass smtp.mailfrom="x smtp.mailfrom=bank.com"@evil.example', ["mx", "spf=pass smtp.mailfrom=evil.example"]),
        (
            'mx; spf=pass smtp.mailfrom="; dmarc=pass header.from=bank.com"@evil.example',
            ["mx", "spf=pass smtp.mailfrom=evil.example"],
        ),
        ("mx; spf=pass smtp.mailfrom=bank.com(x)@evil.example", ["mx", "spf=pass smtp.mailfrom=evil.example"]),
        ("mx; spf=pass smtp.mailfrom=a@evil.example smtp.mailfrom=bank.com", ["mx", "spf=pass smtp.mailfrom=evil.example"]),
    ],
)
def test_results_are_read_as_they_are_written(value: str, read: list[str] | None) -> None:
    assert results(value) == read


@pytest.mark.parametrize("unit", ["(", ")", '"', "\\", ";", "=", "a=", " ", '"a', "dmarc=pass ", "(\\", 'x="', "\r\n ", "é"])
def test_any_number_of_anything_is_read_in_linear_time(unit: str) -> None:
    results_in((unit * 30_000).encode())
    results_in(("mx; dmarc=fail " + unit * 30_000).encode())


def test_our_relay_is_believed(check: CheckFor) -> None:
    found = told(check, "mx.shop.example; dmarc=pass (p=reject) header.from=example.com; spf=pass smtp.mailfrom=ann@example.com")
    assert found == {
        "authentication": "mx.shop.example; dmarc=pass header.from=example.com policy.dmarc=reject; "
        "spf=pass smtp.mailfrom=example.com"
    }
    found = told(check, "MX.Shop.Example; dmarc=fail (p=reject) header.from=example.com", facts={"protocol": "lmtp"})
    assert found["suspect"] == "yes"
    assert told(check, "mx.shop.example; dmarc=fail header.from=example.com")["suspect"] == "yes"


def test_what_our_relay_says_of_a_policy_that_wants_nothing_is_no_reason_for_doubt(check: CheckFor) -> None:
    assert "suspect" not in told(check, "mx.shop.example; dmarc=fail (p=none dis=none) header.from=example.com")
    assert "suspect" not in told(check, "mx.shop.example; dmarc=temperror header.from=example.com")


@pytest.mark.parametrize("facts", [{"peer": "192.0.2.7"}, {"peer": "2001:db8::1"}])
def test_our_relays_name_on_a_mail_from_outside_says_nothing(check: CheckFor, facts: Found) -> None:
    forged = "mx.shop.example; dmarc=pass header.from=shop.example; auth=pass"
    assert told(check, forged, facts=facts) == {}
    assert told(check, forged.replace("pass", "fail"), facts=facts) == {}


def test_other_names_say_nothing(check: CheckFor) -> None:
    assert told(check, "mx.example.org; dmarc=fail header.from=example.com") == {}
    assert told(check, "mx.shop.example.evil.example; dmarc=fail header.from=example.com") == {}
    found = told(
        check, "mx.example.org; dmarc=pass header.from=example.com", "mx.shop.example; dmarc=fail header.from=example.com"
    )
    assert found["suspect"] == "yes"


def test_results_below_the_first_trace_of_others_say_nothing(check: CheckFor) -> None:
    ours = "Authentication-Results: mx.shop.example; dkim=none\r\n"
    trace = "Received: from out.example.com by mx.shop.example; Tue, 24 Nov 2026 10:00:00 +0000\r\n"
    forged = "Authentication-Results: mx.shop.example; dmarc=pass header.from=example.com\r\n"
    found = check((ours + trace + forged).encode() + MAIL, facts=INSIDE, **RELAY)
    assert found == {"authentication": "mx.shop.example; dkim=none"}
    found = check((trace + ours + trace + forged).encode() + MAIL, facts=INSIDE, **RELAY)
    assert found == {"authentication": "mx.shop.example; dkim=none"}


def test_results_in_several_fields_are_one(check: CheckFor) -> None:
    found = told(check, "mx.shop.example; dkim=fail header.d=example.com", "mx.shop.example; dmarc=fail header.from=example.com")
    assert found["authentication"] == ("mx.shop.example; dmarc=fail header.from=example.com; dkim=fail header.d=example.com")
    found = told(
        check, "mx.shop.example; dmarc=pass header.from=example.com", "mx.shop.example; dmarc=fail header.from=example.com"
    )
    assert found["suspect"] == "yes"


def test_a_verdict_on_somebody_else_is_none_on_the_author(check: CheckFor) -> None:
    found = told(check, "mx.shop.example; dmarc=fail header.from=example.net")
    assert found == {"authentication": "mx.shop.example"}


def test_a_mail_in_our_name_that_our_relay_did_not_see_proven_is_suspect(check: CheckFor) -> None:
    mail = MAIL.replace(b"ann@example.com>\r\nTo", b"boss@shop.example>\r\nTo")
    assert told(check, "mx.shop.example; dmarc=none header.from=shop.example; spf=fail", mail=mail)["suspect"] == "yes"
    assert told(check, "mx.shop.example; dkim=pass header.d=example.net", mail=mail)["suspect"] == "yes"
    for proof in (
        "dkim=pass header.d=shop.example",
        "spf=pass smtp.mailfrom=bounce@mail.shop.example",
        "auth=pass smtp.auth=boss",
    ):
        assert "suspect" not in told(check, f"mx.shop.example; {proof}", mail=mail), proof


def test_what_the_relay_left_open_is_asked(check: CheckFor, names: Names) -> None:
    names.txt("_dmarc.example.com", "v=DMARC1; p=reject")
    settings = {**RELAY, "resolvers": [names.server]}
    head = b"Authentication-Results: mx.shop.example; spf=%b smtp.mailfrom=example.com\r\n"
    found = check(head % b"fail" + MAIL, facts=INSIDE, **settings)
    assert found["authentication"] == (
        "mx.shop.example; dmarc=fail header.from=example.com policy.dmarc=reject; spf=fail smtp.mailfrom=example.com"
    )
    assert found["suspect"] == "yes"
    assert "suspect" not in check(head % b"pass" + MAIL, facts=INSIDE, **settings)
    names.asked.clear()
    told(check, "mx.shop.example; dmarc=pass header.from=example.com", resolvers=[names.server])
    assert not names.asked
