"""Expert pool, avoidance, the draw."""
