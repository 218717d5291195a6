"""名录: the tables that bureaus keep, dated, imported from Excel, released by two persons."""
