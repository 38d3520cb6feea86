"""What can be set about web hooks out."""

import ssl
from ipaddress import ip_network

from pydantic import BaseModel, ConfigDict, Field, field_validator

from sinks.internet import Network


class Options(BaseModel):
    """Web hooks out: `golddust subscriptions`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    http: bool = Field(default=False, description="whether addresses without TLS are taken, of receivers in `private_networks`")
    private_networks: tuple[str, ...] = Field(
        (),
        description='networks off the public internet that receivers may be in: ["10.1.0.0/16"]; no others',
    )
    ca_file: str = Field(
        "", description="certificates, in PEM, that are trusted beside the machine's own, for receivers of yours"
    )
    parallel: int = Field(4, ge=1, le=32, description="events that one receiver is sent at once; those of one customer never are")
    time_limit: float = Field(15.0, gt=0, le=60, description="seconds for one try, from looking up the name to the answer's end")
    disable_after_days: float = Field(
        5.0, gt=0, le=90, description="a receiver that took nothing for so many days is tried no more, until a person resumes it"
    )
    keep_tries_days: int = Field(14, ge=1, le=365, description="how long each try is remembered")
    keep_tries: int = Field(1000, ge=10, le=100_000, description="how many tries of a subscription are remembered at most")
    most: int = Field(50, ge=1, le=500, description="how many subscriptions there may be")

    @field_validator("private_networks")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for one in given:
            ip_network(one)  # its ValueError names what is wrong
        return given

    @field_validator("ca_file")
    @classmethod
    def _certificates(cls, given: str) -> str:
        if given:
            try:
                ssl.create_default_context().load_verify_locations(given)
            except OSError as wrong:  # ssl.SSLError is one
                raise ValueError(f"a file of certificates in PEM is needed: {wrong.strerror or wrong}") from None
        return given

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks that are allowed beside the public internet."""
        return tuple(map(ip_network, self.private_networks))
