"""Who with authority hears of a case, why, and by when they must have taken it; all of it pure."""
