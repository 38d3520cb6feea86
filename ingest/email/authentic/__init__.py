"""Who really sent a mail: DKIM (RFC 6376), SPF (RFC 7208), DMARC (RFC 7489), ARC (RFC 8617), and what a relay of ours found out.

Loaded only where `[smtp.authentication]` is set.
"""
