"""Faces for machines: what this node's own people may read as JSON, and the exchange between nodes."""
