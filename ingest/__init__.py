"""Takes in what customers say, on every channel, and makes it durable before anybody is told that it arrived."""
