"""What the writer newly wrote, told apart from what mail programs, servers and earlier mails put around it."""
