"""Each role's home page and to-do list; the public site."""
