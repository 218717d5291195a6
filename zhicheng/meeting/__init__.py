"""Readings, attendance, ballots, counting."""
