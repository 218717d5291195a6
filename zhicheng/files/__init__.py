"""Uploaded material: check, store by content hash, serve to those allowed."""
