"""Mails to open cases or tickets: golddust beside the mail gateways of Request Tracker, Roundup and django-helpdesk."""
