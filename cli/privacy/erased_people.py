"""Who was erased, asked for each pseudonym that turns up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from golddust.database.erasing.register import Hashing

SAYING_WHO = ("cust_", "anon_")


def hashing_of(installation: "Installation") -> "Hashing":
    """What the register calls people."""
    from golddust.database.erasing.register import Hashing  # noqa: PLC0415 - the database is loaded by who erases alone

    return Hashing(installation.keys.pseudonym)


@dataclass(slots=True)
class Covering:
    """Whether somebody was erased after they said something. Each pseudonym is hashed once."""

    until: Mapping[str, datetime]
    hashed: "Hashing"
    _known: dict[str, datetime | None] = field(default_factory=dict)

    def __call__(self, customer: str, at: datetime) -> bool:
        """Whether what they said at that time is erased."""
        until = self._until(customer)
        return until is not None and at <= until

    def among(self, customers: Iterable[str]) -> dict[str, datetime]:
        """Those of them who were erased, with until when."""
        return {customer: until for customer in customers if (until := self._until(customer)) is not None}

    def _until(self, customer: str) -> datetime | None:
        if customer not in self._known:
            says = customer.startswith(SAYING_WHO)
            self._known[customer] = self.until.get(self.hashed(customer)) if says else None
        return self._known[customer]


def covering(installation: "Installation") -> Covering:
    """Whom the register covers, as it is now. Raises Unavailable."""
    from golddust.database.engine import reading  # noqa: PLC0415 - as above
    from golddust.database.erasing.register import everybody  # noqa: PLC0415

    with reading(installation.engine) as connection:
        until = {one.person: one.until for one in everybody(connection)}
    return Covering(until, hashing_of(installation))
