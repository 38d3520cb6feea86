"""Who is speaking: people, their addresses, and why they were joined."""
