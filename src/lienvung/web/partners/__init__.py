"""Who this node exchanges with, on which terms, and what was given."""
