"""Forgets by age: what rows of the database say, and the originals that they name, once they were kept long enough."""
