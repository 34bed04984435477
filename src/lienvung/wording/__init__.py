"""What a person reads: Vietnamese sentences looked up by a stable code."""
