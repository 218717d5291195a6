"""Certificates, titles that people hold, public verification."""
