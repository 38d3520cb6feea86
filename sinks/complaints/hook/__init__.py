"""Any system that takes signed web hooks."""
