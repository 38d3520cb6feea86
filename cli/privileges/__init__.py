"""The least that each role must be allowed to do, at Kafka and at the database, and nothing beyond."""
