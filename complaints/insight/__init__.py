"""How promises were kept, where cases wait, and what came of causes: the figures of cases."""
