"""One module per revision, in the order that each names."""
