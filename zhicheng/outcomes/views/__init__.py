"""Pages of the stage: for readers of a session, for bureaus, for applicants."""
