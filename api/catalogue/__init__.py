"""Whole catalogues: a table of services read, its columns understood, assessed row by row, and given back as a table."""
