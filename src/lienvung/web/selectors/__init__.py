"""What the pages show, read from one snapshot of the store and computed by the core."""
