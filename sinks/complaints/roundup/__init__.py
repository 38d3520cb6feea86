"""Roundup by its REST interface."""
