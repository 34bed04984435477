"""Finders: each looks for one kind of thing in the text and knows no other finder.

A finder of entities is a function of the text (NFC) that yields `Entity`; what it must not cut into is handed to it.
"""
