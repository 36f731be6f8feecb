"""The routes, one small module per subject."""
