"""Rules with a number that people are told, once each: see people/numbers.py. Domain 3.2, 7.5 and 8."""

# Until when things are kept (consultations/privacy/periods.py); contact details: people/numbers.py
LINK_WEEKS = 8  # the link to votes, after closing, at the latest
PROFILE_MONTHS = 3  # answers about oneself, after the link is cut
REMOVED_MONTHS = 6  # posts that were removed, messages about them, reports
WORDS_MONTHS = 24  # what people wrote, after the findings
SHORT_WORDS_MONTHS = 12  # where a consultation says so
FOLLOW_UP_MONTHS = 24  # contact details for news after the answer: promises are not followed for ever
NEWCOMER_MONTHS = 1  # people who asked to come in and were not let in
UNUSED_MONTHS = 12  # accounts nobody uses
OFFER_KEPT_DAYS = 30  # an offered role, after it was answered or ran out
WITHDRAWN_DAYS = 1  # what was taken back is out of sight at once, and deleted by the next daily run

# Dates
FINDINGS_WEEKS = 6  # after closing
RESPONSE_WEEKS = 6  # after the findings
FAIR_WEEKS = 3  # a consultation that is open for less gets a warning
MOVED_WEEKS = 6  # a public date moves by at most so much
LOOK_AGAIN_DAYS = 200  # at the latest, somebody looks again at what a briefing says
NOTICE_DAYS = 7  # what a new consultation starts with; each may choose others
WITHDRAWAL_DAYS = 14
CHECK_DAYS = 7
ACCURACY_DAYS = 5  # working days
FACT_ANSWER_DAYS = 10  # working days after a fact is asked of the force, before people read “no answer” of it
FACT_REPLY_DAYS = 3  # working days: the force on what is said beside its words in a briefing
AHEAD_YEARS = 1  # a change of a technology may be said before it comes
CHANGES_A_DAY = 3  # of technologies, said by one person

# People
LEAST_BASE = 10  # people in each group of a breakdown: a consultation may ask for more
LEAST_ANSWER = 5  # people behind a count that is shown: a consultation may ask for more
SIGNATURES = 2  # of panel members: under exactly this briefing, to close a consultation early, or to withdraw it
CASES = 2  # real cases a briefing tells; fewer get a warning
MOST_USES = 5_000  # of one invitation
MOST_LETTERS = 2_000  # in one batch
LEAST_INVITED = 5  # people for whom an invitation is made: of a letter for one, its maker would know who came
PAUSED_AGAINST = 2  # pauses of one member of the panel that another ended: the next is somebody else’s
PAUSED_AGAIN_DAYS = 28  # in which these are counted
PAUSED_OWN = 3  # pauses of a week that one ended oneself and that count against nobody
CLOSE_EARLY_TIMES = 2  # one member agrees within the days below, who may take it back
CLOSE_EARLY_DAYS = 7  # in which a second member of the panel agrees to close it early
SEAT_NOTICE_DAYS = 5  # working days in which one can object to a seat that the panel gives
WITHDRAWAL_NOTICE_DAYS = 5  # working days in which a request to withdraw is read, and can be refused
WITHDRAWAL_AGAIN_DAYS = 10  # working days after one was refused or taken back, before the next
CHANGE_NOTICE_DAYS = 5  # working days before people are written to about a change that was said in another consultation
OFFER_DAYS = 14  # a role that is offered can be accepted
INVITATION_DAYS = 365  # the longest an invitation works

# Who comes without an account (docs/decisions/guests.md)
GUESTS_A_DEVICE = 1  # a day, in one consultation
GUESTS_AN_ADDRESS = 30  # a day, by one code; not where the console of the session is open behind the same address
ASKING_AN_ADDRESS = 300  # a day, by one way: beyond the figure above accounts and holders of a letter wait at the door
EASED_MINUTES = 60  # a facilitator lets more ask
ARRIVAL_DAYS = 1  # marks of devices and addresses

# The public record
COUNTED_FROM = 10  # acts of participants in a figure of a month; fewer wait for the next month

# Texts
MOST_REASON = 400  # characters of a public reason: it stands whole in the record, which keeps 500
SUMMARY_WORDS = 120  # of a briefing
TARGET_AGE = 12  # a briefing reads at
ONE_MINUTE_AGE = 9  # the one minute reads at
SENTENCE_WORDS = 25  # a longer sentence is hard
BALANCE_PERCENT = 20  # by which one side of the arguments may be longer than the other
SESSION_SIGNS = 9  # of the code of a session; any other length is an invitation, or nothing
JOINING_MINUTES = 3  # what joining takes, about


def answer_weeks() -> int:
    """Weeks from closing to the police answer."""
    return FINDINGS_WEEKS + RESPONSE_WEEKS
