"""Backups: one moment of an installation, sealed, in a folder elsewhere; and an installation made from one (docs/adr/0036)."""
