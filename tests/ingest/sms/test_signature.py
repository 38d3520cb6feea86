"""What is believed to come from Twilio: its published examples, and what the real `twilio` package signs."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder

from ingest.sms.twilio.options import Options
from ingest.sms.twilio.posted import posted
from ingest.sms.twilio.signature import given_with, signatures

EXAMPLE, EXAMPLE_TOKEN = "https://mycompany.com", "12345"
TARGET = "/myapp.php?foo=1&bar=2"
CALL = {"CallSid": "CA1234567890ABCDE", "Digits": "1234", "To": "+18005551212"}
OLDER = {**CALL, "Caller": "+12349013030", "From": "+12349013030"}
NEWER = {**CALL, "Caller": "+14158675309", "From": "+14158675309"}
BODY = '{"property": "value", "boolean": true}'
DIGEST = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
PUBLIC = "https://feedback.example.com"
TOKEN = "made-up-token"


def request_of(signature: str, target: str, body: str, headers: Mapping[str, str], content_type: str) -> Request:
    builder = EnvironBuilder(
        target,
        "http://internal:8080",
        method="POST",
        data=body,
        content_type=content_type,
        headers={"X-Twilio-Signature": signature, **headers},
    )
    return Request(builder.get_environ())


def is_good(
    signature: str,
    fields: Mapping[str, str] | list[tuple[str, str]],
    token: str = EXAMPLE_TOKEN,
    public: str = EXAMPLE,
    target: str = TARGET,
    json: str = "",
    headers: Mapping[str, str] | None = None,
    **options: Any,
) -> bool:
    body = json or urlencode(fields)
    kind = "application/json" if json else "application/x-www-form-urlencoded"
    request = request_of(signature, target, body, headers or {}, kind)
    checks = signatures(Options(auth_token=token, **options), public)
    return checks.are_good(given_with(request), posted(request, request.get_data()))


@pytest.mark.parametrize(
    ("fields", "signature"), [(OLDER, "0/KCTR6DLpKmkAf8muzZqo1nDgQ="), (NEWER, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
)
def test_the_examples_that_twilio_publishes_are_good(fields: dict[str, str], signature: str) -> None:
    assert RequestValidator("12345").compute_signature(EXAMPLE + TARGET, fields) == signature
    assert is_good(signature, fields)
    assert is_good(signature, dict(reversed(fields.items())))


@pytest.mark.parametrize(
    "change",
    [
        {"token": "12346"},
        {"public": "http://mycompany.com"},
        {"public": "https://mycompany.com:8443", "target": "/myapp.php?foo=1&bar=3"},
        {"target": "/myapp.php?bar=2&foo=1"},
        {"target": "/myapp.php"},
        {"fields": {**NEWER, "Digits": "1235"}},
    ],
)
def test_an_example_under_another_token_or_address_or_with_other_digits_is_not(change: dict[str, Any]) -> None:
    assert not is_good("RSOYDt4T1cUTdK1PDd93/VVr8B8=", **{"fields": NEWER, **change})


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        ("https://mycompany.com:1234", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),  # signed without the port
        ("http://mycompany.com:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),  # signed with the port
        ("https://mycompany.com", "kvajT1Ptam85bY51eRf/AJRuM3w="),  # signed with port 443
        ("http://mycompany.com", "0ZXoZLH/DfblKGATFgpif+LLRf4="),  # signed with port 80
    ],
)
def test_the_packages_examples_with_and_without_a_port(public: str, signature: str) -> None:
    assert is_good(signature, NEWER, public=public)


def test_the_packages_example_of_doubled_parameters() -> None:
    fields = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
    assert is_good("IK+Dwps556ElfBT0I3Rgjkr1wJU=", fields)
    assert is_good("IK+Dwps556ElfBT0I3Rgjkr1wJU=", fields[::-1])
    assert not is_good("IK+Dwps556ElfBT0I3Rgjkr1wJU=", [*fields, ("Digits", "9")])


def test_the_packages_example_of_a_json_body() -> None:
    target, signature = f"{TARGET}&bodySHA256={DIGEST}", "a9nBmqA0ju/hNViExpshrM61xv4="
    assert RequestValidator("12345").validate(EXAMPLE + target, BODY, signature)
    assert is_good(signature, {}, target=target, json=BODY)
    assert not is_good(signature, {}, target=target, json=BODY.replace("true", "false"))
    assert not is_good(signature, {}, target=TARGET, json=BODY)


def test_a_json_body_whose_digest_the_address_does_not_hold_is_never_good() -> None:
    unbound = RequestValidator("12345").compute_signature(EXAMPLE + TARGET, {})
    assert not is_good(unbound, {}, json=BODY)
    other = f"{TARGET}&bodySHA256={hashlib.sha256(b'{}').hexdigest()}"
    assert not is_good(RequestValidator("12345").compute_signature(EXAMPLE + other, {}), {}, target=other, json=BODY)


def test_a_signature_over_a_json_body_does_not_carry_a_form() -> None:
    target, signature = f"{TARGET}&bodySHA256={DIGEST}", "a9nBmqA0ju/hNViExpshrM61xv4="
    assert not is_good(signature, {"MessageSid": "SM1", "Body": "forged"}, target=target)


def test_every_accounts_tokens_are_good_two_of_each_while_one_is_rotated() -> None:
    accounts = {"north": {"auth_token": "n1,n2"}, "south": {"auth_token": ["s1"]}}
    for token in ("12345", "n1", "n2", "s1"):
        assert is_good(RequestValidator(token).compute_signature(EXAMPLE + TARGET, NEWER), NEWER, accounts=accounts)
    assert not is_good(RequestValidator("s2").compute_signature(EXAMPLE + TARGET, NEWER), NEWER, accounts=accounts)


def test_further_addresses_are_good_too() -> None:
    for public in ("https://fallback.example.com", "https://fallback.example.com:443", "https://example.com/north"):
        signature = RequestValidator("12345").compute_signature(public + TARGET, NEWER)
        assert not is_good(signature, NEWER)
        assert is_good(signature, NEWER, urls=["https://fallback.example.com", "https://example.com/north/"])


def test_a_shared_key_signs_by_the_algorithm_that_the_header_names() -> None:
    settings = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    signature = RequestValidator("shared").compute_signature(EXAMPLE + TARGET, NEWER, "HMAC_SHA256")
    assert is_good(signature, NEWER, headers=settings, shared_keys="shared")
    assert not is_good(signature, NEWER, shared_keys="shared")
    assert not is_good(signature, NEWER, headers=settings, token="shared")
    odd = {"X-Twilio-Webhooks-Signature-Settings": "algorithm=NONE"}
    assert not is_good(signature, NEWER, headers=odd, shared_keys="shared")


@given(
    st.lists(
        st.tuples(st.text("AaBé=&+ ", min_size=1, max_size=4), st.text("xy \0\u2028\U0001f600%+&=", max_size=5)), max_size=6
    ),
    st.sampled_from(["", "?store=oak%20street&x=", "?a=%2F&a=b+c", "?caf%C3%A9"]),
    st.sampled_from([PUBLIC, f"{PUBLIC}:443", f"{PUBLIC}:8443", f"{PUBLIC}/north", "http://localhost:8080"]),
)
def test_what_the_package_signs_is_good_whatever_the_parameters(fields: list[tuple[str, str]], query: str, public: str) -> None:
    request = request_of("", f"/sms/twilio{query}", urlencode(fields), {}, "application/x-www-form-urlencoded")
    told = request.query_string.decode()
    address = f"{public}/sms/twilio{'?' if told else ''}{told}"
    signature = RequestValidator(TOKEN).compute_signature(address, MultiDict(fields))
    arguments: dict[str, Any] = {"token": TOKEN, "public": public, "target": f"/sms/twilio{query}"}
    assert is_good(signature, fields, **arguments)
    assert not is_good(signature, [*fields, ("Zz", "more")], **arguments)
