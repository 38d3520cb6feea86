"""Complaint systems that cannot be had for tests, played by servers of our own that speak their documented APIs; a file each.

Each also plays what can go wrong (`served.py`) and what people do in it (`People`).
"""
