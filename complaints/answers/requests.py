"""What the register asks to be said to a customer: that their message is here, and how it ended."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from complaints.answers.phrases import Phrases, Tongue
from complaints.answers.segments import in_gsm, segments
from golddust.errors import Malformed, Misconfigured, Problem
from golddust.events import Channel, ReplyRequest
from golddust.identity import Keys, derived_id
from golddust.ports import Case, Resolution

Purpose = Literal["acknowledgement", "resolution"]
MOST_SEGMENTS = 2
LONGEST_SMS = 1600
"""What Twilio takes as one message, in characters. Source: Twilio's error 21617."""
LONGEST_URL = 120
"""Up to here the short acknowledgement takes two segments in every language; a test proves it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Words answers. `zone` is the one in which times are told; links begin with `public_url`.

    Raises Misconfigured when `public_url` is so long that no text message could hold a link.
    """

    phrases: Phrases
    keys: Keys
    public_url: str
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if len(self.public_url) > LONGEST_URL:
            problem = Problem(
                "http.public_url", self.public_url, f"at most {LONGEST_URL} characters, so that links fit in a text"
            )
            raise Misconfigured((problem,))

    def acknowledgement(self, case: Case, language: str, number: int, now: datetime) -> ReplyRequest:
        """Tells the customer that their message is here, its reference, and by when they have an answer."""
        tongue = self.phrases.tongue(language)
        answer = next(promise for promise in case.promises if promise.standard == "answer")
        fields = {
            "opening": tongue.openings[tone_of(case)],
            "due": tongue.moment_of(answer.due, self.zone),
            "reference": case.reference,
            "link": self._link(case),
        }
        text = _short(tongue, fields) if case.channel == "sms" else tongue.say("acknowledgement", "text", fields)
        return _request(case, "acknowledgement", number, tongue, fields, text, now)

    def resolution(self, case: Case, language: str, resolution: Resolution, number: int, now: datetime) -> ReplyRequest:
        """Tells the customer the four things. Raises Malformed when they are too long for a text message."""
        tongue = self.phrases.tongue(language)
        fields = asdict(resolution) | {"reference": case.reference, "link": self._link(case)}
        text = tongue.say("resolution", "sms" if case.channel == "sms" else "text", fields)
        over = len(text) - LONGEST_SMS
        if case.channel == "sms" and over > 0:
            raise Malformed(f"too long for a text message: please say it in {over} characters less")
        return _request(case, "resolution", number, tongue, fields, text, now)

    def _link(self, case: Case) -> str:
        return f"{self.public_url.rstrip('/')}/case/{self.keys.link_token('case', case.feedback)}"


def request_id(case_id: str, purpose: Purpose, number: int) -> str:
    """The id of what is said at that step of the case, so that asking twice is asking once."""
    return derived_id("reply", case_id, purpose, str(number))


def tone_of(case: Case) -> str:
    """Which opening fits what the customer said and how they feel."""
    if case.kind == "suggestion":
        return "idea"
    if case.kind == "complaint" or case.sentiment == "negative":
        return {"anger": "upset", "frustration": "upset", "anxiety": "worried", "sadness": "worried"}.get(case.emotion, "sorry")
    return "question" if case.kind == "question" else "thanks"


def _short(tongue: Tongue, fields: Mapping[str, str]) -> str:
    """The warm text where it fits into two segments, else the bare facts."""
    text = in_gsm(tongue.say("acknowledgement", "sms", fields))
    return text if segments(text) <= MOST_SEGMENTS else in_gsm(tongue.say("acknowledgement", "sms_short", fields))


def _request(
    case: Case, purpose: Purpose, number: int, tongue: Tongue, fields: Mapping[str, str], text: str, now: datetime
) -> ReplyRequest:
    channel: Channel = case.channel  # type: ignore[assignment] # it came from an Issue
    return ReplyRequest(
        id=request_id(case.id, purpose, number),
        case=case.id,
        feedback=case.feedback,
        customer=case.customer,
        channel=channel,
        purpose=purpose,
        subject=tongue.say(purpose, "subject", fields),
        text=text,
        language=tongue.code,
        requested_at=now,
    )
