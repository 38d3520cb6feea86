"""What the staff is told: rows that wait, one for each way to a person, and the ways that carry them."""
