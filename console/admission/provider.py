"""Sign-in by another house with OpenID Connect: the code flow with state, nonce and PKCE (S256), by Authlib.

Sources: OpenID Connect Core 1.0 (section 3.1), RFC 7636 (PKCE), RFC 9207 (`iss` in the answer), RFC 9700 (best practice).
"""

import base64
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jmespath
import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from cryptography.fernet import Fernet, InvalidToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from console.admission.roles import ROLES
from console.options import ProviderOptions
from golddust.errors import Unauthentic, Unavailable

TIMEOUT = 8.0
"""Seconds for each question to the provider."""
WAY_LASTS = 600
"""Seconds between leaving for the provider and coming back."""
KEPT_FOR = 3600.0
"""Seconds for which the provider's own description is kept."""
LEEWAY = 60
"""Seconds by which our clock and theirs may differ."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a key of the provider's alone; never one made with our own secret, and never none."""
REFUSED = "the provider's answer cannot be used"


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came back. `role`: what their groups give, "" where none gives any; `wanted`: the page that they were on the way to."""

    issuer: str
    subject: str
    name: str
    role: str
    wanted: str


class Provider:
    """One provider. `back` is the address that people come back to; `key`, 32 bytes, seals what their browser keeps meanwhile."""

    def __init__(self, options: ProviderOptions, back: str, key: bytes) -> None:
        self.label = options.label
        self.back_address = back
        self._options = options
        self._box = Fernet(base64.urlsafe_b64encode(hmac.digest(key, b"golddust way to the provider", "sha256")))
        self._described: tuple[float, Mapping[str, Any]] = (0.0, {})

    def leave(self, wanted: str) -> tuple[str, str]:
        """The address to go to, and what the browser must bring back with the answer. Raises Unavailable."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self.description()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        kept = json.dumps({"state": state, "nonce": nonce, "verifier": verifier, "wanted": wanted})
        return str(address), self._box.encrypt(kept.encode()).decode()

    def arrive(self, answer: Mapping[str, str], kept: str) -> Arrived:
        """Who it is. Raises Unauthentic when the answer is not to our question, or says no; Unavailable."""
        asked = self._asked(answer, kept)
        if "error" in answer:
            raise Unauthentic("the provider let nobody in")
        try:
            claims = self._claims(answer.get("code", ""), asked)
        except (AuthlibBaseError, JoseError, KeyError, TypeError, ValueError) as error:
            raise Unauthentic(f"{REFUSED}: {type(error).__name__}") from error
        except requests.RequestException as error:
            raise Unavailable(f"the provider is away: {type(error).__name__}", retry_after=30) from error
        name = str(claims.get(self._options.name_claim) or claims.get("email") or claims["sub"])
        return Arrived(self._options.issuer, str(claims["sub"]), name, self._role(claims), asked["wanted"])

    def description(self) -> Mapping[str, Any]:
        """What the provider says of itself. Raises Unavailable when it does not, or speaks for another."""
        since, known = self._described
        if known and time.monotonic() - since < KEPT_FOR:
            return known
        told = self._get(self._options.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if told.get("issuer") != self._options.issuer:
            raise Unavailable(f"the provider calls itself {str(told.get('issuer'))[:200]!r}, not {self._options.issuer!r}")
        missing = [one for one in ("authorization_endpoint", "token_endpoint", "jwks_uri") if not told.get(one)]
        if missing:
            raise Unavailable(f"the provider does not say its {', '.join(missing)}")
        self._described = (time.monotonic(), told)
        return told

    # --- how

    def _asked(self, answer: Mapping[str, str], kept: str) -> dict[str, str]:
        """What this browser left with, which the answer must be to."""
        try:
            asked: dict[str, str] = json.loads(self._box.decrypt(kept.encode(), ttl=WAY_LASTS))
        except (InvalidToken, UnicodeEncodeError):
            raise Unauthentic("this sign-in was not begun here, or too long ago; please begin again") from None
        if not hmac.compare_digest(asked["state"].encode(), answer.get("state", "").encode("utf-8", "surrogatepass")):
            raise Unauthentic("this answer belongs to another sign-in; please begin again")
        if answer.get("iss", self._options.issuer) != self._options.issuer:
            raise Unauthentic("this answer comes from another provider")
        return asked

    def _claims(self, code: str, asked: Mapping[str, str]) -> Mapping[str, Any]:
        """What the provider says of the person: its signed token over what its endpoint for that says."""
        description = self.description()
        with self._session() as session:
            token = session.fetch_token(
                description["token_endpoint"], code=code, code_verifier=asked["verifier"], allow_redirects=False
            )
            signed = self._signed(token["id_token"], token["access_token"], asked["nonce"])
            more: Mapping[str, Any] = {}
            if endpoint := description.get("userinfo_endpoint"):
                answer = session.get(endpoint, allow_redirects=False)
                answer.raise_for_status()
                more = answer.json()
        if more.get("sub", signed["sub"]) != signed["sub"]:
            raise ValueError("userinfo speaks of somebody else")
        return {**more, **signed}

    def _signed(self, id_token: str, access_token: str, nonce: str) -> Mapping[str, Any]:
        keys = KeySet.import_key_set(self._get(self.description()["jwks_uri"]))  # type: ignore[arg-type] # as JSON gives it
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        read = jwt.decode(id_token, keys, registry=registry)
        demanded = {
            "iss": {"essential": True, "value": self._options.issuer},
            "aud": {"essential": True, "value": self._options.client_id},
        }
        params = {"nonce": nonce, "client_id": self._options.client_id, "access_token": access_token}
        claims = CodeIDToken(read.claims, read.header, demanded, params)
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def _role(self, claims: Mapping[str, Any]) -> str:
        found = jmespath.search(self._options.role_claim, claims)
        groups = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        given = [self._options.roles[group] for group in groups if isinstance(group, str) and group in self._options.roles]
        return max(given, key=ROLES.index, default=self._options.default_role)

    def _session(self) -> OAuth2Session:
        options, secret = self._options, self._options.client_secret.get_secret_value()
        return OAuth2Session(
            options.client_id,
            secret or None,
            token_endpoint_auth_method=self._proves_us_by() if secret else "none",
            scope=" ".join(options.scopes),
            redirect_uri=self.back_address,
            code_challenge_method="S256",
            default_timeout=TIMEOUT,
        )

    def _proves_us_by(self) -> str:
        offered = self.description().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    def _get(self, address: str) -> dict[str, Any]:
        try:
            answer = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
            answer.raise_for_status()
            told = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise Unavailable(f"the provider is away: {type(error).__name__}", retry_after=30) from error
        if not isinstance(told, dict):
            raise Unavailable("the provider says what is no JSON object")
        return told
