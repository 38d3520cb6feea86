"""Causes that several cases share: proposed by likeness, decided by a person, followed until mended."""
