"""Complaint systems elsewhere: cases are carried there, and what is done there comes back."""
