"""The session's package: its layout and its checks, which stand alone (no Django, no rows)."""
