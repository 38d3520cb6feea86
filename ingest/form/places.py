"""Where the form was opened, as its address says: a place of the table, or labels that we signed. Nobody else can say it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from golddust.errors import Malformed
from golddust.identity import Keys
from ingest.labels import ALIAS, Labels, problems_of

PURPOSE = "labels"


@dataclass(frozen=True, slots=True)
class Place:
    """What the address says: the labels, and whether it named something that is not ours."""

    labels: Labels = field(default_factory=dict)
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The places of the table `[form.places]`, and labels under our own signature for what no table holds."""

    table: Mapping[str, Labels]
    keys: Keys

    def at(self, name: str, token: str) -> Place:
        """The place that an address names, by its path or by signed labels; "" where it names none."""
        if name:
            row = self.table.get(name)
            return Place(unknown=True) if row is None else Place({**row, ALIAS: name})
        if token:
            subject = self.keys.subject_of(PURPOSE, token)
            return Place(unknown=True) if subject is None else Place(_unpacked(subject))
        return Place()


def address(table: Mapping[str, Labels], public_url: str, name: str) -> str:
    """The form's address at a place of the table; "": the form itself. Raises Malformed when there is no such place."""
    if name and name not in table:
        known = ", ".join(sorted(table)) or "none"
        raise Malformed(f"there is no place {name!r} in [form.places]; there are: {known}")
    return f"{public_url.rstrip('/')}/tell-us" + (f"/{name}" if name else "")


def place_with(table: Mapping[str, Labels], labels: Labels) -> str:
    """The place that has these very labels; "" when none has."""
    return next((name for name, row in table.items() if row == labels), "")


def signed_address(keys: Keys, public_url: str, labels: Labels) -> str:
    """The form's address with these labels under our signature. Raises Malformed for what can be no labels."""
    problems = problems_of("", labels)
    if problems:
        raise Malformed("; ".join(problems))
    return f"{address({}, public_url, '')}?labels={keys.link_token(PURPOSE, _packed(labels))}"


def _packed(labels: Labels) -> str:
    """The labels in letters that an address may hold and a token's subject, which ends at the first full stop."""
    lines = "\n".join(f"{name}={value}" for name, value in sorted(labels.items()))
    return urlsafe_b64encode(lines.encode()).decode().rstrip("=")


def _unpacked(subject: str) -> dict[str, str]:
    lines = urlsafe_b64decode(subject + "=" * (-len(subject) % 4)).decode().split("\n")
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
