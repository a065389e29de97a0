"""Somebody may be at risk, or tells of a crime: where help is, who is alerted, what was done (domain 7.3)."""
