"""Text messages and WhatsApp through Twilio."""
