"""What was done elsewhere, into the register: a resolution is told to the customer, and so is an answer on the way to it.

No answer is lost: what cannot be told to the customer is noted in the case, with the reason, for people to see.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from golddust.errors import Refused
from golddust.mirroring import ENDED, MirrorComment, MirrorStatus
from golddust.ports import Case, Desk, Register
from sinks.complaints.answering import PARTS, Answer, answer_of, meant_for_customer

ENDED_HERE = ("resolved", "closed")
LONGEST_QUOTED = 9_000
"""In characters: how much of an answer a note repeats, so that with its beginning it is not too long for the register."""
ASKED_FOR = {"happened": "what happened", "apology": "that we are sorry", "reason": "why", "remedy": "what was or will be done"}
BESIDE = "it stands beside or after the last answer"
UNANSWERABLE = "there is no way to answer them"


@dataclass(frozen=True, slots=True)
class Returning:
    """A `TellRegister`. The actor of what it does is the mirror, so it is not carried back there.

    `desk` proposes an answer in the customer's language, from which parts are taken that nobody wrote and nobody must fill in;
    `redact` is what the register's history went through, so that what was told before is known again.
    """

    register: Register
    desk: Desk
    redact: Callable[[str], str]

    def __call__(self, case: str, mirror: str, status: MirrorStatus, new: Sequence[MirrorComment]) -> None:
        """Resolve the case, tell the customer what was answered, or note what is left to people. Raises Unavailable, Refused.

        What was done on the ticket of a case that was merged is done to the case that goes on.
        """
        found = self.register.find(case)
        if status.state in ENDED:
            self._ended(found, mirror, status, new)
            return
        if found.state in ENDED_HERE and not (new or found.merged_into):
            self._note(found, mirror, f"It stands open again in {mirror}.")
        for comment in new:
            self._said(self._living(found), mirror, comment.text)

    def _living(self, case: Case) -> Case:
        """The case as it is now, or the one that goes on in its place."""
        found = self.register.find(case.id)
        return self._living(self.register.find(found.merged_into)) if found.merged_into else found

    def _ended(self, found: Case, mirror: str, status: MirrorStatus, new: Sequence[MirrorComment]) -> None:
        """Resolve the case, unless it is already; what was written beside or after the answer is noted."""
        case, answer = self._living(found), answer_of(status)
        taken = answer
        if case.state in ENDED_HERE:
            taken = answer if answer and self._was_resolved_with(case, mirror, answer) else None
        elif answer:
            self._resolve(case, mirror, answer)
        elif not found.merged_into:
            words = f"It was resolved in {mirror}, where nobody wrote what the customer is to be told: please resolve it here."
            self._note(case, mirror, words)
        for comment in new:
            is_answer = taken is not None and comment == taken.comment
            if not (is_answer or self._is_known(case, mirror, comment.text)):
                self._untold(case, mirror, BESIDE, comment.text)

    def _resolve(self, case: Case, mirror: str, answer: Answer) -> None:
        """With all four parts; while one is missing, or when the register refuses, people are asked to."""
        drafted = self._drafted(case)
        resolution = answer.resolution(drafted)
        if resolution is None:
            missing = ", ".join(ASKED_FOR[part] for part in answer.missing(drafted))
            asked = f"It was resolved in {mirror} with the words below. The customer is not told yet: please say here {missing}"
            self._note(case, mirror, f"{asked}, and then resolve it.\n\n{_quoted(answer.comment.text)}")
            return
        try:
            self.register.resolve(case.id, resolution, mirror)
        except Refused as refused:  # too long for a text message, or the case changed meanwhile
            self._untold(case, mirror, refused.reason, answer.comment.text)

    def _drafted(self, case: Case) -> Mapping[str, str]:
        """The parts of the best draft that need nobody to fill them in, in the customer's language. Never the remedy."""
        language = self.desk.language(case).partition("-")[0].lower()
        best = next(iter(self.desk.drafts(case)), None)
        if best is None or best.language != language:
            return {}
        ready = [part for part in PARTS if part != "remedy" and not best.blanks.get(part)]
        return {part: getattr(best.resolution, part).strip() for part in ready}

    def _said(self, case: Case, mirror: str, words: str) -> None:
        """Tell the customer; what names parts of the final answer waits for it, and who cannot be told is noted."""
        if self._is_known(case, mirror, words):
            return
        if case.state in ENDED_HERE:
            self._untold(case, mirror, BESIDE, words)
        elif meant_for_customer(words):
            self._note(case, mirror, _quoted(words))
        elif not case.answerable:
            self._untold(case, mirror, UNANSWERABLE, words)
        else:
            try:
                self.register.tell(case.id, words, mirror)
            except Refused as refused:  # too long for a text message, or the case changed meanwhile
                self._untold(case, mirror, refused.reason, words)

    def _untold(self, case: Case, mirror: str, reason: str, words: str) -> None:
        """An answer that the customer does not get, for people to see."""
        self._note(case, mirror, f"Answered in {mirror}, but the customer was not told of it: {reason}.\n\n{_quoted(words)}")

    def _note(self, case: Case, mirror: str, words: str) -> None:
        if not self._is_known(case, mirror, words):
            self.register.note(case.id, words, mirror)

    def _is_known(self, case: Case, mirror: str, words: str) -> bool:
        """Whether the register was told so before: a process may have died after it told it, and before it noted that.

        There is nothing to know of no words.
        """
        redacted = self.redact(words).strip()
        return not redacted or any(
            event.actor == mirror and event.note.strip() == redacted for event in self.register.history(case.id)
        )

    def _was_resolved_with(self, case: Case, mirror: str, answer: Answer) -> bool:
        """Whether this mirror brought that very answer before."""
        redacted = [self.redact(words).strip() for words in answer.parts.values()]
        notes = [e.note for e in self.register.history(case.id) if e.actor == mirror and e.step == "resolved"]
        return any(all(words in note for words in redacted) for note in notes)


def _quoted(words: str) -> str:
    text = words.strip()
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED]}\u2026 (it goes on there)"
