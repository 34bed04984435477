"""Back up a node while it works, and make one again from what was kept (docs/formats/backup.md)."""
