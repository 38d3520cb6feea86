"""The schemes by which a source proves that a request is its own: what is good, and all that is not."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from golddust.clock import MovableClock
from golddust.errors import Malformed, Unauthentic
from ingest.hooks.verify.options import Verify
from ingest.hooks.verify.registry import SCHEMES, verifier_of
from ingest.hooks.verify.replays import Replays
from ingest.hooks.verify.request import Incoming, Verified
from tests.ingest.hooks.speaking import SECRET, STANDARD_SECRET, mac

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
TIME = str(int(NOW.timestamp()))
BODY = b'{"message": "The lid broke"}'
VECTOR_AT = datetime.fromtimestamp(1614265330, UTC)
VECTOR_ID, VECTOR_BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}'


def incoming(headers: dict[str, str], body: bytes, *more: str, **named: str) -> Incoming:
    return Incoming({name.lower(): value for name, value in headers.items()}, body, *more, **named)


def verified(verify: dict[str, Any], headers: dict[str, str], body: bytes = BODY, at: datetime = NOW, **more: str) -> Verified:
    return verifier_of(Verify.model_validate(verify))(incoming(headers, body, **more), at)


def refusal(verify: dict[str, Any], headers: dict[str, str], body: bytes = BODY, at: datetime = NOW, **more: str) -> str:
    with pytest.raises(Unauthentic) as caught:
        verified(verify, headers, body, at, **more)
    return caught.value.reason


# --- the standard scheme: vectors of the reference implementations


def standard(signature: str, message: str = VECTOR_ID) -> dict[str, str]:
    return {"webhook-id": message, "webhook-timestamp": "1614265330", "webhook-signature": signature}


SYMMETRIC = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
ASYMMETRIC = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="
REFERENCE_PRIVATE = base64.b64decode("VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=")


def public_of(private: bytes) -> str:
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()).decode()


@pytest.mark.parametrize("secret", [STANDARD_SECRET, STANDARD_SECRET.removeprefix("whsec_")])
def test_the_symmetric_vector_of_the_reference_implementations(secret: str) -> None:
    assert verified({"secrets": [secret]}, standard(SYMMETRIC), VECTOR_BODY, VECTOR_AT).id == VECTOR_ID


@pytest.mark.parametrize("place", ["secrets", "public_keys"])
def test_the_asymmetric_vector_of_the_reference_implementations(place: str) -> None:
    verify = {place: ["whpk_" + public_of(REFERENCE_PRIVATE)]}
    assert verified(verify, standard(ASYMMETRIC), VECTOR_BODY, VECTOR_AT).id == VECTOR_ID


def test_symmetric_and_asymmetric_keys_stand_side_by_side_while_one_takes_over() -> None:
    verify = {"secrets": [STANDARD_SECRET, "whpk_" + public_of(REFERENCE_PRIVATE)]}
    for signature in (SYMMETRIC, ASYMMETRIC, f"v1a,{'A' * 86}== {SYMMETRIC}", f"v1,x {ASYMMETRIC}"):
        assert verified(verify, standard(signature), VECTOR_BODY, VECTOR_AT).id == VECTOR_ID


@pytest.mark.parametrize(
    "signature",
    [
        *("v1a,", "v1a,!!!", ASYMMETRIC[:-6], ASYMMETRIC.replace("v1a", "v1"), SYMMETRIC.replace("v1", "v1a")),
        *("v1a,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=", "v2" + ASYMMETRIC[3:], "v1a,é", " ".join(["v1a,AAAA"] * 999)),
    ],
)
def test_a_wrong_asymmetric_signature_is_refused(signature: str) -> None:
    verify = {"secrets": ["whpk_" + public_of(REFERENCE_PRIVATE)]}
    assert refusal(verify, standard(signature), VECTOR_BODY, VECTOR_AT) == "the signature does not match"


def test_an_id_cannot_swallow_the_time_and_lend_the_body_another() -> None:
    """`msg_1` at 1795600800 with the body `1795600000.{…}` is signed as `msg_1.1795600800` at 1795600000 with `{…}` would be."""
    body = b"1795600801.{}"
    signature = "v1," + mac(b"msg_1." + TIME.encode() + b"." + body, encoding="base64", key=base64.b64decode(STANDARD_SECRET[6:]))
    honest = {"webhook-id": "msg_1", "webhook-timestamp": TIME, "webhook-signature": signature}
    assert verified({"secrets": [STANDARD_SECRET]}, honest, body).id == "msg_1"
    shifted = {**honest, "webhook-id": f"msg_1.{TIME}", "webhook-timestamp": "1795600801"}
    assert refusal({"secrets": [STANDARD_SECRET]}, shifted, b"{}") == "the signature does not match"


# --- hmac, declared


def hmac_of(**more: Any) -> dict[str, Any]:
    return {"scheme": "hmac", "secrets": [SECRET], "header": "X-Sign", **more}


SLACK = hmac_of(prefix="v0=", signed="v0:{timestamp}:{body}", timestamp="X-Time")
STRIPE_LIKE = hmac_of(prefix="v1=", signed="{timestamp}.{body}", timestamp="pair:t")
DECLARED: list[tuple[dict[str, Any], dict[str, str]]] = [
    (hmac_of(), {"X-Sign": mac(BODY)}),
    (hmac_of(algorithm="sha1", prefix="sha1="), {"x-sign": "sha1=" + mac(BODY, "sha1")}),
    (hmac_of(algorithm="sha512", encoding="base64"), {"X-SIGN": mac(BODY, "sha512", "base64")}),
    (hmac_of(encoding="base64"), {"X-Sign": mac(BODY, encoding="base64").rstrip("=")}),
    (hmac_of(), {"X-Sign": mac(BODY).upper()}),
    (SLACK, {"X-Sign": "v0=" + mac(f"v0:{TIME}:".encode() + BODY), "X-Time": TIME}),
    (STRIPE_LIKE, {"X-Sign": f"t={TIME},v1={'0' * 64},v1={mac(f'{TIME}.'.encode() + BODY)},v0=ff"}),
    (STRIPE_LIKE, {"X-Sign": f"t={TIME}; v1={mac(f'{TIME}.'.encode() + BODY)}"}),
    (
        hmac_of(signed="{timestamp}{body}", timestamp="X-Time", timestamp_unit="milliseconds"),
        {"X-Sign": mac(TIME.encode() + b"000" + BODY), "X-Time": TIME + "000"},
    ),
    (
        hmac_of(signed="{timestamp}{body}", timestamp="X-Time", timestamp_unit="iso", encoding="base64"),
        {"X-Sign": mac(b"2026-11-24T10:00:00Z" + BODY, encoding="base64"), "X-Time": "2026-11-24T10:00:00Z"},
    ),
    (hmac_of(signed="{id}.{body}", id="X-Id"), {"X-Sign": mac(b"m1." + BODY), "X-Id": "m1"}),
    (hmac_of(signed="{url}{body}"), {"X-Sign": mac(b"https://shop.example.com/hooks/a?b=c" + BODY)}),
    (
        hmac_of(prefix="HMAC ", encoding="base64", secret_encoding="base64", header="Authorization"),
        {"Authorization": "HMAC " + mac(BODY, encoding="base64", key=base64.b64decode(SECRET))},
    ),
]
NAMES = ["plain", "sha1", "sha512", "unpadded", "upper", "slack", "pairs", "semicolons", "millis", "iso", "id", "url", "teams"]


@pytest.mark.parametrize(("verify", "headers"), DECLARED, ids=NAMES)
def test_a_declared_signature_is_good(verify: dict[str, Any], headers: dict[str, str]) -> None:
    verified(verify, headers, url="https://shop.example.com/hooks/a?b=c")


@pytest.mark.parametrize(("verify", "headers"), DECLARED, ids=NAMES)
@pytest.mark.parametrize("change", ["body", "truncated", "empty", "signature", "secret", "missing"])
def test_anything_else_is_refused(verify: dict[str, Any], headers: dict[str, str], change: str) -> None:
    url, body, changed = (
        "https://shop.example.com/hooks/a?b=c",
        {"body": BODY + b" ", "truncated": BODY[:-1], "empty": b""},
        headers,
    )
    if change == "signature":
        changed = {name: value.replace("a", "b").replace("A", "B") if "ign" in name.lower() or name == "Authorization" else value
                   for name, value in headers.items()}  # fmt: skip
    elif change == "secret":
        verify = {**verify, "secrets": ["c29tZWJvZHktZWxzZQ=="]}
    elif change == "missing":
        changed = {}
    reason = refusal(verify, changed, body.get(change, BODY), url=url)
    assert SECRET not in reason
    assert reason == "the signature does not match" if change != "missing" else "needed" in reason


@pytest.mark.parametrize("at", ["X-Time", "pair"])
def test_a_signed_time_far_away_is_refused(at: str) -> None:
    verify, headers = (SLACK, DECLARED[5][1]) if at == "X-Time" else (STRIPE_LIKE, DECLARED[6][1])
    assert "too old" in refusal(verify, headers, at=NOW + timedelta(seconds=301))
    assert "too new" in refusal(verify, headers, at=NOW - timedelta(seconds=301))
    verified({**verify, "tolerance": 600}, headers, at=NOW + timedelta(seconds=301))


def test_a_replayed_time_in_a_second_pair_is_not_believed() -> None:
    later = NOW + timedelta(hours=1)
    signature = mac(f"{TIME}.".encode() + BODY)
    assert "needed" in refusal(STRIPE_LIKE, {"X-Sign": f"t={TIME},v1={signature},t={int(later.timestamp())}"}, at=later)


@pytest.mark.parametrize("doubled", [TIME + "," + TIME, TIME + ", 0", ""])
def test_a_header_sent_twice_is_one_that_does_not_fit(doubled: str) -> None:
    """Servers hand a header that came twice over as one, with a comma."""
    refusal(SLACK, {**DECLARED[5][1], "X-Time": doubled})


def test_a_signature_sent_twice_is_good_when_one_of_them_is() -> None:
    verified(hmac_of(), {"X-Sign": f"{'0' * 64},{mac(BODY)}"})
    refusal(hmac_of(), {"X-Sign": ",".join(["0" * 64] * 20 + [mac(BODY)])})  # not without end


def test_both_secrets_are_good_while_one_is_rotated() -> None:
    verify = hmac_of(secrets=[SECRET, "the-next-secret"])
    for key in (SECRET, "the-next-secret"):
        verified(verify, {"X-Sign": mac(BODY, key=key.encode())})


@pytest.mark.parametrize("unit", ["seconds", "milliseconds", "iso"])
@pytest.mark.parametrize(
    "time", ["now", "-1", "1e9", "nan", "9" * 30, "٣", "2026-11-24T10:00:00", "2026-11-24", "0001-01-01T00:00:00+23:59", "+1"]
)
def test_odd_times_are_refused(unit: str, time: str) -> None:
    verify = hmac_of(signed="{timestamp}{body}", timestamp="X-Time", timestamp_unit=unit)
    refusal(verify, {"X-Sign": mac(time.encode() + BODY), "X-Time": time.encode().decode("latin-1")})


# --- signatures in the fields of a form

MAILGUN = {
    "scheme": "hmac",
    "secrets": [SECRET],
    "header": "field:signature",
    "signed": "{timestamp}{field:token}",
    "timestamp": "field:timestamp",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def fields(more: str = "") -> bytes:
    return f"timestamp={TIME}&token=t1&signature={mac(f'{TIME}t1'.encode())}&text=Hi{more}".encode()


def test_a_signature_in_a_form_is_good_and_must_not_be_used_again_for_other_words() -> None:
    assert verified(MAILGUN, FORM, fields()).proof == mac(f"{TIME}t1".encode())
    assert Verify.model_validate(MAILGUN).guards == 600


def test_fields_sent_twice_are_not_chosen_from() -> None:
    for more in ("&token=t1", "&signature=" + "0" * 64, f"&timestamp={TIME}"):
        refusal(MAILGUN, FORM, fields(more=more))


def test_a_form_that_cannot_be_read_is_malformed() -> None:
    with pytest.raises(Malformed):
        verified(MAILGUN, {"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nnothing")


def test_a_replay_with_other_words_is_refused_and_a_retry_is_not() -> None:
    clock = MovableClock(NOW)
    replays = Replays(clock)
    replays.check("mail", "s1", b"words", 600)
    replays.check("mail", "s1", b"words", 600)
    replays.check("mail", "s2", b"others", 600)
    replays.check("shop", "s1", b"others", 600)
    with pytest.raises(Unauthentic, match="came before"):
        replays.check("mail", "s1", b"others", 600)
    clock.move(timedelta(seconds=601))
    replays.check("mail", "s1", b"others", 600)


# --- the others


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def test_an_ed25519_signature_over_time_and_body(key: Ed25519PrivateKey) -> None:
    public = key.public_key().public_bytes_raw()
    verify = {"scheme": "ed25519", "header": "X-Signature-Ed25519", "signed": "{timestamp}{body}", "timestamp": "X-Time"}
    headers = {"X-Signature-Ed25519": key.sign(TIME.encode() + BODY).hex(), "X-Time": TIME}
    for written in (public.hex(), base64.b64encode(public).decode(), "whpk_" + base64.b64encode(public).decode()):
        verified({**verify, "public_keys": [public_of(b"o" * 32), written]}, headers)
    refusal({**verify, "public_keys": public_of(b"o" * 32)}, headers)
    refusal({**verify, "public_keys": public.hex()}, headers, BODY + b" ")
    refusal({**verify, "public_keys": public.hex()}, {**headers, "X-Signature-Ed25519": "00"})


def basic(written: str, scheme: str = "Basic") -> dict[str, str]:
    return {"Authorization": f"{scheme} {base64.b64encode(written.encode()).decode()}"}


BASIC = {"scheme": "basic", "username": "relay", "secrets": ["pass:word-1", "password-2"]}


def test_a_name_and_a_password() -> None:
    verified(BASIC, basic("relay:pass:word-1"))
    verified(BASIC, basic("relay:password-2", "bASIC"))


@pytest.mark.parametrize(
    "headers",
    [
        *(basic("relay:password-3"), basic("relais:password-2"), basic("relay"), basic(":"), basic("relay:password-2", "Bearer")),
        *({}, {"Authorization": "Basic"}, {"Authorization": "Basic !!!"}, {"Authorization": "Basic é"}),
    ],
)
def test_another_name_or_password_is_refused_with_one_answer(headers: dict[str, str]) -> None:
    assert refusal(BASIC, headers) in ("the name or the password is wrong", "the header authorization is needed")


def test_a_token_in_authorization_or_in_a_header_of_its_own() -> None:
    bearer = {"scheme": "bearer", "secrets": ["token-number-1", "token-number-2"]}
    verified(bearer, {"Authorization": "Bearer token-number-2"})
    verified({**bearer, "header": "X-Token"}, {"X-Token": "token-number-1"})
    for told in ("Bearer token-number-3", "token-number-1", "Basic token-number-1", "Bearer ", "Bearer token-number-1, x"):
        refusal(bearer, {"Authorization": told})
    refusal({**bearer, "header": "X-Token"}, {"Authorization": "Bearer token-number-1"})


MUTUAL: dict[str, Any] = {
    "scheme": "mutual_tls",
    "header": "X-Client",
    "subjects": ["CN=relay,O=Example", "AB:CD:EF"],
    "networks": ["10.1.0.0/16", "::1/128"],
}


@pytest.mark.parametrize("told", ["CN=relay,O=Example", "abcdef", "AB:cd:EF"])
def test_a_certificate_that_a_proxy_of_ours_vouches_for(told: str) -> None:
    verified(MUTUAL, {"X-Client": told}, peer="10.1.2.3")
    verified(MUTUAL, {"X-Client": told}, peer="::ffff:10.1.2.3")


@pytest.mark.parametrize(
    ("told", "peer"),
    [
        *(("CN=relay,O=Example", "10.2.0.1"), ("CN=relay,O=Example", ""), ("CN=relay,O=Example", "no address")),
        *(("CN=other", "10.1.0.1"), ("", "10.1.0.1"), ("CN=evil,CN=relay,O=Example", "10.1.0.1"), ("abcdef,abcdef", "::1")),
    ],
)
def test_a_header_from_elsewhere_or_of_another_certificate_is_refused(told: str, peer: str) -> None:
    refusal(MUTUAL, {"X-Client": told}, peer=peer)


def test_networks_bound_every_scheme() -> None:
    for scheme in ("unsigned", "bearer"):
        verify = {"scheme": scheme, "networks": ["192.0.2.0/24"], **({"secrets": "a-long-token"} if scheme == "bearer" else {})}
        verified(verify, {"Authorization": "Bearer a-long-token"}, peer="192.0.2.7")
        assert "not taken from there" in refusal(verify, {"Authorization": "Bearer a-long-token"}, peer="198.51.100.1")


# --- what cannot be set


@pytest.mark.parametrize(
    ("verify", "words"),
    [
        ({"scheme": "none"}, "scheme"),
        ({}, "at least one secret"),
        ({"scheme": "hmac", "secrets": [SECRET]}, "needs header"),
        (hmac_of(secrets=[]), "at least one secret"),
        (hmac_of(secrets=["short"]), "8 bytes or more"),
        (hmac_of(secrets=["no base64 !"], secret_encoding="base64"), "in base64"),
        (hmac_of(signed="nothing"), "gaps"),
        (hmac_of(signed="{body}{secret}"), "gaps"),
        (hmac_of(signed="{timestamp}.{body}"), "go together"),
        (hmac_of(timestamp="X-Time"), "go together"),
        (hmac_of(signed="{id}{body}"), "needs id"),
        (hmac_of(signed="{url}"), "a time must be signed"),
        (hmac_of(signed="{timestamp}{body}", timestamp="pair:t"), "needs prefix"),
        (hmac_of(username="x"), "username: not for the scheme hmac"),
        ({"scheme": "basic", "secrets": ["password-1"]}, "needs username"),
        ({"scheme": "basic", "username": "x", "secrets": ["short"]}, "8 characters or more"),
        ({"scheme": "ed25519", "header": "X"}, "needs public_keys"),
        ({"scheme": "ed25519", "header": "X", "public_keys": ["00"]}, "32 bytes"),
        ({**MUTUAL, "networks": []}, "needs networks"),
        ({"scheme": "unsigned", "secrets": ["password-1"]}, "not for the scheme unsigned"),
    ],
)
def test_a_scheme_that_would_prove_nothing_stops_the_start(verify: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as caught:
        Verify.model_validate(verify)
    assert SECRET not in str(caught.value.errors(include_input=False))


def test_nothing_is_unsigned_unless_it_says_so() -> None:
    assert Verify.model_validate({"secrets": [STANDARD_SECRET]}).scheme == "standard"
    assert set(SCHEMES) == {"standard", "hmac", "ed25519", "basic", "bearer", "mutual_tls", "unsigned"}


headers_of_any_kind = st.dictionaries(
    st.sampled_from(["X-Sign", "X-Time", "X-Id", "Authorization", "Content-Type", "webhook-id", "webhook-timestamp", "X-Client"]),
    st.text(max_size=80) | st.sampled_from([TIME, f"t={TIME},v1=00", "Basic Og==", "application/x-www-form-urlencoded"]),
)
ANY: list[dict[str, Any]] = [
    *(verify for verify, _ in DECLARED),
    *(MAILGUN, BASIC, MUTUAL, {"secrets": [STANDARD_SECRET]}, {"secrets": ["whpk_" + public_of(b"k" * 32)]}),
]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ANY), headers_of_any_kind, st.binary(max_size=100), st.text(max_size=40))
def test_no_request_made_up_is_ever_good_or_a_bug(
    verify: dict[str, Any], headers: dict[str, str], body: bytes, peer: str
) -> None:
    check: Callable[[Incoming, datetime], Verified] = verifier_of(Verify.model_validate(verify))
    with pytest.raises((Unauthentic, Malformed)):
        check(incoming(headers, body, "", peer), NOW)
