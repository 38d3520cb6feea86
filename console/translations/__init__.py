"""The translations of the pages; see docs/howto/languages.md."""
