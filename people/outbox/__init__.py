"""Telling people: one table of what is to be told, on the page and by e-mail (docs/decisions/outbox.md)."""
