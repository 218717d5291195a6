"""Pages of the people stage: entering, one's own data, the unit's, technical support's."""
