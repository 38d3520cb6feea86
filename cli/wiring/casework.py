"""Puts together what works on cases beside the register: made when first asked for, each thing once.

Imports stand in the methods, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from complaints.answers.drafts import Drafts
    from complaints.cases.clockwork import Clockwork
    from complaints.cases.rules import Rules, Times
    from complaints.cases.settling import Settling
    from complaints.cases.speakers import KnownSpeakers
    from complaints.causes.counting import CausesOfCases
    from complaints.causes.keeping import SqlCauses
    from complaints.desk import CaseDesk
    from complaints.escalation.escalations import Escalations
    from complaints.options import Options as ComplaintOptions
    from complaints.people.directory import People
    from golddust.mirroring import ComplaintMirror
    from sinks.complaints.mirroring import Mirroring
    from sinks.staff.ways import Way


class Casework:
    """Who is speaking, who is told, which systems hear of it; all from one installation's settings."""

    def __init__(self, installation: "Installation") -> None:
        self._installation = installation

    @cached_property
    def rules(self) -> "Rules":
        """What the register goes by: standards, ladder, words and times. Raises Misconfigured."""
        from complaints.answers.phrases import ours
        from complaints.answers.requests import Answers
        from complaints.cases.rules import Rules
        from complaints.talking.answers import Talk
        from processors.redaction import redact

        one = self._installation
        zone = one.standards.hours.zone
        answers = Answers(ours(), one.keys, one.settings.http.public_url.rstrip("/"), zone)
        talk = Talk(one.settings.form.name, one.settings.complaints.help)
        return Rules(one.standards, answers, self.escalations, _times(one.settings.complaints), redact, talk)

    @cached_property
    def clockwork(self) -> "Clockwork":
        """Whatever time brings about in cases."""
        from complaints.cases.clockwork import Clockwork

        return Clockwork(self._installation.engine, self._installation.clock, self.rules)

    @cached_property
    def speakers(self) -> "KnownSpeakers":
        """Who customers are, as far as cases must know it."""
        from complaints.cases.speakers import KnownSpeakers

        return KnownSpeakers(self._installation.keys, self._installation.settings.complaints.region)

    @cached_property
    def settling(self) -> "Settling":
        """What makes one case of two that are certainly one matter of one person."""
        from complaints.cases.settling import Settling

        return Settling(self._installation.engine, self._installation.clock, self.rules, self.speakers)

    @cached_property
    def escalations(self) -> "Escalations":
        """Who with authority hears of a case, and why. Raises Misconfigured."""
        from complaints.escalation.table import parse
        from config.tables import ESCALATION, read_table

        path = self._installation.settings.complaints.escalation
        table = read_table("complaints.escalation", Path(path) if path else ESCALATION)
        return parse(table, self._installation.standards.calendars, self._installation.console_url)

    @cached_property
    def staff_ways(self) -> "Mapping[str, Sequence[Way]]":
        """How the staff is told, by the round that does it."""
        from cli.wiring.texting import new_texts
        from sinks.replies.smtp.relay import Relay
        from sinks.staff.hooks import StaffHooks
        from sinks.staff.mail import StaffMail
        from sinks.staff.texts import StaffTexts

        one, clock = self._installation, self._installation.clock
        messages = (StaffMail(Relay(one.settings.replies.smtp, one.signer), clock), StaffTexts(new_texts(one.settings)))
        return {"staff-messages": messages, "staff-hooks": (StaffHooks(clock),)}

    @cached_property
    def people(self) -> "People":
        """Who is speaking: people, their addresses, and what the company's own list says of them."""
        from complaints.people.directory import People

        one = self._installation
        return People(one.engine, one.clock, one.keys, one.settings.complaints.region)

    @cached_property
    def desk(self) -> "CaseDesk":
        """What helps those at work on cases. Raises Misconfigured."""
        from complaints.desk import CaseDesk

        return CaseDesk(self._installation.engine, self._installation.clock, self.rules, self.drafts, self.speakers)

    @cached_property
    def drafts(self) -> "Drafts":
        """What is proposed to agents who resolve a case. Raises Misconfigured."""
        from complaints.answers.drafts import FOLDER, read_drafts
        from complaints.answers.phrases import ours

        path = self._installation.settings.complaints.drafts
        return read_drafts(Path(path) if path else FOLDER, ours(), self._installation.standards.hours.zone)

    @cached_property
    def causes(self) -> "SqlCauses":
        """What cases have in common."""
        from complaints.causes.keeping import SqlCauses

        one = self._installation
        return SqlCauses(one.engine, one.clock, self.rules, one.register)

    @cached_property
    def mirrors(self) -> "Sequence[ComplaintMirror]":
        """The complaint systems elsewhere that are switched on."""
        settings = self._installation.settings
        if not settings.complaints.mirrors:
            return ()  # and nothing is loaded that speaks to them
        from sinks.complaints.registry import mirrors_of

        return mirrors_of(settings.complaints.mirrors, settings.mirrors, self._installation.clock)

    def mirroring(self, mirror: "ComplaintMirror") -> "Mirroring":
        """What keeps one of them and the register in step."""
        from processors.redaction import redact
        from sinks.complaints.mirroring import Mirroring
        from sinks.complaints.registry import poll_seconds
        from sinks.complaints.returning import Returning

        one = self._installation
        link = f"{one.console_url}/console/cases/{{}}".format
        tell = Returning(one.register, self.desk, redact)
        polls = poll_seconds(mirror.name, one.settings.mirrors)
        return Mirroring(one.engine, mirror, one.register, tell, link, polls, one.clock, one.metrics)

    @cached_property
    def causes_of_cases(self) -> "CausesOfCases":
        """Counts cases to causes."""
        from complaints.causes.counting import CausesOfCases

        return CausesOfCases(self.causes, self._installation.register)


def _times(options: "ComplaintOptions") -> "Times":
    from complaints.cases.rules import Times

    asked = timedelta(days=options.ask_after_days) if options.ask_after_days else None
    joins_within = timedelta(hours=options.joins_within_hours)
    return Times(options.tell_at, asked, timedelta(days=options.close_after_days), joins_within)
