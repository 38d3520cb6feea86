"""Who speaks in a reply: a person of the staff, a machine that was spoken to, or a machine by itself."""

BY_PERSONS = frozenset(("answer", "resolution", "update", "question"))
"""What somebody of the staff wrote for this one customer; everything else a machine says by itself."""
TO_A_MESSAGE = frozenset(("acknowledgement", "follow_up", "reopened", "idea", "status", "help", "stopped"))
"""What a machine says because a message came. What is in neither of these, it says because a time has come, or a case moved."""
NOT_STOPPED_BY_MAIL = BY_PERSONS | TO_A_MESSAGE
"""What is said to who said STOP by mail: answers of people, and that what they write is here. A STOP by text stops everything."""
NEWS = frozenset(("check", "mended"))
"""What a customer neither asked for nor is promised, and may do without."""
