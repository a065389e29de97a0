"""Bringing in what was said elsewhere: recorded rooms, and Polis conversations. All or nothing, and once only."""
