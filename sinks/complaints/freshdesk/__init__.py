"""Freshdesk by its API version 2."""
