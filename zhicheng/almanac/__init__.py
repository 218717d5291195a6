"""The one clock (China time) and the working-day calendar."""
