"""What a resolution would say to its customer, before it is sent. Pure."""

from dataclasses import asdict
from datetime import datetime

from complaints.answers.blanks import blanks_in
from complaints.answers.requests import Answers
from golddust.errors import Malformed
from golddust.events import Promise
from golddust.ports import Case, Pledge, Preview, Resolution
from golddust.segments import segments


def preview(
    answers: Answers,
    case: Case,
    language: str,
    resolution: Resolution,
    now: datetime,
    *,
    final: str = "",
    pledge: Pledge | None = None,
) -> Preview:
    """The text as the register would request it, with what still is to be done about it.

    What is too long for a text message is shown all the same, with why it could not be sent.
    """
    missing = [part for part, words in asdict(resolution).items() if not words.strip()]
    blanks = [blank for part in blanks_in(resolution).values() for blank in part]
    promise = Promise(standard="pledge", due=pledge.due, number=0, words=pledge.words) if pledge else None
    try:
        told = answers.resolution(case, language, resolution, case.version + 1, now, final, promise)
    except Malformed as refused:
        return Preview(case.channel, missing=missing, blanks=blanks, wrong=refused.reason)
    in_texts = segments(told.text) if case.channel == "sms" else 0
    return Preview(case.channel, told.subject, told.text, in_texts, missing, blanks)
