"""The check of who sent a mail, asking a DNS server of the test's own."""

from collections.abc import Callable
from typing import Any

import pytest

from golddust.clock import SystemClock
from ingest.email.authentic.checking import Authenticity
from ingest.email.options import Options
from tests.services.names import Names
from tests.services.smtp_door import Counted

MAIL = (
    b"From: Ann <ann@example.com>\r\nTo: feedback@shop.example\r\nSubject: Late\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <1@example.com>\r\n\r\nWhere  is it? \r\n\r\n"
)
OUTSIDE = "192.0.2.7"

Found = dict[str, str]
CheckFor = Callable[..., Found]


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def check(names: Names, counted: Counted) -> CheckFor:
    """What the check adds to what is known of a mail, which came from outside unless said otherwise."""

    def found(mail: bytes = MAIL, sender: str = "ann@example.com", facts: Found | None = None, **settings: Any) -> Found:
        given = {"resolvers": [names.server], "timeout": 10, **settings}
        domains = given.pop("domains", ["shop.example"])
        trusted = given.pop("trusted", ["127.0.0.0/8"])
        options = Options.model_validate({"domains": domains, "trusted": trusted, "authentication": given})
        known = {"envelope_sender": sender, "helo": "out.example.com", "peer": OUTSIDE, **(facts or {})}
        return dict(Authenticity(options, SystemClock(), counted)(mail, known))

    return found
