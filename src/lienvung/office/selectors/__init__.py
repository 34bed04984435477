"""What faces read from the office, one file a subject."""
