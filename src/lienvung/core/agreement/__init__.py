"""Agreements: who the parties are, what they granted each other, what they accepted, and what may leave."""
