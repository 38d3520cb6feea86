"""What each method found out, in the words of Authentication-Results (RFC 8601)."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 1000
"""Characters of a verdict."""


@dataclass(frozen=True, slots=True)
class Result:
    """A method's result, the domain that it is about, as which property it stood in the mail, and the policy it fell under.

    `method`: dmarc, dkim, spf, arc or auth; `value`: pass, fail, none, policy, neutral, softfail, temperror or permerror.
    """

    method: str
    value: str
    domain: str = ""
    stood: str = ""
    policy: str = ""

    def __str__(self) -> str:
        said = f"{self.method}={self.value}"
        said += f" {self.stood}={self.domain}" if self.stood and self.domain else ""
        return said + (f" policy.dmarc={self.policy}" if self.policy else "")


def as_text(results: Iterable[Result], by: str = "") -> str:
    """All of them in one line, without anything of a person: of addresses only the domains. `by`: whose finding it is."""
    said = list(dict.fromkeys(str(result) for result in results))
    text = "; ".join([by, *said] if by else said)
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(";")[0]
