"""The map: layers of every register with geometry, units and their names on any day, the same as a table."""
