"""The check as a whole: in whose name a mail is, when it is suspect, and that no mail and no DNS can break it."""

import random
from pathlib import Path

import authres
import dns.flags
import dns.message
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golddust.clock import SystemClock
from golddust.events import Delivery
from golddust.metrics import NoMetrics
from ingest.email.authentic.authors import authors_of
from ingest.email.authentic.canonical import signed_mail
from ingest.email.authentic.checking import Authenticity
from ingest.email.authentic.domains import domain_of
from ingest.email.options import Options
from ingest.email.read import read
from ingest.inbox import new_delivery
from tests.ingest.email.authentic.conftest import MAIL, CheckFor
from tests.services.names import Names, failure
from tests.services.signers import public, rsa_key, sealed, signed, signed_by_hand
from tests.services.smtp_door import CLOCK, Counted

CORPUS = Path(__file__).parents[3] / "corpus" / "email"
OURS = MAIL.replace(b"ann@example.com>\r\nTo", b"boss@shop.example>\r\nTo")
REJECT = "v=DMARC1; p=reject"


@pytest.fixture
def strict(names: Names) -> Names:
    """example.com and example.net want what is not from them to be rejected, and sign; evil.example signs."""
    for domain in ("example.com", "example.net"):
        names.txt(f"_dmarc.{domain}", REJECT)
    names.txt("out.evil.example", "v=spf1 ip4:192.0.2.7 -all")
    return names


def with_from(*lines: str, reply_to: str = "", mail: bytes = MAIL) -> bytes:
    head = "".join(f"From: {line}\r\n" for line in lines) + (f"Reply-To: {reply_to}\r\n" if reply_to else "")
    return head.encode() + mail.partition(b"\r\n")[2]


def test_several_from_fields_that_contradict_each_other_are_nobodys(check: CheckFor, strict: Names, counted: Counted) -> None:
    mail = signed(with_from("eve@evil.example"), "evil.example", strict)
    added = b"From: victim@example.org\r\n" + mail
    found = check(added, sender="eve@evil.example")
    assert found["suspect"] == "yes"
    assert "dmarc=fail header.from=evil.example" in found["authentication"]
    assert counted.counts["suspects", "several_authors"] == 1
    assert "suspect" not in check(mail, sender="eve@evil.example")


@pytest.mark.parametrize(
    "hidden",
    [
        b"From : victim@example.com\r\n",
        b"FROM:victim@example.com\r\n",
        b"X-A: b\nFrom: victim@example.com\r\n",
        b"From:\r\n victim@example.com\r\n",
        b"From: =?utf-8?q?Ann?= <victim@example.com>\r\n",
    ],
)
def test_a_second_from_is_seen_however_it_is_hidden(check: CheckFor, strict: Names, hidden: bytes) -> None:
    """A mail that Eve's house signed is sent on with another author put before or behind what was signed."""
    mail = signed(with_from("eve@evil.example"), "evil.example", strict)
    assert check(hidden + mail, sender="eve@evil.example")["suspect"] == "yes"
    at = mail.index(b"Subject:")
    assert check(mail[:at] + hidden + mail[at:], sender="eve@evil.example")["suspect"] == "yes"


@pytest.mark.parametrize("end", [b"", b"\r\n"], ids=["as sent", "before the dot"])
def test_a_mail_whose_lines_end_with_lf_alone_is_read_as_one(check: CheckFor, strict: Names, end: bytes) -> None:
    """So scripts send; by SMTP the last line has a CR LF all the same."""
    mail = signed(MAIL, "example.com", strict)
    found = check(mail.replace(b"\r\n", b"\n") + end)
    assert found["authentication"].startswith("dmarc=pass header.from=example.com")
    assert "suspect" not in found


def test_the_same_author_named_twice_is_one(check: CheckFor, strict: Names) -> None:
    mail = signed(MAIL, "example.com", strict)
    assert "suspect" not in check(b"From: Ann of Example <Ann@EXAMPLE.com>\r\n" + mail)


def test_of_several_authors_in_one_field_each_must_be_right(check: CheckFor, strict: Names) -> None:
    mail = with_from("a@example.com, b@example.net")
    once = signed(mail, "example.com", strict)
    assert check(once)["suspect"] == "yes"
    assert "suspect" not in check(signed(once, "example.net", strict, selector="s2"))
    assert check(with_from(", ".join(f"a@d{number}.example" for number in range(9))))["suspect"] == "yes"


@pytest.mark.usefixtures("strict")
def test_whoever_stands_in_for_a_missing_from_is_checked_instead(check: CheckFor) -> None:
    for line in (b"Reply-To: victim@example.com", b"Sender: victim@example.com", b"X-Sender: victim@example.com"):
        assert check(line + b"\r\n" + MAIL.partition(b"\r\n")[2], sender="eve@evil.example")["suspect"] == "yes"
    assert check(MAIL.partition(b"\r\n")[2], sender="victim@example.com")["suspect"] == "yes"
    assert check(MAIL.partition(b"\r\n")[2], sender="") == {"authentication": ""}


def test_a_no_reply_sender_speaks_for_nobody_but_who_may(check: CheckFor, strict: Names) -> None:
    """A web form writes in its own name and names the customer in Reply-To; so does whoever forges one."""
    mail = signed(with_from("noreply@forms.example", reply_to="victim@example.com"), "forms.example", strict)
    assert check(mail, sender="x@forms.example")["suspect"] == "yes"
    assert "suspect" not in check(mail, sender="x@forms.example", speak_for=["forms.example"])
    assert check(mail.replace(b"Where", b"There"), sender="x@forms.example", speak_for=["forms.example"])["suspect"] == "yes"
    own = signed(with_from("no-reply@shop.example", reply_to="victim@example.com"), "shop.example", strict)
    assert "suspect" not in check(own, sender="x@shop.example")
    person = signed(with_from("ann@forms.example", reply_to="victim@example.com"), "forms.example", strict)
    assert "suspect" not in check(person, sender="x@forms.example")


def test_a_mail_in_our_name_must_prove_it_whatever_we_publish(check: CheckFor, names: Names, counted: Counted) -> None:
    found = check(OURS, sender="eve@evil.example")
    assert found["suspect"] == "yes"
    assert counted.counts["suspects", "own_domain"] == 1
    assert "suspect" not in check(signed(OURS, "shop.example", names), sender="eve@evil.example")
    names.txt("shop.example", "v=spf1 ip4:192.0.2.7 -all")
    assert "suspect" not in check(OURS, sender="boss@shop.example")
    assert check(OURS, sender="boss@shop.example", facts={"peer": "192.0.2.8"})["suspect"] == "yes"


def test_a_mail_in_our_name_from_our_own_relay_must_prove_it_too(check: CheckFor, names: Names) -> None:
    inside = {"peer": "127.0.0.1"}
    assert check(OURS, facts=inside)["suspect"] == "yes"
    assert "suspect" not in check(signed(OURS, "shop.example", names), facts=inside)
    assert "suspect" not in check(MAIL, facts=inside)


def test_a_report_of_our_own_mail_server_is_believed_and_one_from_elsewhere_is_not(check: CheckFor) -> None:
    report = with_from("MAILER-DAEMON@shop.example")
    assert "suspect" not in check(report, sender="", facts={"peer": "127.0.0.1"})
    assert check(report, sender="")["suspect"] == "yes"


def test_domains_in_the_settings_may_be_spelled_as_people_do(check: CheckFor, strict: Names) -> None:
    form = signed(with_from("noreply@xn--bcher-kva.example", reply_to="victim@example.com"), "xn--bcher-kva.example", strict)
    assert "suspect" not in check(form, sender="x@forms.example", speak_for=["Bücher.example."])
    ours = with_from("boss@xn--bcher-kva.example")
    assert check(ours, sender="eve@evil.example", domains=["bücher.example"])["suspect"] == "yes"


def test_while_the_dns_is_away_nobody_is_suspect(check: CheckFor, names: Names) -> None:
    names.odd["*"] = failure
    assert "suspect" not in check(OURS)
    assert "suspect" not in check(signed(OURS, "shop.example"))


def test_where_nothing_is_set_nothing_is_said(check: CheckFor) -> None:
    assert check(OURS, resolvers=[]) == {}
    assert check(OURS, resolvers=[], authserv_ids=["mx.shop.example"]) == {}
    assert not Options().authentication.is_set


def test_what_is_found_is_counted_without_a_name(check: CheckFor, strict: Names, counted: Counted) -> None:
    check(signed(MAIL, "example.com", strict))
    check(MAIL)
    assert counted.counts == {
        ("authentication", "dmarc", "pass"): 1,
        ("authentication", "dkim", "pass"): 1,
        ("authentication", "spf", "none"): 2,
        ("authentication", "dmarc", "fail"): 1,
        ("suspects", "policy"): 1,
    }


def test_the_verdict_can_be_read_by_others_and_holds_nothing_of_a_person(check: CheckFor, strict: Names) -> None:
    mail = sealed(
        signed(with_from('"A. B." <ann.private@example.com>'), "example.com", strict), "lists.example.org", "none", strict
    )
    found = check(mail, sender="ann.private@example.com")["authentication"]
    assert "ann" not in found
    parsed = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: us; {found}")
    assert [(one.method, one.result) for one in parsed.results] == [
        ("dmarc", "pass"),
        ("arc", "pass"),
        ("spf", "none"),
        ("dkim", "pass"),
    ]


def test_a_verdict_has_an_end(check: CheckFor, names: Names) -> None:
    long = ".".join(["a" * 60] * 3)
    mail = MAIL
    for number in range(5):
        names.key(f"{long}.d{number}.example.net", "s1", public(rsa_key()))
        mail = signed_by_hand(mail, f"{long}.d{number}.example.net", rsa_key()).removesuffix(mail) + mail
    found = check(mail)["authentication"]
    assert 500 < len(found) <= 1000
    assert found.endswith(".example.net")


def taken_in(raw: bytes, facts: dict[str, str]) -> Delivery:
    return new_delivery("email", "feedback@shop.example", "x", b"", raw, CLOCK.now(), "", facts)


@pytest.mark.usefixtures("strict")
def test_the_feedback_carries_the_verdict(check: CheckFor) -> None:
    feedback = read(taken_in(MAIL, check(MAIL)))
    assert feedback.suspect
    assert feedback.authentication.startswith("dmarc=fail header.from=example.com policy.dmarc=reject")


def test_the_person_who_is_checked_is_the_one_who_is_answered() -> None:
    paths = sorted(CORPUS.glob("*.eml"))
    assert paths
    for path in paths[:: len(paths) // 100 + 1]:
        raw = path.read_bytes()
        answered = read(taken_in(raw, {"envelope_sender": "e@mail.example"})).address.value
        assert authors_of(raw, signed_mail(raw), "e@mail.example").person == domain_of(answered), path.name


@pytest.fixture(scope="module")
def asking_nobody() -> Authenticity:
    """A resolver that is not there: every question ends at once."""
    options = Options.model_validate(
        {
            "domains": ["shop.example"],
            "authentication": {
                "resolvers": ["127.0.0.1:1"],
                "timeout": 0.01,
                "authserv_ids": ["mx.shop.example"],
                "arc_sealers": ["lists.example.org"],
            },
        }
    )
    return Authenticity(options, SystemClock(), NoMetrics())


@given(raw=st.binary(max_size=2000), facts=st.fixed_dictionaries({}, optional={n: st.text() for n in ("peer", "helo")}))
def test_any_bytes_are_checked(asking_nobody: Authenticity, raw: bytes, facts: dict[str, str]) -> None:
    assert set(asking_nobody(raw, facts)) <= {"authentication", "suspect"}


def test_mails_that_were_changed_at_random_are_checked(check: CheckFor, strict: Names) -> None:
    """Nothing but a verdict comes of them, whatever was changed; what raised would be a bug."""
    mail = sealed(signed(MAIL, "example.com", strict), "lists.example.org", "dmarc=pass header.from=example.com", strict)
    mail = b"Authentication-Results: mx.shop.example; dmarc=pass (p=none) header.from=example.com\r\n" + mail
    chance = random.Random(7)  # noqa: S311 - the same changes each time
    pieces = [
        b"\r\n",
        b"=",
        b";",
        b"\x00",
        b"\xff",
        b":",
        b" ",
        b"(",
        b'"',
        b"\\",
        b"i=",
        b"b=",
        b"9" * 40,
        b"From: x@y.example\r\n",
    ]
    for _ in range(60):
        changed = bytearray(mail)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(changed))
            changed[at : at + chance.choice((0, 1, 20))] = chance.choice(pieces)
        found = check(bytes(changed), arc_sealers=["lists.example.org"], authserv_ids=["mx.shop.example"])
        assert set(found) <= {"authentication", "suspect"}


def garbage(query: dns.message.Message) -> bytes:
    """Answers that are none, each in its own way."""
    chance = random.Random(query.id)  # noqa: S311 - rubbish, not a secret
    wire = bytearray(dns.message.make_response(query).to_wire())
    kind = query.id % 4
    if kind == 0:
        return bytes(wire[: chance.randrange(len(wire))])
    if kind == 1:
        return bytes(wire[:2]) + chance.randbytes(100)
    if kind == 2:
        wire[6:8] = b"\xff\xff"
        return bytes(wire) + chance.randbytes(50)
    return cut(query)


def cut(query: dns.message.Message) -> bytes:
    """Without records, because there was no room for them."""
    truncated = dns.message.make_response(query)
    truncated.flags |= dns.flags.TC
    return truncated.to_wire()


def test_an_answer_that_is_cut_by_tcp_as_well_is_none(check: CheckFor, names: Names) -> None:
    names.odd["*"] = cut
    assert check(signed(MAIL, "example.com"), timeout=0.5)["authentication"].startswith("dmarc=temperror")


def test_a_dns_that_answers_rubbish_is_one_that_does_not_answer(check: CheckFor, names: Names) -> None:
    names.odd["*"] = garbage
    for _ in range(5):
        found = check(signed(MAIL, "example.com"), timeout=0.5)
        assert "suspect" not in found
        assert found["authentication"].startswith("dmarc=temperror")
