"""Rules with a number that people are told, once each: see people/numbers.py. Domain 6.2 and 3.2."""

from math import ceil

# Labels, in per cent of the invited people who spoke on it (outcomes/findings/labels.py)
CONSENSUS_FROM = 85
MAJORITY_OVER = 55
DIVIDED_FROM = 45
LARGE_SIDE = 35  # two stances as large as this divide a view as well
STRONGLY_FROM = 50  # of those who hold a view, emphatically: it is strongly felt
TENSION_FROM = 25  # of those who hold a view, both ways: a live tension
SOME_FROM = 20  # of those who took part: "some"; fewer are "a few"
FEWEST_FOR_A_VIEW = 3  # one or two people are accounts, not a view
# Enough voices (invariant 36): without them nothing is more than a minority view
ENOUGH_VOICES = 6  # who spoke on it
ENOUGH_SHARE = 25  # per cent of those who took part, who spoke on it
SPEAKERS_IN_EACH = 2  # in every group, for a consensus across groups

# Two coders (outcomes/coding/double.py)
FEWEST_TO_MEASURE = 10  # read by both, for a κ or an α: of one contribution any figure is chance

# Suggestions of themes (outcomes/coding/suggesting.py)
SUGGEST_FROM = 20  # contributions that people coded, before a program learns from them

# Findings and report
QUOTES = 2  # of so many people, behind a finding that is more than one account (invariant 13)
POLICE_COMMENTS = 20  # of one force on the facts of a draft: each is printed word for word
FEWEST_POINTS = 5  # of the summary
MOST_POINTS = 9

VERSION_DAYS = 31  # the longest until a quote that has to go is gone: every month has a day for it

# The answer and its promises
OPENING_WORDS = 5  # different ones: a dot is no opening statement
POINT_WORDS = 4  # of why a point is not in the answer
LONG_REASONS = 40  # words, where a recommendation is not accepted whole
DIFFERENT_REASONS = 25  # different ones among them: the same word again is no reason
PROMISE_MONTHS = 24  # the furthest day for which a promise can be made
DROP_REASONS = 10  # different words, where a promise is given up
CONSIDERATION_MONTHS = 6  # the longest something may be under consideration
CORRECTIONS = 10  # of one signed answer, with what was decided later: the force replies to residents once
WORDS_CORRECTED = 20  # that a correction puts where others stood
REASON_DAYS = 5  # working days in which facilitators read the reasons beside a closed verdict; then the panel does
VERDICT_DAYS = 21  # for so long residents say whether the answer answers what they asked
SAME_WORDS = 3  # in a row of two corrections, wherever they stand: a no to one is said beside the other
WORDS_OUT = 25  # words that one reason may lose before the panel has read them, and half of a long one at most
FEW_WORDS_OUT = 8  # an address and a name, in a reason of any length
FILE_DAYS = 7  # a made file of a whole consultation is kept
SAID_RUNNING = 2  # times that one member of the panel says the same against a promise, or another member
OTHER_EVIDENCE = 3  # times that the police give another link for what they say is in place
LOOK_DAYS = 14  # in which the panel looks at a promise reported done; longer is overdue
REPORT_MONTHS = 3  # an open promise without news for longer is pointed out


def days_of(months: int) -> int:
    """Months as days, for limits that people are told in months."""
    return ceil(30.5 * months)
