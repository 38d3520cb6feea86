"""Any system that takes mail."""
