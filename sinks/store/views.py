"""Ways of looking at the inbox that people keep."""

from collections.abc import Mapping

from sqlalchemy import Engine, delete, func, insert, select

from golddust.database.engine import reading, writing
from golddust.database.schema import saved_views
from golddust.errors import Malformed
from golddust.ports import Clock

LONGEST_NAME, LONGEST_QUERY, MOST = 80, 1000, 50


class StoredViews:
    """`Views` in the database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, user: str) -> Mapping[str, str]:
        """The queries by their names, in the order of these."""
        query = select(saved_views.c.name, saved_views.c.query).where(saved_views.c.user == user).order_by(saved_views.c.name)
        with reading(self._engine) as connection:
            return {row.name: row.query for row in connection.execute(query)}

    def save(self, user: str, name: str, query: str) -> None:
        """Keep it, in place of what had that name. Raises Malformed."""
        known = name.strip()
        if not 0 < len(known) <= LONGEST_NAME or len(query) > LONGEST_QUERY:
            raise Malformed(f"a view needs a name, of at most {LONGEST_NAME} characters")
        mine = saved_views.c.user == user
        with writing(self._engine) as connection:
            connection.execute(delete(saved_views).where(mine, saved_views.c.name == known))
            if connection.execute(select(func.count()).where(mine)).scalar_one() >= MOST:
                raise Malformed(f"{MOST} views are kept at most; forget one first")
            row = {"user": user, "name": known, "query": query, "saved_at": self._clock.now()}
            connection.execute(insert(saved_views), [row])

    def forget(self, user: str, name: str) -> None:
        """Keep it no more."""
        with writing(self._engine) as connection:
            connection.execute(delete(saved_views).where(saved_views.c.user == user, saved_views.c.name == name))
