"""Answers by text message and WhatsApp, through Twilio."""
