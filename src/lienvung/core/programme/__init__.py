"""The rules of follow-up: what was promised, what was done, what is late and whose turn it is."""
