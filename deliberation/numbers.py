"""Rules with a number that people are told, once each: see people/numbers.py. Domain 6.3, 7.1 to 7.3."""

# Moderation
APPEAL_DAYS = 14  # to ask for another look at a removal, a hold, words taken out, or at a statement that was not shown
APPEAL_ANSWER_DAYS = 5  # working days in which somebody else looks
EDIT_DAYS = 3  # in which a post on show can be changed by its author
SORT_DAYS = 3  # working days in which a facilitator decides about a question to experts
DECIDE_DAYS = 1  # working days in which a facilitator reads what waits
PRIVATE_MONTHS = 6  # what an author and a safeguarding lead write to each other, after the last word

# What is shown of answers (deliberation/counting/disclosure.py)
PERCENT_FROM = 30  # people: below this, counts only, "7 of 12" (invariant 24)
LEAST_STEP = 3  # people by whom a figure that was shown changes, also at the close
LIVE_STEP = 5  # bars on a screen move by at least this many people at a time
WORDS_FROM = 5  # people who gave a word, before any is shown
WORD_SAID_BY = 2  # people who gave a word that is shown
LEAST_OPEN_HOURS = 48  # before a facilitator can close a poll early
LEAST_CARD_HOURS = 24  # before cards in a thread are closed over the heads of those who have not chosen
REOPEN_MINUTES = 2  # in which a poll that closed without a result can be opened again

# Opinion groups (deliberation/opinion/)
ENOUGH_PEOPLE = 30  # as for percentages
LEAST_IN_GROUP = 5
ENOUGH_VOTES = 7  # answers from which a person is placed in a group, as in Polis
MOST_GROUPS = 5
RESEEDINGS_NEEDED = 95  # of 100 counts with other starting points
BOOTSTRAPS_NEEDED = 80  # of 100 counts with other people drawn: those do differ a little

# Limits
LISTENING = 6  # pages of one person that are told at once, by sockets and streams, in each process
FOLLOW_UP_WEEKS = 4  # a follow-up poll is open, then it closes by itself
MOST_STATEMENTS_WAITING = 5  # of one person
POSTS_A_DAY = 40  # of one person that a closed group reads at once; further ones wait
MOST_POSTS_WAITING = 10  # of one person: read for the first time, or again after a change
MOST_ABOUT = 300  # characters that say what statements are about
FEWEST_OPTIONS = 2  # answers to choose from
HANDY_OPTIONS = 10  # from here on a list of answers is long on a phone
RECORD_DRAFT_DAYS = 30  # a transcript that was sent and not brought in, after its last change
TALK_MINUTES = 20  # of one part of a session, whatever it is called: by then people have talked
MEETING_NOTICE_DAYS = 2  # between the day a meeting is said in public and the meeting, to count as announced
MANY_EMPTY_DAYS = 3  # announced of which nothing is recorded, or taken back, from which the panel is told
RECORD_OBJECTION_DAYS = 5  # working days in which the panel looks at a record of a meeting nobody had announced
RECORD_MEGABYTES = 8  # of one transcript that is sent; three hours of talk are under one
RECORD_DRAFTS = 20  # transcripts and conversations of one consultation that wait at once
CONVERSATION_VOTES = 100_000  # of a conversation of statements that is brought in from the browser
RECEIPT_SIGNS = 20  # 100 bits


def bars_from() -> int:
    """People who must have answered before the bars appear."""
    return 2 * LIVE_STEP


CHANGES_DAYS = 2  # which posts came or changed is deleted within, by the daily run; for pages that are open
