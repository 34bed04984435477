"""Exchange between nodes: pull, serve, witness, bundle. Every source passes the same verification."""
