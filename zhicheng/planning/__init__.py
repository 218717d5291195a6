"""Yearly plan, committees, standards, sessions, calls, windows, filings."""
