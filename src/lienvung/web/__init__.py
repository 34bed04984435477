"""The face for people: server-rendered pages over the node's store."""
