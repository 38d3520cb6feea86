"""Takes events out of the log: into the database, into the store of originals, and to customers as answers."""
