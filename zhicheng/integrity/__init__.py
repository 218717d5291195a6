"""Fraud records with an end; units whose recommending is suspended."""
