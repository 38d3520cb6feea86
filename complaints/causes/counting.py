"""Counts one case to a cause, for those who work on the case."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from complaints.cases.lifecycle import demand_version
from complaints.causes.keeping import SqlCauses
from golddust.errors import Conflict, NotFound
from golddust.ports import Case, SimilarCase

MOST_OFFERED = 50
MOST_SIMILAR = 4
AMONG = 400
"""A page must not wait: a case is compared with so many of the latest, which takes 20 ms."""


class FindsCases(Protocol):
    """What is needed of the register."""

    def find(self, case: str) -> Case:
        """The case. Raises NotFound."""


class CausesOfCases:
    """A `Causes` on the causes that are kept. A case has one cause: counting it to another takes it out of the one before."""

    def __init__(self, causes: SqlCauses, register: FindsCases) -> None:
        self._causes = causes
        self._register = register

    def id_of(self, cause: str) -> str:
        """The id of the cause of that number or id. Raises NotFound."""
        return self._causes.named(cause).id

    def name(self, cause: str) -> str:
        """What people call it: number and title; its id where it is gone."""
        try:
            found = self._causes.named(cause)
        except NotFound:
            return cause
        return f"{found.number}: {found.title}"

    def offered(self) -> Mapping[str, str]:
        """The titles of causes that are not mended, by their number, those with most cases first."""
        return {str(cause.number): cause.title for cause in self._causes.titles(MOST_OFFERED)}

    def similar(self, case: str) -> Sequence[SimilarCase]:
        """Recent cases that say much the same, the most alike first."""
        found = self._causes.similar(case, MOST_SIMILAR, AMONG)
        titles = {one.cause: self._causes.find(str(one.cause)).title for one in found if one.cause}
        return [
            SimilarCase(
                one.reference,
                one.likeness,
                one.state,
                one.text,
                one.opened_at,
                cause=str(one.cause or ""),
                title=titles.get(one.cause, ""),
            )
            for one in found
        ]

    def share(self, case: str, other: str, title: str, actor: str, version: int | None = None) -> Case:
        """Count it to the cause of the other case; where that has none, both to a new one of this title."""
        found, like = self._register.find(case), self._register.find(other)
        demand_version(found, version)
        if not like.cause:
            cause = found.cause or self._causes.create(title, [found.id], actor).id
            self._causes.add(cause, [like.id], actor)
            return self._register.find(found.id)
        return self.count(found.id, like.cause, actor, version)

    def count(self, case: str, cause: str, actor: str, version: int | None = None) -> Case:
        """Count the case to that cause, "" to none. Raises NotFound, and Conflict for a cause that is mended."""
        found = self._register.find(case)
        demand_version(found, version)
        wanted = self._causes.find(cause) if cause else None
        if wanted and wanted.state == "mended":
            raise Conflict(f"cause {wanted.number} is mended; open it again first, if it came back")
        if found.cause and (wanted is None or wanted.id != found.cause):
            self._causes.remove(found.cause, [found.id], actor)
        if wanted and wanted.id != found.cause:
            self._causes.add(wanted.id, [found.id], actor)
        return self._register.find(found.id)
