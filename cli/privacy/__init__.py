"""What people may ask of us about their data, done over everything that an installation keeps; and what goes by its age."""
