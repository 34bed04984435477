"""Thought: values and rules. No clock, disk, network, randomness or framework."""
