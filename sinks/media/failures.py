"""Why a file cannot be had just now. All are Unavailable: it is asked for again."""

from golddust.errors import Unavailable


class Throttled(Unavailable):
    """429: we are asked to stay away for a while, whatever we want."""


class NotLetIn(Unavailable):
    """401 or 403 from the first host: it does not know us. It says nothing of the file, and a person can mend it."""


class NoToken(Unavailable):
    """No token of the account is set, so nobody was asked. A person can mend it."""


class Missing(Unavailable):
    """It is not there. Just after a message it may only be late."""
