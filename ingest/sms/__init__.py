"""Text messages: SMS, MMS and WhatsApp through Twilio."""
