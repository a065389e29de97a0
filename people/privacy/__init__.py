"""What is held about people: showing it to them, handing it over, deleting it. See docs/decisions/privacy.md.

Each app says in its own `privacy.py` what it holds (`registry.holds`), what goes when an account is erased
(`registry.erases`) and how long each kind of data is kept (`retention.Rule`). This package knows none of them.
"""
