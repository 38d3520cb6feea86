"""Notes what is still to be fetched of what customers sent, in the store's own transaction: neither is without the other."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, update

from golddust.database.engine import insert_ignoring
from golddust.database.schema.media import media
from golddust.events import Attachment, Feedback

KEPT = ("original",)
"""It names bytes that are there, whichever address they came from."""


def note_media(connection: Connection, said: Sequence[Feedback]) -> None:
    """Write a row that waits for each attachment that has to be fetched; noting it again changes nothing.

    A later revision of a feedback that has another address at that place begins anew. What was fetched before stays named until
    the new file is stored, so that who erases or exports a customer finds it.
    """
    rows = [_row(one, n, file) for one in said for n, file in enumerate(one.attachments, start=1) if file.url]
    if not rows:
        return
    connection.execute(insert_ignoring(connection, media), rows)
    for row in rows:
        if row["revision"]:
            connection.execute(update(media).where(*_older(row)).values({name: row[name] for name in row if name not in KEPT}))


def _older(row: dict[str, Any]) -> tuple[Any, ...]:
    same = (media.c.feedback == row["feedback"], media.c.number == row["number"])
    return (*same, media.c.revision < row["revision"], media.c.url != row["url"])


def _row(feedback: Feedback, number: int, file: Attachment) -> dict[str, Any]:
    texts = dict.fromkeys(("why", "claim", "type", "original"), "")
    moments = {"first_try_at": None, "claimed_at": None}
    return {
        "feedback": feedback.id,
        "number": number,
        "url": file.url,
        "revision": feedback.revision,
        "state": "waiting",
        "tries": 0,
        "next_try_at": feedback.received_at,
        "changed_at": feedback.received_at,
        "declared": file.type,
        "size": 0,
        **texts,
        **moments,
    }
