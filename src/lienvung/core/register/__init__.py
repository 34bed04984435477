"""Registers: definitions, items in parts, entries, records. The bytes stand in docs/formats."""
