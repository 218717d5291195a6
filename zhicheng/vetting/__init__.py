"""Stations pass, return or reset; unit opinion; paper hand-in."""
