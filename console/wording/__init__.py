"""What a reader is told in words: times, steps and values, in their language and by their clock."""
