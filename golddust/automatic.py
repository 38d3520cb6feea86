"""The rules that tell a machine's message from a person's, and what each is called."""

from collections.abc import Mapping
from typing import Literal

Rule = Literal[
    "own_loop",
    "bounce",
    "receipt",
    "abuse_report",
    "aggregate_report",
    "challenge",
    "auto_reply",
    "auto_generated",
    "list",
    "bulk",
    "junk",
    "machine",
    "trap_field",
]
IN_WORDS: Mapping[Rule, str] = {
    "own_loop": "our own mail that came back",
    "bounce": "delivery report",
    "receipt": "read receipt",
    "abuse_report": "abuse report",
    "aggregate_report": "report on mail security",
    "challenge": "request to prove that a person wrote",
    "auto_reply": "automatic answer or vacation note",
    "auto_generated": "notice that a program wrote",
    "list": "mail of a list",
    "bulk": "mail to many",
    "junk": "mail that calls itself junk",
    "machine": "mail of a machine",
    "trap_field": "form filled in by a program",
}
"""What each value of `Feedback.automatic` means. A value that is not here is of an installation of a later version."""


def in_words(rule: str) -> str:
    """What the rule is called, on pages and in lists; the rule's own name where it is not known."""
    return IN_WORDS.get(rule, rule.replace("_", " "))  # type: ignore[call-overload, no-any-return]
