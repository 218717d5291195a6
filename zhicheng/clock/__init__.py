"""What happens by itself when a date passes."""
