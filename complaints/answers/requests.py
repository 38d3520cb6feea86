"""What the register asks to be said to a customer, from "your message is here" to "the cause is mended"."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from complaints.answers.phrases import Phrases, Tongue
from golddust.errors import Malformed, Misconfigured, Problem
from golddust.events import Channel, Promise, ReplyPurpose, ReplyRequest
from golddust.identity import Keys, derived_id
from golddust.ports import Case, Resolution
from golddust.segments import first_that_fits

SAID: tuple[ReplyPurpose, ...] = (
    "acknowledgement",
    "resolution",
    "late_warning",
    "late_apology",
    "update",
    "question",
    "follow_up",
    "reopened",
    "check",
    "mended",
    "idea",
)
"""What there are phrases for."""
MOST_SEGMENTS = 2
LONGEST_SMS = 1600
"""What Twilio takes as one message, in characters. Source: Twilio's error 21617."""
LONGEST_URL = 120
"""Up to here the shortest of what a machine says takes two segments in every language; a test proves it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Words answers. `zone` is the one in which times are told; links begin with `public_url`.

    `number` is that of the step of the case at which it is said. What a machine says by itself takes two text messages at most;
    a person's own words take as much room as they need, up to `LONGEST_SMS`, and are refused as Malformed above that. Raises
    Misconfigured when `public_url` is so long that no text message could hold a link.
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
        fields = {"opening": tongue.openings[tone_of(case)], "due": self._moment(tongue, answer.due)}
        return self._short(case, "acknowledgement", tongue, number, now, fields)

    def resolution(
        self,
        case: Case,
        language: str,
        resolution: Resolution,
        number: int,
        now: datetime,
        final: str = "",
        pledge: Promise | None = None,
    ) -> ReplyRequest:
        """Tells the customer the four things, and how to say "not solved".

        `final` is wording that a regulation demands of a final answer; `pledge` is what the remedy promises, with its date.
        """
        tongue = self.phrases.tongue(language)
        by = tongue.say("resolution", "pledge", {"due": self._moment(tongue, pledge.due)}) if pledge else ""
        return self._long(case, "resolution", tongue, number, now, asdict(resolution) | {"final": final, "pledge": by})

    def late_warning(
        self, case: Case, language: str, number: int, now: datetime, promise: Promise, new_due: datetime, reason: str = ""
    ) -> ReplyRequest:
        """Says before a promise breaks that it will, sorry, why, and the new time. Without a reason: that it takes longer."""
        tongue = self.phrases.tongue(language)
        plain = tongue.say("late_warning", "plain", {})
        fields = self._late(tongue, promise, new_due) | {"reason": reason or plain}
        plainer = {"promised": tongue.promised[promise.standard], "reason": plain}
        return self._short(case, "late_warning", tongue, number, now, fields, plainer)

    def late_apology(
        self, case: Case, language: str, number: int, now: datetime, promise: Promise, new_due: datetime, reason: str = ""
    ) -> ReplyRequest:
        """Says that a promise was not kept, sorry, the reason where it is known, and the new time."""
        tongue = self.phrases.tongue(language)
        fields = self._late(tongue, promise, new_due) | {"reason": reason}
        plainer = {"promised": tongue.promised[promise.standard], "reason": ""}
        return self._short(case, "late_apology", tongue, number, now, fields, plainer)

    def update(self, case: Case, language: str, number: int, now: datetime, words: str, next_due: datetime) -> ReplyRequest:
        """The next word from us: we are still on it, what was done since, when they hear next."""
        tongue = self.phrases.tongue(language)
        return self._long(case, "update", tongue, number, now, {"words": words, "due": self._moment(tongue, next_due)})

    def question(self, case: Case, language: str, number: int, now: datetime, words: str) -> ReplyRequest:
        """Asks the customer something, and says that the clock stands until they answer, and how to."""
        return self._long(case, "question", self.phrases.tongue(language), number, now, {"words": words})

    def follow_up(self, case: Case, language: str, number: int, now: datetime) -> ReplyRequest:
        """Says that what they added is with their case, so that nothing needs to be said again."""
        return self._short(case, "follow_up", self.phrases.tongue(language), number, now, {})

    def reopened(self, case: Case, language: str, number: int, now: datetime, due: datetime) -> ReplyRequest:
        """Says sorry that it was not solved, that somebody with more authority looks at it, and by when they hear of it."""
        tongue = self.phrases.tongue(language)
        return self._short(case, "reopened", tongue, number, now, {"due": self._moment(tongue, due)})

    def check(self, case: Case, language: str, number: int, now: datetime) -> ReplyRequest:
        """The one question some days later: did it help? It says that no answer is fine."""
        return self._short(case, "check", self.phrases.tongue(language), number, now, {})

    def mended(self, case: Case, language: str, number: int, now: datetime, words: str) -> ReplyRequest:
        """Says that the cause of what they told us about is mended, what was done, and thank you."""
        return self._long(case, "mended", self.phrases.tongue(language), number, now, {"words": words})

    def idea(self, case: Case, language: str, number: int, now: datetime, role: str, due: datetime) -> ReplyRequest:
        """Acknowledges an idea: to whom it goes, who can act on it, and by when they have an answer."""
        tongue = self.phrases.tongue(language)
        return self._short(case, "idea", tongue, number, now, {"role": role, "due": self._moment(tongue, due)})

    def _late(self, tongue: Tongue, promise: Promise, new_due: datetime) -> dict[str, str]:
        """What is late, the time promised before, and the one promised now.

        A pledge is named by its words, unless they are redacted: a mask tells the customer nothing.
        """
        named = tongue.promised[promise.standard]
        if promise.words and "[" not in promise.words:
            named = f"{named} ({promise.words})"
        return {"promised": named, "was": self._moment(tongue, promise.due), "due": self._moment(tongue, new_due)}

    def _short(
        self,
        case: Case,
        purpose: ReplyPurpose,
        tongue: Tongue,
        number: int,
        now: datetime,
        fields: Mapping[str, str],
        plainer: Mapping[str, str] | None = None,
    ) -> ReplyRequest:
        """What a machine says. In a text message: the warmest words that fit into two segments; else the bare facts."""
        fields = self._known(case) | dict(fields)
        if case.channel != "sms":
            return _request(case, purpose, number, tongue, fields, tongue.say(purpose, "text", fields), now)
        warm = (tongue.say(purpose, "sms", fields), tongue.say(purpose, "sms", {**fields, **(plainer or {})}))
        text = first_that_fits((*warm, tongue.say(purpose, "sms_short", fields)), MOST_SEGMENTS)
        return _request(case, purpose, number, tongue, fields, text, now)

    def _long(
        self, case: Case, purpose: ReplyPurpose, tongue: Tongue, number: int, now: datetime, fields: Mapping[str, str]
    ) -> ReplyRequest:
        """What a person says. Raises Malformed when it is too long for a text message."""
        fields = self._known(case) | dict(fields)
        text = tongue.say(purpose, "sms" if case.channel == "sms" else "text", fields)
        over = len(text) - LONGEST_SMS
        if case.channel == "sms" and over > 0:
            raise Malformed(f"too long for a text message: please say it in {over} characters less")
        return _request(case, purpose, number, tongue, fields, text, now)

    def _known(self, case: Case) -> dict[str, str]:
        return {"reference": case.reference, "link": self.link(case)}

    def link(self, case: Case) -> str:
        """Where its customer sees how the case stands."""
        return f"{self.public_url.rstrip('/')}/case/{self.keys.link_token('case', case.feedback)}"

    def moment(self, language: str, moment: datetime) -> str:
        """A time in words, on the company's clock."""
        return self._moment(self.phrases.tongue(language), moment)

    def _moment(self, tongue: Tongue, moment: datetime) -> str:
        return tongue.moment_of(moment, self.zone)


def request_id(case_id: str, purpose: ReplyPurpose, number: int) -> str:
    """The id of what is said at that step of the case, so that asking twice is asking once."""
    return derived_id("reply", case_id, purpose, str(number))


def tone_of(case: Case) -> str:
    """Which opening fits what the customer said and how they feel."""
    if case.kind == "suggestion":
        return "idea"
    if case.kind == "complaint" or case.sentiment == "negative":
        return {"anger": "upset", "frustration": "upset", "anxiety": "worried", "sadness": "worried"}.get(case.emotion, "sorry")
    return "question" if case.kind == "question" else "thanks"


def _request(
    case: Case, purpose: ReplyPurpose, number: int, tongue: Tongue, fields: Mapping[str, str], text: str, now: datetime
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
        urgent=case.priority == "critical",
    )
