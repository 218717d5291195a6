"""Base page, components, form rendering, static files, error pages."""
