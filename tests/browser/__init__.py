"""The journeys of real accounts through real pages, in headless Chromium."""
