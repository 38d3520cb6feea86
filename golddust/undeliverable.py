"""Which of a mail system's answers mean that an address does not work, and will not."""

GONE = frozenset(("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"))
"""Enhanced status codes (RFC 3463): no such mailbox, no such domain, no address at all, moved away, a domain without mail (RFC
7505), switched off. Not among them: what may pass (5.2.2, mailbox full) and what is held against us or our words (5.7.x)."""
