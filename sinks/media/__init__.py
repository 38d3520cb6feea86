"""Files that a provider keeps until they are fetched, such as the pictures of text messages."""
