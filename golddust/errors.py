"""Every error that golddust raises on purpose, and what each means to whoever meets it.

    GoldDustError
    ├─ Misconfigured(problems)        nothing starts until a person mends the settings          exit 78
    ├─ Unavailable(retry_after)       trying again helps          SMTP 451 4.3.0, HTTP 503, Retry
    │  └─ Full                        no room left on the disk    SMTP 452 4.3.1, HTTP 503
    └─ Refused(reason)                trying again cannot help
       ├─ Malformed                   SMTP 554 5.6.0, HTTP 422 (400 when it is no JSON, no form, no mail at all)
       ├─ TooLarge                    SMTP 552 5.3.4, HTTP 413
       ├─ Unauthentic                 SMTP 550 5.7.1, HTTP 401 or 403
       ├─ UnknownVersion              a dead letter: an event of a later version than this program reads
       ├─ NotFound                    HTTP 404
       ├─ Conflict                    HTTP 409: somebody else was quicker, or the step is against the rules
       └─ Occupied                    another live process holds what was asked for

Anything else is a bug. Edges (SMTP, HTTP, runner, command line) translate; nothing between them does.
"""

from dataclasses import dataclass


class GoldDustError(Exception):
    """The root: catching it catches what golddust raises on purpose, and no bug."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the settings: where it is, the value seen (secrets masked), and what was expected."""

    path: str
    seen: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.expected} (seen: {self.seen})" if self.seen else f"{self.path}: {self.expected}"


class Misconfigured(GoldDustError):
    """The settings cannot be used; every problem is named at once, so that one round of mending is enough."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class Unavailable(GoldDustError):
    """Something needed is away; the same call may succeed later.

    `reason` is for people and holds no personal data; `retry_after` is in seconds.
    """

    def __init__(self, reason: str, retry_after: float = 30.0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Full(Unavailable):
    """The disk has no room left; taking more in would promise what cannot be kept."""


class Refused(GoldDustError):
    """The same call will never succeed; `reason` says why in words that may be shown to the sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Malformed(Refused):
    """What was sent cannot be read, or lacks what it must hold. `status` 400: not even the container could be read."""

    def __init__(self, reason: str, status: int = 422) -> None:
        super().__init__(reason)
        self.status = status


class TooLarge(Refused):
    """What was sent is over the limit, which the reason names."""


class Unauthentic(Refused):
    """Nobody proved who they are (`status` 401), or who they are is not enough (`status` 403)."""

    def __init__(self, reason: str, status: int = 401) -> None:
        super().__init__(reason)
        self.status = status


class UnknownVersion(Refused):
    """An event of a type or version that this program does not read."""


class NotFound(Refused):
    """There is nothing of that name."""


class Conflict(Refused):
    """The step is against the rules of the thing's present state, or another was quicker."""


class Occupied(Refused):
    """Another live process holds it: a data folder, or a consumer group's place on a topic."""
