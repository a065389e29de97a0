"""Who of a consultation is told what (people.outbox sends it)."""
