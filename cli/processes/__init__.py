"""golddust at work: which processes there are, what runs in each, and who watches over them."""
