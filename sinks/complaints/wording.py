"""What a ticket and a note say, how ours are told from those of others, and HTML as plain text."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

from golddust.events import CaseEvent
from golddust.identity import ID_LENGTH
from golddust.mirroring import MirroredCase, MirrorNote, MirrorState
from golddust.ports import Case

LONGEST_SUBJECT = 200
LONGEST_COMMENT = 10_000
NAMED_AFTER = 60
_MARK = re.compile(rf"golddust:([a-z2-7]{{{ID_LENGTH}}})")
_SPACE = re.compile(r"\s+")
SILENT = frozenset(("opened", "recomputed", "kept"))
"""Steps that say nothing to people in another system; the first is the ticket itself."""
HEADINGS = {
    "acknowledged": "Seen by {actor}",
    "assigned": "Given to {assignee} by {actor}",
    "at_risk": "A promise to the customer is going to be missed",
    "late": "A promise to the customer is broken",
    "escalated": "Escalated",
    "resolved": "Resolved by {actor}; the customer is told",
    "reopened": "The customer says that it is not solved",
    "closed": "Closed",
    "noted": "Noted",
    "started": "Taken into work by {actor}",
    "waiting": "The customer was asked, and is waited for",
    "said": "The customer wrote again",
    "accepted": "The escalation was accepted by {actor}",
    "changed": "Changed by {actor}",
    "merged": "Joined with another case",
    "split": "Divided",
    "promised": "Promised to the customer",
    "told": "The customer was told",
    "asked": "The customer was asked whether it helped",
}
_STATES: dict[str, MirrorState] = {"waiting": "waiting", "resolved": "resolved", "closed": "closed"}


def mirrored(case: Case, url: str) -> MirroredCase:
    """The case as other systems see it, with its address on our console."""
    named = (case.id, case.reference, _subject(case), case.text, case.kind, case.priority, case.owner, case.channel, case.why)
    return MirroredCase(*named, url, case.topics, case.opened_at)


def _subject(case: Case) -> str:
    """Its own, or its first words, on one line."""
    text = _SPACE.sub(" ", case.subject or case.text).strip()
    return text if case.subject or len(text) <= NAMED_AFTER else f"{text[: NAMED_AFTER - 1]}\u2026"


def state_of(state: str) -> MirrorState:
    """How a ticket stands when its case stands so."""
    return _STATES.get(state, "open")


def note_of(event: CaseEvent) -> MirrorNote | None:
    """What is said of a step; None where nothing is."""
    if event.step in SILENT:
        return None
    heading = HEADINGS[event.step].format(actor=event.actor, assignee=event.note or event.assignee)
    said = "" if event.step == "assigned" else event.note.strip()
    return MirrorNote(event.id, event.at, event.actor, f"{heading}.\n\n{said}" if said else f"{heading}.")


def title(case: MirroredCase) -> str:
    """The ticket's, which begins with the case's reference, so that it can be found by it."""
    return f"{title_begins(case)}{_SPACE.sub(' ', case.subject)}"[:LONGEST_SUBJECT].strip()


def title_begins(case: MirroredCase) -> str:
    """How the titles of this case's tickets, and of no other's, begin."""
    return f"[{case.reference}] "


def description(case: MirroredCase, quoted: str = "") -> str:
    """What the ticket says first. `quoted` is the customer's text as the system needs it, where it is not plain."""
    topics = f"It is about: {', '.join(case.topics)}. " if case.topics else ""
    return (
        f"What a customer said, taken in by golddust at {stamp(case.opened_at)} ({case.channel}):\n\n"
        f"{quoted or case.text}\n\n"
        f"{topics}Priority: {case.priority}. Team: {case.owner or 'none yet'}. {case.why}\n\n"
        f"Case {case.reference}: {case.url}\n"
        "To tell the customer how it ended, resolve this with a comment that they may read, in which lines begin with Happened:, "
        "Apology:, Reason: and Remedy:. The customer is told once all four are said.\n\n"
        f"{mark(case.id)}"
    )


def body(note: MirrorNote, quoted: str = "") -> str:
    """What a note says, marked as ours."""
    return f"{quoted or note.text}\n\n{stamp(note.at)}, {note.author}. {mark(note.id)}"


def mark(identifier: str) -> str:
    """What tells a text of ours, and which it is."""
    return f"golddust:{identifier}"


def hidden(identifier: str) -> str:
    """The mark where Markdown shows it to nobody."""
    return f"<!-- {mark(identifier)} -->"


def marked(text: str) -> frozenset[str]:
    """The ids of ours that a text bears; none when others wrote it."""
    return frozenset(_MARK.findall(text))


def stamp(moment: datetime) -> str:
    """A time as people read it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def fenced(text: str) -> str:
    """The text as Markdown shows it untouched, so that nothing in it mentions a person, links an issue or gives a command."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def moment(text: str) -> datetime:
    """The time that ISO 8601 writes so, in UTC; one without a zone is in UTC already. Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


class _Text(HTMLParser):
    BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"))
    UNSEEN = frozenset(("script", "style", "head", "title"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's own signature
        self._unseen += tag in self.UNSEEN
        if tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in self.UNSEEN))
        if tag in ("p", "div", "blockquote"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(_SPACE.sub(" ", data))


def plain(html: str) -> str:
    """The words of HTML, a line for each of its lines."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = (line.strip() for line in "".join(parser.pieces).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST_COMMENT]
