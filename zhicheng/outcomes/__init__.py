"""Results, title documents, confirmation seal, certificates."""
