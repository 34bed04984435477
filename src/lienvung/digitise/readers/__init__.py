"""Readers: each turns the bytes of one kind of file into pages of text, and knows no other reader.

A reader is a function `read(data: bytes) -> list[str]`: one string of NFC text a page, or a single one for a paper
without pages. Cells of a table and columns of a header stand on one line with a tab between them.
A damaged file raises ValueError; the caller names it.
"""
