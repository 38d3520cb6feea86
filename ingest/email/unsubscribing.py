"""The one thing that a mail can tell us to do: send no more news, as mail programs do for who follows List-Unsubscribe.

It counts only with the token that the customer's own mails offered, so that nobody can silence another. Source: RFC 2369 §3.2.
"""

from typing import Literal

from golddust.events import Address
from golddust.identity import Keys
from golddust.threads import command_in

LONGEST_TEXT = 200
"""Characters that mail programs write beside the subject; who writes more has something to say."""


def command_of(keys: Keys, author: Address, subject: str, text: str) -> Literal["stop", "start"] | None:
    """What a mail of this author with this subject and text has us do; None for words to be heard."""
    if author.kind == "none" or len(text.strip()) > LONGEST_TEXT:
        return None
    return command_in(keys, keys.pseudonym_of(author, ""), subject)
