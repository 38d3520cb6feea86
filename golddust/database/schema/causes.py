"""Causes that several cases share."""
