"""Duty: append, pull, witness, check, rebuild. No web framework is imported here."""
