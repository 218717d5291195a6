"""The engine that makes PDF from a template and data."""
