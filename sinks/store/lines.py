"""What people put right, as labelled lines for `golddust train`, and other messages beside them, to which nobody objected."""

from collections.abc import Iterator

from sqlalchemy import Engine, select

from golddust.database.engine import reading
from golddust.database.schema import feedback, tag_corrections, tags
from sinks.store import corrected

LEARNT = ("sentiment", "kind", "emotion")
BATCH = 500


def labelled(engine: Engine, others: int | None = None) -> Iterator[dict[str, str]]:
    """A line for each message that was put right in what is learnt, then so many others, the newest, without labels.

    Texts are redacted. Without `others` there are as many of them as of those put right: mistakes alone teach nothing.
    """
    count = 0
    with reading(engine) as connection:
        touched = select(tag_corrections.c.feedback).distinct().order_by(tag_corrections.c.feedback)
        ids = connection.execute(touched).scalars().all()
        for start in range(0, len(ids), BATCH):
            said = corrected.holding(connection, ids[start : start + BATCH])
            rows = connection.execute(select(tags.c.feedback, tags.c.redacted).where(tags.c.feedback.in_(said)))
            for row in rows.all():
                labels: dict[str, str] = {q: its.answers[0] for q, its in said[row.feedback].items() if q in LEARNT}
                if labels and row.redacted.strip():
                    count += 1
                    yield {"text": row.redacted, **labels}
        query = select(tags.c.redacted).join(feedback, feedback.c.id == tags.c.feedback)
        query = query.where(feedback.c.automatic.is_(None), feedback.c.command.is_(None), tags.c.redacted != "")
        query = query.where(tags.c.feedback.not_in(select(tag_corrections.c.feedback)))
        wanted = count if others is None else others
        for text in connection.execute(query.order_by(tags.c.received_at.desc(), tags.c.feedback).limit(wanted)).scalars():
            yield {"text": text}
