"""Rules with a number that people are told: each stands here once, and every sentence about it is built from it.

Python reads `numbers.CODE_MINUTES`; pages and e-mails `{% load numbers %}{% number "people.CODE_MINUTES" "minute" %}`.
`tests/architecture/test_numbers.py` changes each and looks for pages, e-mails and files that still say the old one.
Numbers that only one room knows and no page says stay in that room.
"""

# Signing in
CODE_MINUTES = 15  # a code sent by e-mail works so long
CODE_SIGNS = 8  # of 28: what guessing takes is in docs/decisions/sign-in.md
SIGN_IN_WEEKS = 2  # without use; staff have less (config/settings.py)
GUEST_YEARS = 1  # the key in the browser of somebody without an account: a consultation with its answer takes less

# Telling people
MESSAGES_MONTHS = 24  # what somebody was told stays on their page
UNCONFIRMED_DAYS = 7  # an address that asked to be told of something, and did not say so itself

# “My data”
LINK_MINUTES = 15  # a link to download it
LINK_KEPT_DAYS = 1

# What is kept
CONTACT_DAYS = 30  # who somebody is, after the last answer they may be waiting for
#: Of any one request (config/settings.py).
MOST_CHARACTERS = 1_000_000
