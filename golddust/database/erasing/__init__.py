"""Erasing a person from the database: which columns are personal, what becomes of each, and the register of who was erased."""
