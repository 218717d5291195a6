"""The file that an applicant builds and submits; states and flow."""
