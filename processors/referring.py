"""What a message says that it belongs to: replies of ours that it answers, cases that it names. It proves nothing."""

import re

from golddust.events import Feedback
from golddust.identity import ID_LENGTH, derived_id
from golddust.threads import PROOF_LENGTH

MOST = 20
LOOKED_AT = 20_000
"""Characters of a text in which names of cases are looked for: people write them at its beginning or in its subject."""
_OUR_REPLY = re.compile(rf"<([a-z2-7]{{{ID_LENGTH}}})\.(?:[a-z2-7]{{{PROOF_LENGTH}}}\.)?reply@[^<>\s]{{1,250}}>")
"""The Message-ID that we give to mail, and the one that we gave before it had a proof in it. Source: golddust/threads.py."""
_OUR_CASE = re.compile(r"\bGD[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})\b", re.IGNORECASE)


def refers_to(feedback: Feedback) -> tuple[str, ...]:
    """Ids of our replies, the latest first, then references of cases as written; each once, at most `MOST`."""
    thread = feedback.thread
    mails = (*thread.in_reply_to, *reversed(thread.references))
    answered = [match.group(1) for mail in mails for match in _OUR_REPLY.finditer(mail)]
    text = f"{feedback.subject[:LOOKED_AT]}\n{feedback.text[:LOOKED_AT]}"
    named = [f"GD-{first}-{last}".upper() for first, last in _OUR_CASE.findall(text)]
    return tuple(dict.fromkeys((*answered, *named)))[:MOST]


def message_of(feedback: Feedback) -> str:
    """What all copies of one mail have in common that came to several addresses of ours; "" on channels that have no copies.

    Sender and words count as well: some programs give the same Message-ID to all that they send.
    """
    if feedback.channel != "email":
        return ""
    name = feedback.external_id.rpartition(" ")[0]
    doubt = "in doubt" if feedback.suspect else ""
    return derived_id("message", name, feedback.customer, feedback.subject, feedback.text, doubt)
