"""Where logs, parts, blobs and register tables lie: one port, several stores, one contract suite."""
