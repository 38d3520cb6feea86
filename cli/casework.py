"""Puts together what works on cases beside the register: made when first asked for, each thing once.

Imports stand in the methods, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.wiring import Installation
    from complaints.escalation import Escalations


class Casework:
    """Who is speaking, who is told, which systems hear of it; all from one installation's settings."""

    def __init__(self, installation: "Installation") -> None:
        self._installation = installation

    @cached_property
    def escalations(self) -> "Escalations":
        """Who with authority hears of a case, and why. Raises Misconfigured."""
        from complaints.escalation.table import parse
        from config.tables import ESCALATION, read_table

        path = self._installation.settings.complaints.escalation
        table = read_table("complaints.escalation", Path(path) if path else ESCALATION)
        return parse(table, self._installation.standards.calendars, self._installation.console_url)
