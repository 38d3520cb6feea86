"""The one thing that a mail can tell us to do: send no more news, as mail programs do for who follows List-Unsubscribe.

It counts only with the token of the mail that offered it, so that nobody can silence another. Source: RFC 2369 §3.2.
"""

from typing import Literal

COMMANDS: dict[str, Literal["stop", "start"]] = {"unsubscribe": "stop", "subscribe": "start"}
LONGEST_TEXT = 200
"""Characters that mail programs write beside the subject; who writes more has something to say."""


def command_of(subject: str, text: str, answers: str) -> Literal["stop", "start"] | None:
    """What a mail with this subject and text says, when it `answers` a mail of ours provably; None for words to be heard."""
    if not answers or len(text.strip()) > LONGEST_TEXT:
        return None
    return COMMANDS.get(subject.strip().lower())
