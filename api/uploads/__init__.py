"""Reads the text out of an uploaded brochure or offer, in a process of its own; `extract.py` is the door."""
