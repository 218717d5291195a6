"""Pages of audit and filing, readings, the meeting and the vote."""
