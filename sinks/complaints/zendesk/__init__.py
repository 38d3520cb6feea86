"""Zendesk by its ticketing API."""
