"""Liên Vùng: the shared, verified database of localities that act together."""

__version__ = "0.1.0"
