"""The store: what was said and how it was understood, in a database."""
