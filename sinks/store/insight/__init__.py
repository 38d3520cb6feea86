"""How often what was said: counted by days, quickly, and never otherwise than the messages themselves say."""
