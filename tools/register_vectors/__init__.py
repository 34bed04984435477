"""The vectors of registers, computed without Liên Vùng (tools/make_register_vectors.py)."""
