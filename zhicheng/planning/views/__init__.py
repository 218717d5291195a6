"""The pages: for the public, for the committee's office, for the bureaus."""
