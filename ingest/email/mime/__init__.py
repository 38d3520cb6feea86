"""Any bytes to headers, lines of text and attachments: MIME as it is sent, not only as it should be."""
