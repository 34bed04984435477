"""Quản trị: who has an account, what people did, how the node is."""
