"""One signature: who, for which organisation, over which content, how."""
