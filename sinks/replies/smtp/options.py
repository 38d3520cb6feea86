"""Options of the `[replies.smtp]` section."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

ADDRESS = r"^[^@\s<>]+@[^@\s<>]+$"
NULL = "<>"
LONGEST_WITH_TOKEN = 21
"""Octets of a local part to which a separator and a token of 42 can be added (RFC 5321 §4.5.3.1.1)."""


def in_ascii(address: str) -> str:
    """An address of our own with its domain as mail servers write it (RFC 5890); raises ValueError where that cannot be."""
    local, at, domain = address.rpartition("@")
    if not local.isascii():
        raise ValueError("letters of ASCII before the @: not every mail server takes others")
    try:
        return local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise ValueError("a domain after the @") from None


def with_room(address: str) -> str:
    """The same; raises ValueError where no token fits."""
    if len(address.partition("@")[0]) > LONGEST_WITH_TOKEN:
        raise ValueError(f"at most {LONGEST_WITH_TOKEN} characters before the @, so that there is room for a token")
    return address


class DkimOptions(BaseModel):
    """How answers by mail are signed (RFC 6376)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_file: Path | None = Field(None, description="RSA key in PEM; empty: mail is not signed here")
    selector: str = Field(
        "golddust", pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$", description="name of the key in the DNS"
    )
    domain: str = Field("", description="the domain that signs; empty: that of the sender")


class Options(BaseModel):
    """The relay that carries our answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("", description="the relay; empty: answers by mail wait, visibly")
    port: int = Field(25, ge=1, le=65535, description="its port")
    sender: Annotated[str, AfterValidator(in_ascii)] = Field(
        "feedback@localhost", pattern=ADDRESS, description="the address that answers come from"
    )
    sender_name: str = Field("", max_length=100, description="the name that stands beside it, such as the company's")
    separator: Literal["+", "-", "=", ""] = Field(
        "+",
        description="stands between the sender's name and the token in the address that customers answer to; empty: no token, "
        "where the mail server of the sender's domain knows no such addresses",
    )
    bounces_to: Annotated[str, AfterValidator(in_ascii), AfterValidator(with_room)] = Field(
        "",
        pattern=rf"^$|^{NULL}$|{ADDRESS}",
        description="mail that cannot be delivered comes back there, with a token that tells which; empty: bounces@ the sender's "
        "domain where [smtp] takes that, else nowhere; <>: nowhere",
    )
    html: bool = Field(default=True, description="whether answers come as HTML beside the plain text")
    security: Literal["none", "starttls", "tls"] = Field("none", description="how the connection is protected")
    ca_file: Path | None = Field(None, description="certificates to trust, in PEM; empty: those of the system")
    username: str = Field("", description="name to sign in with; empty: none is needed")
    password: SecretStr = Field(SecretStr(""), description="its password")
    timeout: float = Field(20.0, gt=0, description="seconds to wait for the relay")
    dkim: DkimOptions = Field(DkimOptions.model_validate({}), description="how answers are signed")
