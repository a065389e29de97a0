"""One consultation lived day by day, for bench/clock.py: what happens (life.py), and what should be told (expected.py)."""
