"""Persons, accounts, organisations, places; who may act for whom."""
