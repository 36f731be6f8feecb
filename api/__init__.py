"""The HTTP service and its pages. Imports classifier."""
