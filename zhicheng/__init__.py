"""The review of professional titles, carried out as five official documents say."""
