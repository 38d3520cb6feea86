"""What the public page says of promises, so that nobody can be recognised.

What could give somebody away, and the rule against it:

- *A small group.* Who knows that a neighbour complained in March, and sees one case in March, knows how it ended. So no figure
  stands for fewer than 10 cases. A month with fewer waits and is put together with the next ones until there are so many.
- *Differences between totals.* A year less its eleven other months is the twelfth. So each month is in one published figure and
  no other, and a total is made of published figures only: what is left out cannot be found by taking away.
- *Differences in time.* A figure that is 57 today and 58 tomorrow tells how tomorrow's case ended. So a month is published once,
  when it has been over for three days, and never changed, not even when a case is merged, opened again or erased later.
- *Differences between groups.* There are no groups: neither segments nor topics nor stores, only standards.

Three standards of one case may fall due in different months, so that their numbers differ by a few: that tells that a case was
there, and not how it ended. That all of a group, or none, were kept is shown: it is what the company wants to be held to.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from golddust.insight import Kept, Published

LEAST = 10
"""Cases in a published figure."""
SETTLED = timedelta(days=3)
"""After its end a month is published: by then what was broken is noted, even after a weekend without a machine."""


def to_publish(kept: Mapping[tuple[str, date], Kept], before: Sequence[Published], today: date) -> list[Published]:
    """What can be said in public by now and was not said before, by standard and month.

    `kept` by standard and month, its first day; what it has of months that were published, or are not over, does not matter.
    """
    found = [one for standard in sorted({standard for standard, _ in kept}) for one in _of(standard, kept, before, today)]
    return sorted(found, key=lambda one: (one.standard, one.first))


def total(figures: Sequence[Published]) -> Kept:
    """All of them together: of published figures only, so that nothing else follows from it."""
    return Kept(sum(one.cases for one in figures), sum(one.kept for one in figures))


def _of(standard: str, kept: Mapping[tuple[str, date], Kept], before: Sequence[Published], today: date) -> Iterator[Published]:
    said = max((one.last for one in before if one.standard == standard), default=date.min)
    over = (month for name, month in kept if name == standard and month > said and _settled(month, today))
    first, cases, done = None, 0, 0
    for month in sorted(over):
        first = first or month
        cases, done = cases + kept[standard, month].cases, done + kept[standard, month].kept
        if cases >= LEAST:
            yield Published(standard, first, month, cases, done)
            first, cases, done = None, 0, 0


def _settled(month: date, today: date) -> bool:
    return (month + timedelta(days=32)).replace(day=1) + SETTLED <= today
