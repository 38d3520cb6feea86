"""Answers to customers: rows that wait, and the senders that carry them."""
