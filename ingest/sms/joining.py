"""Puts together a long text that its carrier delivered in parts, each as a message of its own.

Providers join parts where the carrier says that they are parts (3GPP TS 23.040, the user data header). Some carriers leave that
out, and then nothing but lengths and times tells: a text that fills a segment to the last place, broken off within a sentence,
and goes on within seconds. It is a guess, so nothing is thrown away for it: the first part says the whole text, and each other
part stays a message of its own, with its own original, marked as `continued` and acted on by nobody.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TypeGuard

from msgspec.structs import replace

from golddust import wire
from golddust.events import Feedback
from golddust.outcomes import Reject, Retry
from golddust.ports import Clock
from golddust.records import Record
from golddust.segments import EACH_GSM, EACH_WIDE, ONE_GSM, ONE_WIDE, length_in_segments
from ingest.sms.registry import PROVIDER, TWILIO, WORDS
from ingest.wording import worded

CONTINUED = "continued"
"""The rule by which the later parts are `automatic`: they were counted, tagged and answered with the first."""
MOST_PARTS = 20
LOOK_EVERY = 2.0
"""Seconds between two looks at whether the next part is there."""
LONGEST = 1600
"""Characters that Twilio takes at once, and so may be where it cut."""
_GSM, _WIDE = frozenset((EACH_GSM, ONE_GSM)), frozenset((EACH_WIDE, ONE_WIDE))
Read = Feedback | Reject | None


class LongTexts:
    """Looks through what the stage `receive` has read. `within`: seconds in which the next part comes.

    A text that may go on is tried again when that time is over, which keeps only its own partition waiting, and never anything
    from the disk.
    """

    def __init__(self, clock: Clock, within: float) -> None:
        self._clock = clock
        self._within = timedelta(seconds=within)

    def __call__(self, records: Sequence[Record], read: Sequence[Read]) -> list[Read | Retry]:
        """The same, with texts put together, and a Retry for each that may still go on."""
        batch = _Batch(records, read, self._within)
        chains = batch.chains()
        waits = {parts[0]: wait for parts in chains if (wait := self._still_to_wait(batch, parts)) is not None}
        _hold_up(batch, chains, waits)
        told: list[Read | Retry] = list(read)
        for parts in chains:
            if parts[0] in waits:
                told[parts[0]] = Retry("a long text may go on", waits[parts[0]], counted=False)
            elif len(parts) > 1:
                told[parts[0]] = batch.together(parts)
                for part, one in ((part, read[part]) for part in parts[1:]):
                    told[part] = _continued(one) if isinstance(one, Feedback) else one
        return told

    def _still_to_wait(self, batch: "_Batch", parts: Sequence[int]) -> float | None:
        """Seconds until it is looked at again; 0 when the next part may lie just behind this batch; None when there is none."""
        last = batch.read[parts[-1]]
        if not batch.may_go_on(parts[-1]) or batch.following(parts[-1]) is not None or not isinstance(last, Feedback):
            return None
        left = (self._within - max(timedelta(0), self._clock.now() - last.received_at)).total_seconds()
        return min(left, LOOK_EVERY) if left > 0 else None if batch.begins_with(parts[0]) else 0.0


def _hold_up(batch: "_Batch", chains: Sequence[Sequence[int]], waits: dict[int, float]) -> None:
    """Let a whole text wait for what waits between its parts, in `waits`.

    The runner reads again all that stands behind a record which waits: a later part would be read once more, without its first.
    Where waiting brings no more, because the batch begins there and everything in between is late, all of it is told as it is.
    """
    own = dict(waits)
    for at in range(len(chains) - 1, -1, -1):
        first = chains[at][0]
        within = _between(batch, chains, at)
        asked = [own[other] for other in within if other in own]
        if first in own or not asked:
            continue
        if any(asked) or not batch.begins_with(first):
            waits[first] = max(asked)
        else:
            for other in within:
                waits.pop(other, None)


def _between(batch: "_Batch", chains: Sequence[Sequence[int]], at: int) -> list[int]:
    """The first parts of all that begin before this text ends, or before another of these does."""
    first, end, found = chains[at][0], chains[at][-1], []
    for other in chains[at + 1 :]:
        if other[0] < end and batch.home(other[0]) == batch.home(first):
            found.append(other[0])
            end = max(end, other[-1])
    return found


class _Batch:
    """What was read at one time, in order."""

    def __init__(self, records: Sequence[Record], read: Sequence[Read], within: timedelta) -> None:
        self.read = read
        self._records = records
        self._within = within
        self.words = cache(self._words)

    def may_go_on(self, number: int) -> bool:
        """Whether it fills a segment and breaks off."""
        one = self.read[number]
        return _is_text(one) and len(one.text) >= EACH_WIDE - 1 and is_full(self.words(number))

    def chains(self) -> list[list[int]]:
        """Each text that may go on, with the numbers of the parts that follow it, in the order of their first parts."""
        found: list[list[int]] = []
        passed: set[int] = set()
        for number in range(len(self.read)):
            if number not in passed and self.may_go_on(number):
                found.append(self.parts_from(number))
                passed.update(found[-1])
        return found

    def home(self, number: int) -> tuple[str, int]:
        """Its partition."""
        return (self._records[number].topic, self._records[number].partition)

    def begins_with(self, number: int) -> bool:
        """Whether nothing of its partition stands before it, so that reading on from there would bring no more."""
        return all(self.home(other) != self.home(number) for other in range(number))

    def parts_from(self, number: int) -> list[int]:
        """The number of the first part and of those that follow it, as far as each fills a segment."""
        parts = [number]
        while self.may_go_on(parts[-1]) and len(parts) < MOST_PARTS:
            after = self.following(parts[-1])
            if after is None or not self._continues(parts[-1], after):
                break
            parts.append(after)
        return parts

    def following(self, number: int) -> int | None:
        """The next message of the same sender to the same number."""
        this = self.read[number]
        others = ((at, self.read[at]) for at in range(number + 1, len(self.read)))
        return next(
            (at for at, one in others if isinstance(one, Feedback) and isinstance(this, Feedback) and _same(one, this)), None
        )

    def _continues(self, number: int, after: int) -> bool:
        this, one = self.read[number], self.read[after]
        return _is_text(this) and _is_text(one) and abs(one.received_at - this.received_at) <= self._within

    def together(self, parts: Sequence[int]) -> Feedback:
        """The first part, saying all of it."""
        first = self.read[parts[0]]
        assert isinstance(first, Feedback)  # noqa: S101 - only texts become parts
        wording = worded("".join(self.words(number) for number in parts))
        note = f"{len(parts)} messages, sent as parts of one, are read together"
        return replace(first, text=wording.text, problems=tuple(dict.fromkeys((*first.problems, *wording.problems, note))))

    def _words(self, number: int) -> str:
        """As they came: a blank at the end of a part is between two words."""
        delivery = wire.delivery(self._records[number])
        return WORDS[delivery.facts.get(PROVIDER, TWILIO)](delivery)


def is_full(words: str) -> bool:
    """Whether a text ends where a segment does, and nowhere else."""
    if not words or not (words[-1].isalnum() or words[-1] in " ,-'\u2019"):
        return False
    length, is_wide = length_in_segments(words)
    return length in (_WIDE if is_wide else _GSM) or len(words) == LONGEST


def _is_text(one: Read) -> TypeGuard[Feedback]:
    """Whether it is nothing but words of somebody who is who they say."""
    return (
        isinstance(one, Feedback)
        and one.channel == "sms"
        and not (one.attachments or one.command or one.suspect or one.automatic)
    )


def _same(one: Feedback, other: Feedback) -> bool:
    return (one.channel, one.customer, one.source) == (other.channel, other.customer, other.source)


def _continued(one: Feedback) -> Feedback:
    return replace(one, automatic=CONTINUED, problems=(*one.problems, "it goes on where the message before it broke off"))
