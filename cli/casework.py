"""Puts together what works on cases beside the register: made when first asked for, each thing once."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.wiring import Installation


class Casework:
    """Who is speaking, who is told, which systems hear of it; all from one installation's settings."""

    def __init__(self, installation: "Installation") -> None:
        self._installation = installation
