"""What the doctor says of complaint systems elsewhere."""

from collections.abc import Iterator
from functools import partial

from cli.wiring.installation import Installation
from golddust.errors import Unavailable
from golddust.findings import Finding, checked
from golddust.mirroring import ComplaintMirror

PAGE = "docs/howto/mirror-cases.md"


def mirror_findings(installation: Installation) -> Iterator[Finding]:
    """Whether each that is switched on answers and has what is needed, and what waits for it or was refused."""
    for mirror in installation.casework.mirrors:
        yield from one_mirror(mirror)
    yield from carried(installation)


def one_mirror(mirror: ComplaintMirror) -> Iterator[Finding]:
    """Whether this one answers."""
    from sinks.complaints.asking import check  # noqa: PLC0415 - only where systems are switched on

    mend = f"see [mirrors.{mirror.name}] and {PAGE}"
    yield from checked(f"mirror {mirror.name}", partial(check, mirror), "answers, and has what is needed", mend)


def carried(installation: Installation) -> Iterator[Finding]:
    """What waits for each, and what it refused."""
    from sinks.complaints import rows  # noqa: PLC0415 - only where there is a database

    try:
        found = rows.counts(installation.engine) if installation.settings.complaints.mirrors else {}
    except Unavailable:
        return  # the finding about the database says so
    for name, (waiting, parked) in found.items():
        if waiting:
            yield Finding(f"mirror {name}", "note", f"cases with something to be carried there: {waiting:,}")
        if parked:
            mend = "`golddust mirrors list --parked` says why, `golddust mirrors retry` tries again"
            yield Finding(f"mirror {name}", "bad", f"cases that it refused: {parked:,}", mend)
