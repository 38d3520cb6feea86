"""Text messages and WhatsApp: a folder for each provider, and beside them what holds for texts whoever carries them."""
