"""Answers by mail, through a relay."""
