"""The insight pages, a module each: `page` asks the figures and says what they mean."""
