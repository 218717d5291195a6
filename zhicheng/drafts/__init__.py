"""What somebody has typed and not yet handed in: kept as it is typed, given back after a broken line or a closed page."""
