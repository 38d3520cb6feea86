"""What was done elsewhere, into the register: a resolution is told to the customer, and so is an answer on the way to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from golddust.errors import Conflict
from golddust.mirroring import ENDED, PLAIN, MirrorComment, MirrorStatus, meant_for_customer, resolution_of
from golddust.ports import Case, Desk, Register, Resolution

ENDED_HERE = ("resolved", "closed")


@dataclass(frozen=True, slots=True)
class Returning:
    """A `TellRegister`. The actor of what it does is the mirror, so it is not carried back there.

    `desk` proposes the parts of an answer that nobody wrote, in the customer's language; `redact` is what the register's history
    went through, so that what was told before is known again.
    """

    register: Register
    desk: Desk
    redact: Callable[[str], str]

    def __call__(self, case: str, mirror: str, status: MirrorStatus, new: Sequence[MirrorComment]) -> None:
        """Resolve the case, tell the customer what was answered, or note what is left to people. Raises Unavailable, Refused."""
        found = self.register.find(case)
        if status.state in ENDED:
            self._ended(found, mirror, status)
            return
        if found.state in ENDED_HERE and not (new or found.merged_into):
            self._note(found, mirror, f"It stands open again in {mirror}.")
        for comment in new:
            self._said(self._living(case), mirror, comment.text)

    def _living(self, case: str) -> Case:
        """The case, or the one that goes on in its place."""
        found = self.register.find(case)
        return self._living(found.merged_into) if found.merged_into else found

    def _ended(self, case: Case, mirror: str, status: MirrorStatus) -> None:
        if case.state in ENDED_HERE:
            return
        resolution = resolution_of(status, self._otherwise(case))
        if resolution is None:
            words = f"It was resolved in {mirror}, where nobody wrote what the customer is to be told: please resolve it here."
            self._note(case, mirror, words)
        else:
            self.register.resolve(case.id, resolution, mirror)

    def _otherwise(self, case: Case) -> Resolution:
        """What stands for parts that nobody wrote: of the best draft those that need nobody to fill them in. Never the remedy."""
        drafts = self.desk.drafts(case)
        if not drafts:
            return PLAIN
        ready = {part for part in Resolution.__dataclass_fields__ if not drafts[0].blanks.get(part)} - {"remedy"}
        parts = {
            part: getattr(drafts[0].resolution if part in ready else PLAIN, part) for part in Resolution.__dataclass_fields__
        }
        return Resolution(**parts)

    def _said(self, case: Case, mirror: str, words: str) -> None:
        """Tell the customer; what names parts of the final answer waits for it, and who cannot be told is noted."""
        if meant_for_customer(words) or case.state in ENDED_HERE or not case.answerable:
            self._note(case, mirror, words)
            return
        if not self._is_known(case, mirror, words):
            try:
                self.register.tell(case.id, words, mirror)
            except Conflict:  # the case changed meanwhile
                self._note(case, mirror, words)

    def _note(self, case: Case, mirror: str, words: str) -> None:
        if not self._is_known(case, mirror, words):
            self.register.note(case.id, words, mirror)

    def _is_known(self, case: Case, mirror: str, words: str) -> bool:
        """Whether the register was told so before: a process may have died after it told it, and before it noted that."""
        redacted = self.redact(words).strip()
        return any(event.actor == mirror and event.note.strip() == redacted for event in self.register.history(case.id))
