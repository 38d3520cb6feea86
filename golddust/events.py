"""The events that flow through golddust, each a frozen value.

Times are aware and in UTC. `customer` is always the keyed pseudonym of the person (see `golddust.identity`); a raw address or
an unredacted text is on `Feedback` alone. Fields are only ever added, with a default; anything else is a new version of the type.
"""

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct

Channel = Literal["email", "sms", "hook", "form"]
AddressKind = Literal["email", "phone", "whatsapp", "handle", "none"]
Kind = Literal["complaint", "suggestion", "praise", "question", "other", "spam"]
Mood = Literal["negative", "neutral", "positive"]
Feeling = Literal["anger", "frustration", "disappointment", "anxiety", "sadness", "joy", "gratitude", "neutral"]
Level = Literal["none", "low", "high", "critical"]
Priority = Literal["low", "normal", "high", "critical"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
"""From the least pressing on."""
ConsentState = Literal["stopped", "given"]
CLOSED = (Mood, Level, Priority, ConsentState)
"""Choices that never gain one, as readers sort and branch by all of them. Every other list of choices may get longer."""


class Address(Struct, frozen=True, kw_only=True):
    """How a customer can be reached. `kind` "none": they left nothing; "handle": a name that only its source understands."""

    kind: AddressKind
    value: str = ""
    name: str = ""


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that came with the feedback: `size` in bytes (0 when unknown); `url` where it must still be fetched."""

    name: str
    type: str
    size: int = 0
    url: str = ""


class Thread(Struct, frozen=True, kw_only=True):
    """What ties a message to others: mail's Message-ID, In-Reply-To and References.

    Of a text message `in_reply_to` is the provider's id of the message of ours that it was written as an answer to, where its
    sender chose one; all is empty on other channels.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Span(Struct, frozen=True, kw_only=True):
    """What a stretch of a mail's full text is, from character `start` up to `end`."""

    start: int
    end: int
    kind: Literal["new", "head", "quoted", "forwarded", "signature", "device", "notice"]


BounceKind = Literal["hard", "soft", "delayed", "policy"]
"""The address does not work; it may later; it is still on its way; it is held against us or our words."""


class Bounce(Struct, frozen=True, kw_only=True):
    """What a delivery report says of a reply of ours; `status` is the reason by RFC 3463, such as "5.1.1", "" when not said."""

    reply: str
    kind: BounceKind
    status: str = ""


class Delivery(Struct, frozen=True, kw_only=True):
    """What a door took in, before it is read: the raw bytes and what the door alone knew.

    `id` is the feedback's id for good. `source` names the endpoint reached (a mail address, a phone number, a hook's name).
    `facts` are what the bytes do not hold: envelope, peer, content type. `reused`: the external id came before with other words.
    """

    id: str
    channel: Channel
    source: str
    external_id: str
    received_at: datetime
    sender: str
    original: bytes
    facts: dict[str, str] = {}
    reused: bool = False


class Feedback(Struct, frozen=True, kw_only=True):
    """What a customer said, in their own words. On `feedback.received`; holds personal data.

    `text` is what they newly wrote, at most 256 kB; `full_text` is set when that leaves something out (quoted history).
    `original` names the bytes in Originals. `automatic` is null for a person, else the rule that told a machine.
    `command` is set when the message is an instruction to us rather than feedback, and `command_word` is then its word, in
    capitals; `carrier_acts`: the carrier knows that word, acts on it and answers it by itself. `service`: the pool of numbers
    that ours belongs to at the carrier, which counts as one sender. `problems`: what could not be read properly.
    `bounced`: ids of replies of ours that this report says reached nobody, because the address does not work; `bounces` has
    these and all others that it tells of, with how it stands with each.
    `spans` say what each stretch of `full_text` is; () when all of it is new.
    `answers`: id of the reply of ours that this provably answers: it carries a token that only the reply's receivers know.
    `suspect`: who sent it was checked, and it was not who it says. `labels`: what the address that was reached says of it, such
    as {"brand": …, "store": …, "topic": …}.
    """

    id: str
    channel: Channel
    source: str
    external_id: str
    received_at: datetime
    customer: str = ""
    address: Address
    text: str
    full_text: str = ""
    subject: str = ""
    rating: float | None = None
    language: str = ""
    attachments: tuple[Attachment, ...] = ()
    thread: Thread = Thread()
    original: str = ""
    automatic: str | None = None
    command: Literal["stop", "start", "help"] | None = None
    authentication: str = ""
    problems: tuple[str, ...] = ()
    revision: int = 0
    bounced: tuple[str, ...] = ()
    bounces: tuple[Bounce, ...] = ()
    spans: tuple[Span, ...] = ()
    answers: str = ""
    suspect: bool = False
    labels: dict[str, str] = {}
    command_word: str = ""
    carrier_acts: bool = False
    service: str = ""


class Sentiment(Struct, frozen=True, kw_only=True):
    """How positive the words are: `score` from -1 to 1, `confidence` from 0 to 1, `evidence` the words that decided."""

    label: Mood
    score: float
    confidence: float
    unsure: bool = False
    evidence: tuple[str, ...] = ()


class Emotion(Struct, frozen=True, kw_only=True):
    """The feeling that shows most."""

    label: Feeling
    confidence: float
    evidence: tuple[str, ...] = ()


class Urgency(Struct, frozen=True, kw_only=True):
    """How soon somebody must look, with the reasons as `rule: words`."""

    level: Level
    reasons: tuple[str, ...] = ()


class KindTag(Struct, frozen=True, kw_only=True):
    """What kind of message it is."""

    label: Kind
    confidence: float
    evidence: tuple[str, ...] = ()


class TopicTag(Struct, frozen=True, kw_only=True):
    """One topic of the taxonomy that the message is about, with the mood of the clauses that name it."""

    name: str
    confidence: float
    evidence: tuple[str, ...] = ()
    sentiment: Mood = "neutral"


class Language(Struct, frozen=True, kw_only=True):
    """ISO 639-1 code, or "und" when it cannot be told."""

    code: str
    confidence: float


class PrivateSpan(Struct, frozen=True, kw_only=True):
    """Personal data in the unredacted text: half-open character offsets."""

    kind: str
    start: int
    end: int


class Tags(Struct, frozen=True, kw_only=True):
    """Everything that the processors say of one text."""

    sentiment: Sentiment
    emotion: Emotion
    urgency: Urgency
    kind: KindTag
    topics: tuple[TopicTag, ...]
    language: Language
    private: tuple[PrivateSpan, ...]
    redacted: str


class Tagged(Struct, frozen=True, kw_only=True):
    """A feedback with its tags and without its personal data. On `feedback.tagged`.

    `refers_to`: what it says it belongs to, unproven: ids of replies of ours that it answers, references of cases that it names.
    `answers`, `suspect`, `labels`, `command_word` and `carrier_acts` are the feedback's. `message`: the same for each copy of one
    mail that came to several addresses of ours; "" on other channels. `issue`: somebody must act on it, so an Issue goes with it.
    """

    id: str
    feedback: str
    channel: Channel
    source: str
    received_at: datetime
    customer: str
    text: str
    subject: str
    sentiment: Sentiment
    emotion: Emotion
    urgency: Urgency
    kind: KindTag
    topics: tuple[TopicTag, ...]
    language: Language
    private: tuple[PrivateSpan, ...] = ()
    rating: float | None = None
    automatic: str | None = None
    command: Literal["stop", "start", "help"] | None = None
    answerable: bool = False
    attachments: int = 0
    tagger: str = ""
    refers_to: tuple[str, ...] = ()
    answers: str = ""
    suspect: bool = False
    labels: dict[str, str] = {}
    message: str = ""
    issue: bool = False
    revision: int = 0
    command_word: str = ""
    carrier_acts: bool = False


Question = Literal["kind", "sentiment", "emotion", "urgency", "topics"]
"""What a tag answers."""


class TagCorrected(Struct, frozen=True, kw_only=True):
    """A person says what a tag should be. On `feedback.corrected`. Of several about one question the one made last holds.

    `answers`: one label, or the names of all topics; null: what the tagger says, so that what was said before is taken back.
    """

    id: str
    feedback: str
    customer: str
    question: Question
    answers: tuple[str, ...] | None
    at: datetime
    actor: str


class Issue(Struct, frozen=True, kw_only=True):
    """What somebody must act on: `owner` is the business function that can mend it, `why` one sentence. On `feedback.issues`."""

    id: str
    feedback: str
    channel: Channel
    source: str
    received_at: datetime
    customer: str
    kind: Kind
    priority: Priority
    owner: str
    why: str
    text: str
    subject: str
    topics: tuple[str, ...]
    sentiment: Mood
    emotion: Feeling
    urgency: Level
    language: str
    answerable: bool
    refers_to: tuple[str, ...] = ()
    answers: str = ""
    suspect: bool = False
    labels: dict[str, str] = {}
    message: str = ""
    revision: int = 0


Standard = Literal["acknowledge", "answer", "resolve", "update", "pledge"]
"""What can be promised: that we have it, an answer, the end of the matter, the next word from us, what a resolution said."""


class Promise(Struct, frozen=True, kw_only=True):
    """One promise of a case: `standard` is what was promised, `due` when, `kept_at` when it was kept (null: not yet).

    Its clock runs from `since` (null: it was made before clocks were noted) under the policy of that name. `number` tells pledges
    of one case apart, and `words` says what was pledged, redacted. `at_risk_at`: when its owner was warned; `told_at`: when the
    customer was told that it would be late, and `new_due` the time they were given then; `late_at`: when it was found broken;
    `sorry_at`: when the customer got an apology for that.
    """

    standard: Standard
    due: datetime
    kept_at: datetime | None = None
    number: int = 0
    since: datetime | None = None
    policy: str = ""
    words: str = ""
    at_risk_at: datetime | None = None
    told_at: datetime | None = None
    new_due: datetime | None = None
    late_at: datetime | None = None
    sorry_at: datetime | None = None


class Pause(Struct, frozen=True, kw_only=True):
    """A time in which a case waited for its customer, so that its clocks stood; `ends` null: it waits still."""

    begins: datetime
    ends: datetime | None = None


class Escalation(Struct, frozen=True, kw_only=True):
    """Where a case stands on the ladder: at the step `role`, counted from 1 by `rung`, with the person who holds it now.

    Who does not accept by `accept_by` lets it climb on; null: nothing is left to climb. `why` is one sentence. `urgent`: there is
    danger, so from here on it waits for nobody's working hours.
    """

    rung: int
    role: str
    person: str
    why: str
    since: datetime
    accept_by: datetime | None = None
    accepted_at: datetime | None = None
    urgent: bool = False


CaseStep = Literal[
    "opened",
    "acknowledged",
    "assigned",
    "at_risk",
    "late",
    "escalated",
    "resolved",
    "reopened",
    "closed",
    "noted",
    "started",
    "waiting",
    "said",
    "accepted",
    "changed",
    "recomputed",
    "merged",
    "split",
    "promised",
    "kept",
    "told",
    "asked",
]


class CaseEvent(Struct, frozen=True, kw_only=True):
    """One step in the life of a case. On `complaints.events`; `number` counts the steps of the case from 1.

    It holds all of the state after the step, so that whoever missed some knows how the case stands.
    `about` names the feedback or the other case that a step is about. `asked_at`: when the customer was asked whether it helped.
    `cost` is what the remedy cost, in the company's currency. `delay` is why it takes longer, as the customer is told.
    `rating` is the figure from 1 to 5 with which the customer answers that question in this step; null: in words, or not at all.
    """

    id: str
    case: str
    reference: str
    number: int
    step: CaseStep
    at: datetime
    actor: str
    customer: str
    feedback: str
    state: str
    priority: Priority
    owner: str
    note: str = ""
    promises: tuple[Promise, ...] = ()
    assignee: str = ""
    segment: str = ""
    cause: str = ""
    cost: float | None = None
    about: str = ""
    pauses: tuple[Pause, ...] = ()
    escalation: Escalation | None = None
    reopened: int = 0
    delay: str = ""
    asked_at: datetime | None = None
    merged_into: str = ""
    rating: int | None = None


class StaffNotice(Struct, frozen=True, kw_only=True):
    """What somebody of the staff is to be told, by name or by role. Internal, on `golddust.staff`; the text is redacted.

    `urgent`: at any hour, on every way that reaches the person.
    """

    id: str
    case: str
    reference: str
    role: str
    person: str
    purpose: Literal["warning", "missed", "escalation", "page", "idea", "cause", "digest"]
    subject: str
    text: str
    requested_at: datetime
    urgent: bool = False


ReplyPurpose = Literal[
    "acknowledgement",
    "answer",
    "resolution",
    "notice",
    "late_warning",
    "late_apology",
    "update",
    "question",
    "follow_up",
    "reopened",
    "check",
    "mended",
    "idea",
    "status",
    "help",
    "stopped",
]
"""Of no one case: `status`, how their matters stand; `help`, who we are; `stopped`, that nothing more is sent."""


class ReplyRequest(Struct, frozen=True, kw_only=True):
    """What is to be said to a customer. On `replies.requested`; the address stays in the store, under `customer`.

    `case` is "" for what belongs to no one case. `urgent`: at any hour.
    """

    id: str
    case: str
    feedback: str
    customer: str
    channel: Channel
    purpose: ReplyPurpose
    subject: str
    text: str
    language: str
    requested_at: datetime
    urgent: bool = False


class ReplyStatus(Struct, frozen=True, kw_only=True):
    """What a carrier says later of a reply that it took. Internal, on `golddust.reply-statuses`; the door proved who says so.

    `provider_id` is the carrier's id of the message, `code` its reason for not delivering it, "" where it gives none.
    """

    id: str
    reply: str
    provider: str
    provider_id: str
    status: Literal["delivered", "read", "undelivered", "failed"]
    at: datetime
    code: str = ""


class ReplyOutcome(Struct, frozen=True, kw_only=True):
    """What became of a reply. On `replies.outcomes`. `uncertain`: the process died while sending; not sent twice.

    `carrier` is "" when the reply was handed over, or not. Another outcome of the same request may say later what its carrier
    says of it: that it was delivered or read (then `state` is "sent"), or was not delivered ("failed", and `why`).
    """

    id: str
    request: str
    case: str
    customer: str
    channel: Channel
    state: Literal["sent", "suppressed", "failed", "uncertain"]
    at: datetime
    why: str = ""
    provider_id: str = ""
    carrier: Literal["", "delivered", "read", "undelivered"] = ""


class ConsentChanged(Struct, frozen=True, kw_only=True):
    """A customer wants nothing more from us, or something again. On `customers.consents`; their own words stay in the store.

    It holds for what goes out by `channel` from `sender`, a number or a pool of numbers of ours; both "": for everything. `state`
    holds `since` then. `word` is the instruction's in capitals, or what else it was ("21610": the carrier refused), `by` whom we
    know it from, `feedback` the message that proves it, "" where none does.
    """

    id: str
    customer: str
    channel: Literal["sms", "whatsapp", ""]
    sender: str
    state: ConsentState
    since: datetime
    word: str
    by: Literal["customer", "carrier", "staff"]
    feedback: str = ""


class DeadLetter(Struct, frozen=True, kw_only=True):
    """A record that a stage could not deal with: where it lies, never what it says. On `deadletters`."""

    id: str
    topic: str
    partition: int
    position: int
    stage: str
    reason: str
    tries: int
    at: datetime
    state: Literal["parked", "retried", "dropped"] = "parked"


Event = (
    Feedback
    | Tagged
    | TagCorrected
    | Issue
    | CaseEvent
    | StaffNotice
    | ReplyRequest
    | ReplyStatus
    | ReplyOutcome
    | ConsentChanged
    | DeadLetter
)
