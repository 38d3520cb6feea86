"""Pure: who does something, as the audit log names them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["person", "program", "command", "nobody"]


@dataclass(frozen=True, slots=True)
class By:
    """Who does it: a person on the console, or whoever is logged in where a command is typed."""

    kind: Kind
    name: str
