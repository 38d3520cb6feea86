"""Cases: how one is opened, lives and ends, and the register that alone changes them."""
