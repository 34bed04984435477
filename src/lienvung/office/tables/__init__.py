"""The office's own task table: read it, understand its columns, plan what it would change. Pure."""
