"""Keys, encryption at rest and unguessable ids."""
