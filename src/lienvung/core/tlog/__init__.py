"""The verifiable log: one module per page of its specification (RFC 6962 and C2SP)."""
