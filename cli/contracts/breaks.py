"""What would break, whom, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Break:
    """`contract` is an event's type, a topic, or a request; `what` changed in it, as a clause.

    `whom` it breaks and how to `mend` it are sentences.
    """

    contract: str
    what: str
    whom: str
    mend: str

    def __str__(self) -> str:
        return f"{self.contract}: {self.what}.\n    {self.whom}\n    {self.mend}"
