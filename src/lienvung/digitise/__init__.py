"""Reading: bytes of a paper become a text layer, and the layer becomes proposals with exact spans."""
