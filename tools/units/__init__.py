"""Build the reviewed seed of administrative units from public lists (docs/decisions/0008)."""
