"""Figures measured beside a yardstick: a bare Django project under the same server and database."""
