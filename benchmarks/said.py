"""What a made-up company's customers said: events as the doors and the tagger make them, as many as wanted, always the same.

Topics, kinds, moods and customers are as uneven as they are in life: a few of each make most of it, and some are rare.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from msgspec.structs import replace

from benchmarks.messages import mixed
from golddust.events import Address, Attachment, Channel, Feedback, Issue, Kind, KindTag, Tagged, Thread, TopicTag
from golddust.identity import derived_id
from golddust.ports import Processor
from processors.issues import issue_of
from processors.step import tagged_of
from processors.taxonomy import Taxonomy

TEXTS = 6000
"""Different texts; numbers in them make each message a little different."""
CHANNELS: dict[Channel, float] = {"email": 0.4, "sms": 0.4, "form": 0.15, "hook": 0.05}
RARE_TOPICS = {"parking": 0.01, "allergens": 0.0005}
"""Beside those that the tagger finds."""
RARE_KINDS: dict[Kind, float] = {"spam": 0.005}
SEGMENTS = {"first year": 0.5, "business": 0.1, "press": 0.002}
STORES = 40
WITH_LABELS, WITH_FILES, WITH_HISTORY, TWO_ADDRESSES = 0.25, 0.01, 0.3, 0.1
NEEDLES = 1000
"""One in so many has a word that only a hundredth of these have: needle0 to needle99."""
HISTORY = "\n\nOn Tuesday our service wrote:\n> Dear customer, thank you for your message.\n> We look into it.\n"


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much of it. `cases`: one message in `messages / cases` opens one."""

    messages: int = 1_000_000
    cases: int = 100_000
    customers: int = 100_000
    looked: int = 500_000
    days: int = 730

    @property
    def opens(self) -> int:
        """Which messages open a case: those whose number this divides."""
        return self.messages // self.cases


@dataclass(frozen=True, slots=True)
class Saying:
    """One message, tagged; `issue` where somebody must act on it."""

    feedback: Feedback
    tagged: Tagged
    issue: Issue | None


def customer_of(number: int) -> str:
    """The pseudonym of that customer."""
    return f"cust_{derived_id('bench customer', str(number))}"


def address_of(number: int) -> Address:
    """Where that customer writes from: made up, as all else."""
    if number % 2:
        return Address(kind="phone", value=f"+12025550{100 + number % 100}", name="")
    return Address(kind="email", value=f"customer{number}@example.com", name=f"Kim Example {number}")


def segment_of(number: int) -> str:
    """In which segment the company's own list has that customer, "" for none."""
    lot = random.Random(number).random()
    for name, share in SEGMENTS.items():
        if lot < share:
            return name
        lot -= share
    return ""


@dataclass
class Sayings:
    """All that was said, the oldest first, up to `until`."""

    amounts: Amounts
    processor: Processor
    taxonomy: Taxonomy
    until: datetime

    def __iter__(self) -> Iterator[Saying]:
        """Each message in turn."""
        dice = random.Random(8)
        customers = [customer_of(number) for number in range(self.amounts.customers)]
        for number in range(self.amounts.messages):
            yield self._one(number, dice, customers)

    @cached_property
    def _tagged(self) -> list[Tagged]:
        """The texts as the tagger reads them."""
        said = [_feedback(number, text, self.until) for number, text in enumerate(mixed(TEXTS, 8))]
        tags = self.processor.tag(said)
        return [tagged_of(one, its, self.processor.name) for one, its in zip(said, tags, strict=True)]

    @cached_property
    def _pressing(self) -> list[Tagged]:
        """Those of which some open cases."""
        return [one for one in self._tagged if issue_of(one, self.taxonomy)]

    def _one(self, number: int, dice: random.Random, customers: Sequence[str]) -> Saying:
        opens = number % self.amounts.opens == 0
        like = dice.choice(self._pressing if opens else self._tagged)
        who = int(len(customers) * dice.random() ** 2)
        at = self.until - timedelta(days=self.amounts.days) * (1 - (number + 1) / self.amounts.messages)
        text = f"{like.text} Order {100_000 + dice.randrange(900_000)}."
        if number % NEEDLES == 0:
            text = f"{text} needle{number // NEEDLES % 100}"
        said = replace(
            _feedback(number, text, at), customer=customers[who], address=address_of(who), channel=_drawn(dice, CHANNELS)
        )
        said = _with_extras(said, dice)
        return self._tag(said, like, dice, opens=opens)

    def _tag(self, said: Feedback, like: Tagged, dice: random.Random, *, opens: bool) -> Saying:
        shared = {name: getattr(said, name) for name in ("channel", "source", "received_at", "customer", "text", "labels")}
        rare = tuple(_topic(name) for name, share in RARE_TOPICS.items() if dice.random() < share)
        kind = like.kind
        if not opens and dice.random() < RARE_KINDS["spam"]:
            kind = KindTag(label="spam", confidence=0.9)
        topics = (*(one for one in like.topics if one.name not in RARE_TOPICS), *rare)
        named = {"id": derived_id("tagged", said.id), "feedback": said.id, "subject": said.subject}
        tagged = replace(like, **shared, **named, kind=kind, topics=topics, attachments=len(said.attachments), answerable=True)
        return Saying(said, tagged, issue_of(tagged, self.taxonomy) if opens else None)


def _topic(name: str) -> TopicTag:
    return TopicTag(name=name, confidence=0.9, evidence=("there",), sentiment="negative")


def _feedback(number: int, text: str, at: datetime) -> Feedback:
    return Feedback(
        id=derived_id("bench", str(number)),
        channel="email",
        source="feedback@example.com",
        external_id=f"x{number}",
        received_at=at,
        address=Address(kind="email", value="x@example.com"),
        text=text,
    )


def _with_extras(said: Feedback, dice: random.Random) -> Feedback:
    """What a mail has that a text has not, and where it was said."""
    if dice.random() < WITH_LABELS:
        said = replace(said, labels={"brand": dice.choice(["north", "south"]), "store": f"store {dice.randrange(STORES)}"})
    if said.channel != "email":
        return said
    thread = Thread(message_id=f"<{said.id}@example.com>")
    quoted = said.text + HISTORY if dice.random() < WITH_HISTORY else ""
    files = (Attachment(name="photo.jpg", type="image/jpeg", size=120_000),) if dice.random() < WITH_FILES else ()
    return replace(said, thread=thread, full_text=quoted, subject="About my order", attachments=files)


def _drawn(dice: random.Random, shares: dict[Channel, float]) -> Channel:
    return dice.choices(list(shares), list(shares.values()))[0]
