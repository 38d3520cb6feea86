"""Answers by text message, one folder for each provider."""
