"""One question of the law per file."""
