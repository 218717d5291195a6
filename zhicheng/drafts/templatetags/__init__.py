"""Template tags of the stage."""
