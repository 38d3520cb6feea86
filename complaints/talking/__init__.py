"""What is answered from the record at once: how things stand, who we are, that nothing more comes."""
