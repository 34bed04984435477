"""A store in tables: what SQLite and PostgreSQL do alike, over the little that each does in its own way."""
