"""Who sent a web hook, and when, is known before what it says is read: a file for each scheme."""
