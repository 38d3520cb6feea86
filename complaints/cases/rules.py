"""What the register goes by: the company's standards, its ladder, its words, and a few times."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from complaints.answers.requests import Answers
from complaints.escalation.escalations import Escalations
from complaints.promises.policy import Matter, Policy
from complaints.promises.standards import Standards
from complaints.talking.answers import Talk
from complaints.words import masked
from golddust.events import Priority
from golddust.ports import Case


@dataclass(frozen=True, slots=True)
class Times:
    """`tell_at`: the share of a promise's time after which its customer is told that it will be late.

    `ask_after` a resolution the customer is asked whether it helped (None: never), `close_after` it the case is closed. A text
    message joins the case that its sender spoke of within `joins_within`.
    """

    tell_at: float = 0.9
    ask_after: timedelta | None = timedelta(days=3)
    close_after: timedelta = timedelta(days=14)
    joins_within: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Rules:
    """All of it. `redact` takes personal data out of what people write before it reaches history and streams.

    `talk` is about what a machine answers from the record.
    """

    standards: Standards
    answers: Answers
    escalations: Escalations
    times: Times = field(default_factory=Times)
    redact: Callable[[str], str] = masked
    talk: Talk = field(default_factory=Talk)

    def policy(self, case: Case) -> Policy:
        """The policy that holds for the case as it is now."""
        return self.standards.policy(matter_of(case))

    def policy_of(self, case: Case, name: str) -> Policy:
        """The policy under which something was promised in the case, or where it is gone the one that holds now."""
        return self.standards.named(name) or self.policy(case)


def matter_of(case: Case) -> Matter:
    """What a policy is chosen by."""
    return Matter(case.kind, priority_of(case), case.channel, case.segment, case.topics)


def priority_of(case: Case) -> Priority:
    """The case's priority as policies ask for it: it came from an Issue, or was checked when it was set."""
    return cast("Priority", case.priority)
