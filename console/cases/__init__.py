"""Cases for people at work: the list, one case, what is done with it, and who else is at it."""
