"""Puts the figures together: what the insight pages and the public page of standards ask, from one installation's settings."""

from datetime import timedelta
from typing import TYPE_CHECKING

from golddust.insight import Insight

if TYPE_CHECKING:
    from cli.wiring.installation import Installation

BACK = timedelta(days=800)
"""So old promises may still be published, together with later ones: small months wait until there are enough."""


def insight_of(installation: "Installation") -> Insight:
    """All figures, counted in the zone of the company's working hours. Raises Misconfigured."""
    from complaints.insight.promised import StoredPromises  # noqa: PLC0415 - roles that show no figure do without
    from complaints.insight.standing import StoredCases  # noqa: PLC0415 - as above
    from sinks.store.insight.figures import StoredFigures  # noqa: PLC0415 - as above

    engine, standards, clock = installation.engine, installation.standards, installation.clock
    return Insight(
        StoredFigures(engine, standards.hours.zone, clock),
        StoredPromises(engine, standards, clock),
        StoredCases(engine, standards),
        {name: topic.owner for name, topic in installation.taxonomy.topics.items()},
        installation.settings.console.competitors,
    )


def promised_by(installation: "Installation") -> dict[str, str]:
    """The usual time of each standard in words: what the default policy promises a case of normal priority."""
    from complaints.promises.policy import STANDARDS  # noqa: PLC0415 - as above

    spans = {name: installation.standards.default.span(name, "normal") for name in STANDARDS}
    return {name: str(span) for name, span in spans.items() if span}


class Publishing:
    """Publishes each month's promises once, when it is over and there are enough of them (`console/insight/publishing.py`)."""

    def __init__(self, installation: "Installation") -> None:
        self._insight = insight_of(installation)
        self._clock = installation.clock

    def publish(self) -> int:
        """Publish what can be said by now; returns how many figures. Raises Unavailable."""
        from console.insight.publishing import to_publish  # noqa: PLC0415 - as above

        today = self._clock.now().astimezone(self._insight.feedback.zone).date()
        before = self._insight.promises.published()
        found = to_publish(self._insight.promises.kept(today - BACK, today), before, today)
        self._insight.promises.publish(found)
        return len(found)
