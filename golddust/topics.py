"""The names of the topics. Those that the outside may rely on are fixed in docs/reference/topics.md."""

RECEIVED = "feedback.received"
"""What came in, raw text and address included. Restricted. Key: customer."""
TAGGED = "feedback.tagged"
"""Redacted text and tags. Key: customer."""
CORRECTED = "feedback.corrected"
"""What people say that tags should be. Key: customer."""
ISSUES = "feedback.issues"
"""What somebody must act on. Key: customer."""
BY_TOPIC = "feedback.topic."
"""Prefix of one stream for each topic of the taxonomy: the tagged events that name it. Key: customer."""
COMPLAINTS = "complaints.events"
"""The life of each case. Key: case."""
REPLIES_REQUESTED = "replies.requested"
"""What is to be said to a customer. Key: customer."""
REPLIES_OUTCOMES = "replies.outcomes"
"""Whether it arrived. Key: customer."""
CONSENTS = "customers.consents"
"""Whether customers want to hear from us. Key: customer."""
DEADLETTERS = "deadletters"
"""Records that no stage could deal with: where they lie and why. Key: the topic they lie on."""

INTAKE = "golddust.intake"
"""Internal: the bytes as a door took them in, durable before they are acknowledged. Key: the sender."""
AGAIN = "golddust.again."
"""Internal: prefix of one topic a stage, through which a dead letter is given to that stage alone once more."""
PARKED = "golddust.parked"
"""Internal: a copy of each record that became a dead letter, until it is decided about. Key: the letter. Restricted."""
STAFF = "golddust.staff"
"""Internal: what somebody of the staff is to be told. Key: case."""
STATUSES = "golddust.reply-statuses"
"""Internal: what a carrier says later of a reply that it took. Key: the reply."""

READ_BY = {
    "receive": (INTAKE,),
    "tag": (RECEIVED,),
    "store": (RECEIVED, TAGGED, CORRECTED),
    "complaints": (ISSUES, TAGGED),
    "replies": (REPLIES_REQUESTED,),
    "reply-statuses": (STATUSES,),
    "reply-outcomes": (REPLIES_OUTCOMES,),
    "staff": (STAFF,),
    "mirrors": (COMPLAINTS,),
}
"""What each stage reads, in the order of one message's way; beside it, each reads what it is given again."""
WRITTEN_ONCE_BY = {"receive": (RECEIVED, STATUSES), "tag": (TAGGED,)}
"""The stages that make exactly one record of each that they read, and the topics of which it goes to one."""

WRITTEN_BY = {
    "receive": (RECEIVED, STATUSES),
    "tag": (TAGGED, ISSUES, BY_TOPIC),
    "outbox": (ISSUES, CORRECTED, COMPLAINTS, REPLIES_REQUESTED, REPLIES_OUTCOMES, CONSENTS, STAFF),
}
"""What each stage writes beside dead letters, `BY_TOPIC` standing for every topic that begins so; `outbox`: what database
transactions say, whoever's they are. The other stages say what they have to say through it."""

PUBLIC = (RECEIVED, TAGGED, CORRECTED, ISSUES, COMPLAINTS, REPLIES_REQUESTED, REPLIES_OUTCOMES, CONSENTS, DEADLETTERS)


def of_topic(name: str) -> str:
    """The stream of one topic of the taxonomy."""
    return BY_TOPIC + name


def again(stage: str) -> str:
    """Where a record is put that this stage, and no other, must try once more."""
    return AGAIN + stage
