"""Shapes on the ground: whether they are sound, VN-2000, layers of others, the base map, outlines of units, drawing."""
