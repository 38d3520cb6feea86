"""Signed web hooks: any source that signs by the Standard Webhooks scheme, mapped declaratively."""
