"""What the notices say: clauses, values, rules, routes, dates and returns, without Django."""
