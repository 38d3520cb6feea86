"""Who is told that a cause is mended: each person once, in answer to their latest case that can be answered."""

from datetime import datetime

from sqlalchemy import Connection

from complaints.answers.blanks import blanks_of
from complaints.answers.requests import Answers
from complaints.cases.history import CaseFile
from complaints.causes import rows
from complaints.causes.cause import Cause
from golddust.errors import Malformed
from golddust.events import ReplyRequest


def demand_words(words: str) -> None:
    """Raises Malformed when nothing is said, or something is still blank."""
    if not words:
        raise Malformed("words: say what was done; the customers are told that")
    if blanks_of(words):
        raise Malformed("words: something is still blank ([… …])")


def those_to_tell(connection: Connection, cause: Cause) -> tuple[list[CaseFile], int]:
    """For each person who is yet to be told, the case to answer; and how many persons cannot be told."""
    files = rows.files_of(connection, rows.members(connection, cause))
    told = rows.told(connection, cause)
    people = rows.people_of(connection, {*told, *(file.case.customer for file in files)})
    known = {people.get(customer, customer) for customer in told}
    of_person: dict[str, list[CaseFile]] = {}
    for file in files:
        of_person.setdefault(people.get(file.case.customer, file.case.customer), []).append(file)
    waiting = [cases for person, cases in sorted(of_person.items()) if person not in known]
    answerable = [[file for file in cases if file.case.answerable] for cases in waiting]
    return [max(cases, key=_latest) for cases in answerable if cases], sum(not cases for cases in answerable)


def request(answers: Answers, file: CaseFile, words: str, now: datetime) -> ReplyRequest:
    """What the customer of that case is told."""
    return answers.mended(file.case, file.language, file.case.version, now, words)


def _latest(file: CaseFile) -> tuple[bool, datetime, str]:
    return (not file.case.merged_into, file.case.opened_at, file.case.id)
