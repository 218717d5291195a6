"""Pages of the pool and of the draw."""
