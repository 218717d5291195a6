"""A person's lifelong records (the 13 modules) and their evidence."""
