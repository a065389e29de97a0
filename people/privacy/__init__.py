"""What is held about people: showing it to them, handing it over, deleting it. See docs/decisions/privacy.md.

Each room says in its own `privacy.py` what it holds, what goes when an account is erased and how long each kind of data
is kept; `wiring.py` lists it under MY_DATA, ERASING and RETENTION. This room knows none of them.
"""
