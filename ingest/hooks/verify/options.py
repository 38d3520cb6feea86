"""Options of `verify` in the `[hooks.<source>]` sections."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationInfo, field_validator, model_validator

from ingest.email.options import Network
from ingest.hooks.verify.keys import PUBLIC, Encoding, Written, key_of, public_key, standard_key
from ingest.hooks.verify.request import PAIR
from ingest.hooks.verify.template import template
from ingest.hooks.verify.times import Unit

Scheme = Literal["standard", "hmac", "ed25519", "basic", "bearer", "mutual_tls", "unsigned"]
SHORTEST_PASSWORD = 8
_ANY: frozenset[str] = frozenset({"scheme", "id", "networks"})
_SIGNED = _ANY | {"tolerance", "signed", "header", "prefix", "encoding", "timestamp", "timestamp_unit", "replay_window"}
_OF_SCHEME: dict[Scheme, frozenset[str]] = {
    "standard": frozenset({"scheme", "networks", "secrets", "public_keys", "tolerance"}),
    "hmac": _SIGNED | {"secrets", "secret_encoding", "algorithm"},
    "ed25519": _SIGNED | {"public_keys"},
    "basic": _ANY | {"username", "secrets"},
    "bearer": _ANY | {"header", "secrets"},
    "mutual_tls": _ANY | {"header", "subjects"},
    "unsigned": _ANY,
}
_NEEDED: dict[Scheme, tuple[str, ...]] = {
    "hmac": ("header",),
    "ed25519": ("header", "public_keys"),
    "basic": ("username",),
    "mutual_tls": ("header", "subjects", "networks"),
}


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str | SecretStr) else value


Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_several)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Verify(BaseModel):
    """How a source proves that a request is its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheme: Scheme = Field(
        "standard",
        description="standard: Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature); hmac, ed25519: signatures "
        "as the options below say; basic, bearer: a password or a token; mutual_tls: a proxy says whose certificate it was; "
        "unsigned: nothing, and the doctor warns of it",
    )
    secret_encoding: Written = Field("text", description="hmac: how the secrets are written")
    secrets: Secrets = Field(
        (), validate_default=True, description="standard: whsec_… (or whpk_…); hmac: keys; basic: passwords; bearer: tokens; "
        "two while one is rotated",
    )  # fmt: skip
    public_keys: Texts = Field((), description="ed25519, standard: keys as whpk_… , base64 or hex; two while one is rotated")
    tolerance: int = Field(300, ge=1, le=86400, description="seconds that the request's time may differ from ours")
    algorithm: Literal["sha1", "sha256", "sha512"] = Field("sha256", description="hmac: the hash")
    signed: str = Field(
        "{body}", description="hmac, ed25519: what is signed, with the gaps {body}, {timestamp}, {id}, {url}, {field:NAME}"
    )
    header: str = Field(
        "", max_length=100, description="the header of the signature (hmac, ed25519; or field:NAME of a form), of the token "
        "(bearer; empty: Authorization), of the certificate's subject or fingerprint (mutual_tls)",
    )  # fmt: skip
    prefix: str = Field("", max_length=30, description="hmac, ed25519: what stands before a signature, such as sha256= or v1=")
    encoding: Encoding = Field("hex", description="hmac, ed25519: how a signature is written")
    timestamp: str = Field(
        "", max_length=100, description="hmac, ed25519: the header of the time, field:NAME of a form, or pair:NAME in `header`"
    )
    timestamp_unit: Unit = Field("seconds", description="hmac, ed25519: how the time is written")
    id: str = Field("", max_length=100, description="the header that names the message, where there is one")
    replay_window: int = Field(
        0, ge=0, le=86400, description="hmac, ed25519: seconds for which a signature is good for one message only; where the "
        "body is not signed, at least twice the tolerance",
    )  # fmt: skip
    username: str = Field("", max_length=100, description="basic: the name")
    subjects: Texts = Field((), description="mutual_tls: subjects or fingerprints that are known, as the proxy writes them")
    networks: tuple[Network, ...] = Field((), description="networks that requests come from; mutual_tls: those of the proxy")

    @field_validator("secrets", mode="after")
    @classmethod
    def _secrets_are_some(cls, secrets: tuple[SecretStr, ...], info: ValidationInfo) -> tuple[SecretStr, ...]:
        """Checked together: what is wrong with one alone would be reported with its value."""
        scheme, written = info.data.get("scheme", "standard"), info.data.get("secret_encoding", "text")
        for secret in secrets:
            _check(scheme, secret.get_secret_value(), written)
        if not secrets and scheme in ("hmac", "basic", "bearer"):
            raise ValueError("at least one secret")
        return secrets

    @field_validator("public_keys", mode="after")
    @classmethod
    def _public_keys_are_some(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        for key in keys:
            public_key(key)
        return keys

    @model_validator(mode="after")
    def _has_what_its_scheme_needs(self) -> "Verify":
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def guards(self) -> int:
        """For how many seconds a signature is good for one message only."""
        return max(self.replay_window, 0 if "{body}" in self.signed else 2 * self.tolerance)

    def _problems(self) -> Iterator[str]:
        stray = sorted(self.model_fields_set - _OF_SCHEME[self.scheme])
        if stray:
            yield f"{', '.join(stray)}: not for the scheme {self.scheme}"
        missing = [name for name in _NEEDED.get(self.scheme, ()) if not getattr(self, name)]
        if missing:
            yield f"the scheme {self.scheme} needs {' and '.join(missing)}"
        if self.scheme == "standard" and not self.secrets and not self.public_keys:
            yield "at least one secret"
        if self.scheme in ("hmac", "ed25519"):
            yield from self._problems_of_what_is_signed()

    def _problems_of_what_is_signed(self) -> Iterator[str]:
        try:
            gaps = template(self.signed).gaps
        except ValueError as error:
            yield f"signed: {error}"
            return
        if ("timestamp" in gaps) != bool(self.timestamp) and not self.timestamp.startswith("field:"):
            yield "a time proves something only where it is signed: timestamp and {timestamp} in signed go together"
        if "id" in gaps and not self.id:
            yield "{id} in signed needs id, the header that names the message"
        if "body" not in gaps and not self.timestamp:
            yield "without {body} in signed, a time must be signed, or one request seen by others would be good for all"
        if self.timestamp.startswith(PAIR) and not self.prefix:
            yield "timestamp = pair:… needs prefix, which tells the signatures in that header from the time"


def _check(scheme: Scheme, secret: str, written: Written) -> None:
    """Raises ValueError."""
    if scheme == "standard":
        public_key(secret) if secret.startswith(PUBLIC) else standard_key(secret)
    elif scheme == "hmac":
        key_of(secret, written)
    elif len(secret) < SHORTEST_PASSWORD:
        raise ValueError(f"a secret of {SHORTEST_PASSWORD} characters or more")
