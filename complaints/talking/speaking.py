"""Messages that ask for no person: found among what customers say, and answered from the record, once each.

They open no case, join none, and nobody of the staff hears of them. Only who is who they say is told anything, and only of their
own cases: those of every address that was proven to be theirs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, select

from complaints.cases import rows
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import OPEN
from complaints.cases.references import normalised
from complaints.cases.rules import Rules
from complaints.cases.speakers import NOBODY, Speaker, Speakers
from complaints.talking.answers import MOST_CASES, Words, no_more, standing, who_we_are
from complaints.talking.phrases import asks_how_it_stands
from golddust import wire
from golddust.database import outbox
from golddust.database.engine import insert_ignoring
from golddust.database.schema import answered, cases
from golddust.events import Issue, ReplyRequest, Tagged
from golddust.identity import derived_id

Said = Issue | Tagged
Wish = Literal["status", "help", "stopped"]
ANSWERED_ON = ("sms", "email")


@dataclass(frozen=True, slots=True)
class Speaking:
    """By which rules and when it is answered; nothing is said to those whose feedback is among `silent`."""

    rules: Rules
    now: datetime
    silent: Collection[str] = ()


def wish_of(message: Said, rules: Rules) -> Wish | None:
    """What the message wants of a machine; None: it is for people. Who is in doubt is for people."""
    if message.suspect or not message.answerable or message.channel not in ANSWERED_ON:
        return None
    command = message.command if isinstance(message, Tagged) else None
    if command is None:
        return "status" if asks_how_it_stands(_words_of(message)) else None
    if message.channel != "sms" or not isinstance(message, Tagged):
        return None
    if command == "help":
        mode = rules.talk.help
        return "help" if mode == "always" or (mode == "unless_carrier" and not message.carrier_acts) else None
    return "stopped" if command == "stop" and not message.carrier_acts else None


def _words_of(message: Said) -> str:
    """What it says; the subject of a mail that says nothing else."""
    return message.text if message.text.strip() else message.subject


def speak_at_once(connection: Connection, messages: Sequence[Said], known: Speakers, speaking: Speaking) -> Collection[str]:
    """The ids of the messages that ask for no person; those that had no answer yet are answered."""
    wishes = {one.feedback: (one, wish) for one in messages if (wish := wish_of(one, speaking.rules))}
    if not wishes:
        return ()
    speakers = known.speakers(connection, {message.customer for message, _ in wishes.values()})
    outbox.put(connection, [wire.entry(one) for one in speak(connection, wishes, speakers, speaking)])
    return wishes


def speak(
    connection: Connection, wishes: Mapping[str, tuple[Said, Wish]], speakers: Mapping[str, Speaker], speaking: Speaking
) -> list[ReplyRequest]:
    """The answers to these messages, by their feedback's ids; each message is answered once, however often it is brought."""
    new = _new(connection, wishes, speaking.now)
    wanted = [wishes[feedback] for feedback in sorted(new) if feedback not in speaking.silent]
    return [_request(message, wish, _words(connection, message, wish, speakers, speaking), speaking) for message, wish in wanted]


def _new(connection: Connection, wishes: Mapping[str, tuple[Said, Wish]], now: datetime) -> set[str]:
    made = [{"feedback": f, "reply": _id(f, wish), "at": now} for f, (_, wish) in sorted(wishes.items())]
    if not made:
        return set()
    return set(connection.execute(insert_ignoring(connection, answered).returning(answered.c.feedback), made).scalars())


def _words(connection: Connection, message: Said, wish: Wish, speakers: Mapping[str, Speaker], speaking: Speaking) -> Words:
    speaker, rules = speakers.get(message.customer, NOBODY), speaking.rules
    theirs = {message.customer, *speaker.addresses}
    files = _meant(connection, theirs, message.refers_to) if wish == "status" else []
    language = files[0].language if files else _language(connection, theirs, speaker, message)
    by_text = message.channel == "sms"
    if wish == "status":
        return standing(files, language, rules.answers, speaking.now, by_text=by_text)
    return who_we_are(language, rules.talk, rules.answers, by_text=by_text) if wish == "help" else no_more(language, rules.talk)


def _meant(connection: Connection, theirs: Collection[str], refers_to: Sequence[str]) -> list[CaseFile]:
    """The case of theirs that they name, in whatever state, as long as it goes on in one of theirs; else the open ones.

    The latest first. A case goes on in another person's where two addresses were joined, their cases merged, the join split.
    """
    mine = cases.c.customer.in_(theirs)
    references = {reference for name in refers_to if (reference := normalised(name))}
    if references and (named := rows.files(connection, _latest().where(mine, cases.c.reference.in_(references)))):
        heirs = {heir.case.id: heir for heir in (_where_it_goes_on(connection, file) for file in named)}
        if told := [heir for heir in heirs.values() if heir.case.customer in theirs]:
            return told
    return rows.files(connection, _latest().where(mine, cases.c.state.in_(OPEN), cases.c.merged_into == ""))


def _where_it_goes_on(connection: Connection, file: CaseFile) -> CaseFile:
    while file.case.merged_into:
        (file,) = rows.load(connection, cases.c.id == file.case.merged_into)
    return file


def _latest() -> Select[Any]:
    return select(cases).order_by(cases.c.opened_at.desc(), cases.c.id).limit(MOST_CASES)


def _language(connection: Connection, theirs: Collection[str], speaker: Speaker, message: Said) -> str:
    """What they want to be answered in: as the company's list has it, as they wrote to us last, else as they ask now."""
    if speaker.language:
        return speaker.language
    query = select(cases.c.language).where(cases.c.customer.in_(theirs), cases.c.language.not_in(("", "und")))
    last = connection.execute(query.order_by(cases.c.opened_at.desc()).limit(1)).scalar()
    asked_in = asks_how_it_stands(_words_of(message))
    tagged = message.language.code if isinstance(message, Tagged) else message.language
    return last or next((code for code in (asked_in, tagged) if code not in ("", "und")), "")


def _request(message: Said, wish: Wish, words: Words, speaking: Speaking) -> ReplyRequest:
    return ReplyRequest(
        id=_id(message.feedback, wish),
        case="",
        feedback=message.feedback,
        customer=message.customer,
        channel=message.channel,
        purpose=wish,
        subject=words.subject,
        text=words.text,
        language=words.language,
        requested_at=speaking.now,
    )


def _id(feedback: str, wish: Wish) -> str:
    return derived_id("said at once", feedback, wish)
