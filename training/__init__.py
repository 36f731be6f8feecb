"""Corpus in, checked and measured model out. Imports classifier."""
