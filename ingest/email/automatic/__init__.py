"""Mail that machines wrote: which rule tells so, and what a delivery report says of our own mail."""
