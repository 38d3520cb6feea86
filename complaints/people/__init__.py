"""Who is speaking: addresses that belong to one person, by proof alone, and what the company knows of them."""
