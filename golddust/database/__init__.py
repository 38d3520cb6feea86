"""The one database: its engine, its schema and the outbox. SQLite by default, PostgreSQL when it grows."""
