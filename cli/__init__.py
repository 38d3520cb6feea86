"""The command line: the only room that names concrete classes, and puts the rooms together."""
