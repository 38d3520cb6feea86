"""The pages of streams: what goes on at the log, the dead letters, and what can be tried."""
