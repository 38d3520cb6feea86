"""Text messages, MMS and WhatsApp through Twilio."""
