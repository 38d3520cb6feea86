"""What the doctor says of the staff: whether anybody would be told, and who was not."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.wiring.installation import Installation
from golddust.errors import Misconfigured, Unavailable
from golddust.findings import Finding

if TYPE_CHECKING:
    from complaints.escalation.escalations import Escalations

PAGE = "docs/howto/escalation.md"


def staff_findings(installation: Installation) -> Iterator[Finding]:
    """Whether the roles are held, danger would wake somebody, hooks can be signed, and everybody was told."""
    try:
        escalations = installation.casework.escalations
    except Misconfigured:
        return  # the finding about the settings says so
    if not escalations.staff.people:
        yield Finding("staff", "note", "nobody is in the directory, so notices are shown and not sent", f"see {PAGE}")
        return
    yield from _roles(installation, escalations)
    yield from _secrets(escalations)
    yield from _untold(installation)


def _roles(installation: Installation, escalations: "Escalations") -> Iterator[Finding]:
    now = installation.clock.now()
    named = dict.fromkeys([*(step.role for step in escalations.ladder.steps), escalations.ideas_role])
    nobody = [role for role in named if not escalations.holder_of(role, now)]
    if nobody:
        yield Finding("staff", "note", f"nobody holds just now: {', '.join(nobody)}", "`golddust staff who` says why")
    else:
        yield Finding("staff", "good", "every role of the ladder is held")
    role, holder = escalations.on_call(now)
    if holder.person is None:
        yield Finding("on call", "bad", f"danger would wake nobody: {holder.via}", f"see [paging] in {PAGE}")
    elif not (holder.person.phone or holder.person.hook):
        yield Finding("on call", "bad", f"{holder.person.called} ({role}) has mail only, which wakes nobody", "add phone or hook")
    else:
        yield Finding("on call", "good", f"danger pages {holder.via} ({role})")


def _secrets(escalations: "Escalations") -> Iterator[Finding]:
    for person in escalations.staff.people.values():
        if person.hook and not Path(person.hook_secret).is_file():
            words = f"the secret of {person.called}'s hook is not here: {person.hook_secret}"
            yield Finding("staff", "note", words, "it must be where `work replies` runs")


def _untold(installation: Installation) -> Iterator[Finding]:
    from sinks.staff.board import StaffBoard  # noqa: PLC0415 - its database is not needed where nobody is in the directory

    try:
        found = StaffBoard(installation.engine, installation.clock).notices(all_=False)
    except Unavailable:
        return  # the finding about the database says so
    states = Counter(one.state for one in found)
    for state in ("failed", "uncertain"):
        if states[state]:
            words = f"among the last notices, {state}: {states[state]}"
            yield Finding("staff", "bad", words, "`golddust staff notices` says why; `golddust staff retry` sends them again")
