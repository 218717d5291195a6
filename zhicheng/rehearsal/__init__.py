"""A whole season with invented people on a fast clock."""
