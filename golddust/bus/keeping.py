"""How long each topic keeps its records, on whichever log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from golddust import topics

_MONTH = timedelta(days=30)
UNLESS_SET: Mapping[str, timedelta | None] = {
    topics.RECEIVED: _MONTH,
    topics.REPLIES_REQUESTED: _MONTH,
    topics.PARKED: timedelta(days=90),
}
"""Topics that hold words of customers in full, or what is said to them."""


@dataclass(frozen=True, slots=True)
class TopicsKept:
    """`usual` for each topic, but `apart` for some; None is for good. `topics.BY_TOPIC` there stands for all that begin so."""

    usual: timedelta = timedelta(days=30)
    intake: timedelta = timedelta(days=2)
    apart: Mapping[str, timedelta | None] = field(default_factory=lambda: UNLESS_SET)

    def of(self, topic: str) -> timedelta | None:
        """How long; None: for good. Dead letters stay, because they name places and no words; what they point to is PARKED."""
        if topic == topics.DEADLETTERS:
            return None
        if topic == topics.INTAKE:
            return self.intake
        if topic.startswith(topics.AGAIN):  # copies of what was received, among others
            return self.of(topics.RECEIVED)
        by_name = topics.BY_TOPIC if topic.startswith(topics.BY_TOPIC) else topic
        return self.apart.get(by_name, self.usual)

    def before(self, topic: str, now: datetime) -> datetime | None:
        """What was appended before this time goes; None: nothing does."""
        keep = self.of(topic)
        return None if keep is None else now - keep
