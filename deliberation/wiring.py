"""What deliberation hangs into earlier apps, and its later rooms into earlier ones. Read by name: audit/wiring.py."""

from functools import partial

from django.db.models.signals import post_migrate

from consultations.access import Do
from consultations.desk.links import OPEN, PREPARE, DeskLink
from consultations.models import Role, Stage
from consultations.models.terms import Asked
from consultations.newcomers import newcomers
from consultations.numbers import SESSION_SIGNS
from deliberation.counting import taking_part
from deliberation.counting.breakdowns import ages_to_keep
from deliberation.counting.counting import tallies
from deliberation.counting.shown_before import forget_crowds
from deliberation.discussion import admission as discussion_admission
from deliberation.discussion import discussion
from deliberation.discussion import privacy as discussion_privacy
from deliberation.discussion.desk import posts
from deliberation.discussion.tasks import WHAT_WAS_SAID, YOUR_DISCUSSION, talk
from deliberation.experts import experts
from deliberation.experts import notifications as experts_telling
from deliberation.experts import privacy as experts_privacy
from deliberation.experts import published as experts_published
from deliberation.experts.desk import (
    answers_to_read,
    corrections_to_read,
    questions_kept_apart,
    questions_to_answer,
    questions_to_sort,
)
from deliberation.experts.gates import answers_were_read, questions_were_decided
from deliberation.experts.tasks import YOUR_QUESTIONS
from deliberation.importing import confirming as confirming_records
from deliberation.importing import drafts, notice, records, rooms, words_out
from deliberation.importing import privacy as importing_privacy
from deliberation.importing.desk import records_to_confirm
from deliberation.importing.gates import what_counted_counts_again
from deliberation.index import words as index
from deliberation.live import publish
from deliberation.models import (
    Appeal,
    Ballot,
    Concern,
    Contribution,
    ExpertAnswer,
    Hand,
    ModerationDecision,
    PauseSignal,
    PrivateMessage,
    QuestionSupport,
    QuietWord,
    ReadingMark,
    SafetyAlert,
    Seat,
    SplitProposal,
    Statement,
    StatementDecision,
)
from deliberation.moderation import at_risk, concerns, unread
from deliberation.moderation import notifications as moderation_telling
from deliberation.moderation import privacy as moderation_privacy
from deliberation.moderation.desk import (
    appeals_that_wait,
    asked_of_the_panel,
    facilitators_are_told,
    posts_that_wait,
    posts_that_were_reported,
)
from deliberation.moderation.gates import authors_had_time_to_appeal, nothing_waits_to_be_read
from deliberation.moderation.tasks import about_my_posts
from deliberation.opinion.desk import opinion_to_count
from deliberation.opinion.gates import conversations_are_counted
from deliberation.paper import confirming
from deliberation.paper.privacy import numbers_of_sheets
from deliberation.paper.tasks import sheets_to_confirm
from deliberation.poll_comments import privacy as poll_comments_privacy
from deliberation.polls import asking_again, polling
from deliberation.polls import privacy as polls_privacy
from deliberation.polls import published as polls_published
from deliberation.polls.desk import open_waves
from deliberation.polls.gates import both_polls_ask_the_same, quick_checks_are_explained
from deliberation.polls.tasks import WHAT_YOU_ANSWERED, polls
from deliberation.questions import explained, fixed_words, signed
from deliberation.quiet import notifications as quiet_telling
from deliberation.quiet import privacy as quiet_privacy
from deliberation.quiet.desk import quiet_words_to_see
from deliberation.results import at_risk as poll_words_at_risk
from deliberation.rules import privacy as rules_privacy
from deliberation.rules import rules
from deliberation.safeguarding import notifications as safeguarding_telling
from deliberation.safeguarding import privacy as safeguarding_privacy
from deliberation.safeguarding.desk import alerts_that_wait
from deliberation.safeguarding.tasks import words_with_the_lead
from deliberation.sessions import admission, announcing, board, entry, floor, sessions
from deliberation.sessions import privacy as sessions_privacy
from deliberation.sessions import words as session_words
from deliberation.sessions.desk import sessions_today
from deliberation.sessions.tasks import live_sessions
from deliberation.splitting import notifications as splitting_telling
from deliberation.statements import notifications as statements_telling
from deliberation.statements import privacy as statements_privacy
from deliberation.statements import statements
from deliberation.statements.desk import second_looks, statements_that_wait
from deliberation.statements.gates import second_looks_are_answered
from deliberation.statements.tasks import conversations

#: How votes add up, for comparing a copy: () → lines of text. Read by people.operating.contents.
TALLIES = [tallies]
#: (Django’s signal, what then happens), connected as the project starts. Read by audit.wiring.
RECEIVERS = [(post_migrate, fixed_words.install_after_migrate), (post_migrate, index.install_after_migrate)]

#: What people are asked and held to, which the panel signs as part of the terms: name → Asked.
#: Read by consultations.models.terms.
TERMS = {
    "polls": Asked("What the first and second poll ask", signed.of_consultation, signed.said),
    "house_rules": Asked("House rules", rules.of_consultation, str),
}

# --- Stages -----------------------------------------------------------------------------------------
#: Transition → checks, each (consultation) → what is missing. Read by consultations.stages.stages.
GATES = {
    "submit": [quick_checks_are_explained],
    "open": [both_polls_ask_the_same],
    "publish_findings": [
        nothing_waits_to_be_read,
        authors_had_time_to_appeal,
        notice.panel_had_time_to_object,
        what_counted_counts_again,
        answers_were_read,
        questions_were_decided,
        second_looks_are_answered,
        conversations_are_counted,
    ],
    "complete": [asking_again.the_follow_up_is_over],
}
#: Stage → what else happens as it begins, in the same transaction: (consultation). Read by consultations.stages.stages.
ARRIVALS = {
    Stage.ANNOUNCED: [rules.stand_before_launch],
    Stage.OPEN: [polling.open_first_wave, partial(discussion.open_threads, by=None)],
    # In this order: a session ends when its polls are closed, and what the door left is noted once all is held.
    Stage.ANALYSIS: [polling.close_all, sessions.end_all, newcomers.note_door],
    Stage.COMPLETED: [asking_again.close_when_due],
    Stage.WITHDRAWN: [polling.close_all, sessions.end_all],
}
#: Stage → what follows that need not be waited for: (consultation). Read by consultations.stages.afterwards.
AFTER_ARRIVALS = {Stage.ANALYSIS: [experts_telling.askers_of_unread_are_told]}
#: What is looked at whenever the clock comes round: (consultation). Read by consultations.stages.stages.
BY_CLOCK = [asking_again.close_when_due]
#: Of which consultations it is asked: () → condition. Read by consultations.management.commands.tick.
DUE_BY_CLOCK = [asking_again.is_due]
#: What happens as a pause ends, in the same transaction: (consultation). Read by consultations.stages.stages.
ON_RESUMING = [notice.lengthen, asking_again.lengthen]
#: Who looks after people’s safety is another one now: (consultation). Read by consultations.groups.leading.
ON_NAMING_LEAD = [safeguarding_telling.next_lead_is_told]
#: What is done at every tick: () → what was done, in words. Read by consultations.management.commands.tick.
BY_TICK = [facilitators_are_told, notice.look_again]

#: The kinds of message that people are told. Read by people.outbox.kinds.
OUTBOX_KINDS = [
    *moderation_telling.KINDS,
    *safeguarding_telling.KINDS,
    *experts_telling.KINDS,
    *quiet_telling.KINDS,
    *splitting_telling.KINDS,
    *statements_telling.KINDS,
]

# --- Pages ------------------------------------------------------------------------------------------
#: What a participant can do: (consultation, membership or None) → tasks. Read by consultations.consultation.next_step.
TASKS = [about_my_posts, words_with_the_lead, sheets_to_confirm, polls, conversations, live_sessions]
#: Pages on the list of a consultation's own page. Read by consultations.consultation.next_step.
READING = [YOUR_DISCUSSION, WHAT_WAS_SAID, WHAT_YOU_ANSWERED, YOUR_QUESTIONS]
#: Questions that were taken up and have no answer, and those that others answered and the force did not:
#: ((consultation) → two lists, each with `wording`; the name of the page on which they are asked).
#: Read by consultations.briefing.views.reading.
OPEN_QUESTIONS = [(experts.register, "expert_questions")]
#: Quick checks by the part of the briefing that explains them, with their right answers: (consultation) → by part, each
#: with `question`, `right`, `explanation`. Everybody reads them once the findings are out.
#: Read by consultations.briefing.kept.
CHECKS = [explained.in_parts]
#: Meetings as everybody reads of them: (consultation) → rows. Read by consultations.consultation.views.
MEETINGS = [announcing.public_rows]
#: (group) → why it is not taken out, in words. Read by consultations.groups.groups.
GROUP_STAYS = [announcing.why_group_stays, records.why_group_stays]
#: (group) → why it keeps its name, in words. Read by consultations.groups.groups.
GROUP_KEEPS_ITS_NAME = [announcing.why_name_stays]
#: The page on which a question about a part of the briefing is asked (`?about=`).
#: Read by consultations.briefing.views.reading.
ASK_ABOUT = ["ask_experts"]
#: Where a participant belongs while no task waits: (consultation) → step or None.
#: Read by consultations.consultation.next_step.
TALKING_STEPS = [talk]
#: (Roles, (their standings) → what waits for them). Read by consultations.desk.desk.
DESK_TODOS = [
    ([Role.FACILITATOR], alerts_that_wait),
    ([Role.FACILITATOR], sessions_today),
    ([Role.FACILITATOR], posts_that_wait),
    ([Role.FACILITATOR], posts_that_were_reported),
    ([Role.FACILITATOR, Role.OVERSIGHT], appeals_that_wait),
    ([Role.OVERSIGHT], asked_of_the_panel),
    ([Role.FACILITATOR], quiet_words_to_see),
    ([Role.FACILITATOR], questions_to_sort),
    ([Role.OVERSIGHT], questions_kept_apart),
    ([Role.FACILITATOR], answers_to_read),
    ([Role.FACILITATOR, Role.OVERSIGHT], corrections_to_read),
    ([Role.EXPERT, Role.RESPONDER, Role.OFFICER], questions_to_answer),
    ([Role.FACILITATOR, Role.OVERSIGHT], records_to_confirm),
    ([Role.FACILITATOR], statements_that_wait),
    ([Role.FACILITATOR, Role.OVERSIGHT], second_looks),
    ([Role.FACILITATOR], opinion_to_count),
]
#: (consultation) → figures for its desk. Read by consultations.desk.desk.
DESK_NUMBERS = [posts, open_waves]
#: The rooms on the desk of a consultation, by phase. Read by consultations.desk.links.
DESK_LINKS = [
    DeskLink(PREPARE, "Write the polls", "prepare_polls", (Do.PREPARE_POLLS,)),
    DeskLink(PREPARE, "House rules", "edit_rules", (Do.SET_RULES,)),
    DeskLink(PREPARE, "Help near here", "edit_help", (Do.SET_LOCAL_HELP,)),
    DeskLink(PREPARE, "Names that hold a post", "list_names", (Do.LIST_NAMES, Do.READ_LISTED_NAMES)),
    DeskLink(OPEN, "Polls", "polls", (Do.RUN_WAVES,)),
    DeskLink(OPEN, "Statements", "conversations", (Do.RUN_CONVERSATION, Do.DECIDE_STATEMENT_AGAIN)),
    DeskLink(OPEN, "Discussion", "discussion", (Do.READ_CLOSED_THREADS,)),
    DeskLink(OPEN, "Questions to experts", "expert_questions", (Do.SORT_QUESTIONS, Do.ANSWER_QUESTIONS)),
    DeskLink(OPEN, "Records of meetings", "records", (Do.IMPORT_RECORD, Do.CONFIRM_RECORD)),
    DeskLink(OPEN, "Moderation", "moderation", (Do.MODERATE,)),
    DeskLink(OPEN, "People’s safety", "safety_alerts", (Do.SAFEGUARD,)),
    DeskLink(OPEN, "Said to the facilitators alone", "quiet_words", (Do.HEAR_QUIETLY,)),
    DeskLink(OPEN, "Appeals", "appeals", (Do.DECIDE_APPEAL,)),
    DeskLink(OPEN, "Sessions", "sessions", (Do.PLAN_SESSION, Do.RUN_SESSION)),
]
#: Length of a typed code → name of the page it belongs to. Read by consultations.joining.typed_codes.
TYPED_CODES = {SESSION_SIGNS: "live"}

#: Pattern of a path that takes a file → the most bytes. Read by people.requests.uploads.
UPLOADS = {r"/consultations/[-\w]+/records/(?:send|conversation)/": drafts.LARGEST}
#: Of those, the ones that take a handful of files at once. Read by people.requests.uploads.
SEVERAL_FILES = [r"/consultations/[-\w]+/records/conversation/"]

#: People whose words came in a recorded meeting: (consultation) → their standings' keys.
#: Read by consultations.consultation.people.
BROUGHT_IN = [rooms.brought_in]
#: Of them, those whose record nobody has confirmed: (consultation) → their standings' keys.
#: Read by consultations.consultation.people.
NOT_COUNTED_YET = [confirming_records.people_who_wait]

# --- Live pages -------------------------------------------------------------------------------------
#: Who may listen: (scope of a socket or stream) → a pass or None. Read by deliberation.live.presence.
LIVE_ADMITS = [admission.admit, discussion_admission.admit]
#: What a phone shows now: (key of a session) → HTML. Read by deliberation.live.messages.
LIVE_FRAGMENTS = [board.fragment]

#: What an alert for the lead is about, where it has no column of its own → (alert) → the page with the words, or "".
#: Read by deliberation.safeguarding.words.
SAFETY_WORDS = {
    SafetyAlert.About.APPEAL: at_risk.appeal_of,
    SafetyAlert.About.REPORT: at_risk.report_of,
    SafetyAlert.About.POLL: poll_words_at_risk.own_words_of,
}

# --- What is held about people ----------------------------------------------------------------------
#: Published texts whose fingerprints the record holds: their kinds → () → texts. Read by audit.texts.
PUBLISHED = {
    ("poll",): polls_published.published,
    ("expert answer", "expert correction"): experts_published.published,
}
#: What happens when somebody leaves, in the same transaction: (membership). Each has its step in ERASING, which takes
#: everything of an account at once: a test compares the two. Read by consultations.joining.joining.
ON_LEAVING = [
    discussion.hide_all_of,
    poll_comments_privacy.forget,
    concerns.all_taken_back,
    discussion_privacy.forget_marks,
    floor.forget,
    statements.forget_all_of,
    experts_privacy.forget,
    quiet_privacy.forget,
]
#: (group) → whether it is recorded, so that people are asked. Read by consultations.joining.consents.
IS_RECORDED = [entry.is_recorded]
#: What is emptied as ballots are cut loose, because nobody could find it again: (consultation).
#: Read by consultations.privacy.unlinking.
ON_CUTTING = [
    session_words.keep_why,
    poll_comments_privacy.at_the_cut,
    polls_privacy.own_words,
    numbers_of_sheets,
    forget_crowds,
]
#: Until when people who took part are still asked something, so that their accounts stay: (consultation) → moment or
#: None. Read by consultations.privacy.periods.
ASKED_UNTIL = [asking_again.asked_until]
#: What only the link to ballots tells, kept as that goes: (consultation) → {key: table as JSON}.
#: Read by consultations.privacy.totals.
COUNTED_BY_LINK = [taking_part.counted_by_link]
#: What happens as a consent is taken back, in the same transaction: (membership, item) → words.
#: Read by consultations.joining.consents.
ON_TAKING_BACK = [poll_comments_privacy.no_quotes]
#: Tables made from answers about oneself, kept as the answers go: (consultation) → {key: table as JSON}.
#: Read by consultations.privacy.totals.
TABLES_TO_KEEP = [ages_to_keep]
#: What “My data” shows. Read by people.privacy.registry.
MY_DATA = [
    *polls_privacy.SHOWN,
    *discussion_privacy.SHOWN,
    *statements_privacy.SHOWN,
    *sessions_privacy.SHOWN,
    *moderation_privacy.SHOWN,
    *safeguarding_privacy.SHOWN,
    *experts_privacy.SHOWN,
    *quiet_privacy.SHOWN,
]
#: (Order, what goes when an account is erased); later apps have small numbers. Read by people.privacy.registry.
ERASING = [
    (19, safeguarding_privacy.erase),
    (19, moderation_privacy.reports_of_ones_posts),
    (20, moderation_privacy.concerns_raised),
    (20, discussion_privacy.words),
    (20, discussion_privacy.marks),
    (20, polls_privacy.open_answers_of),
    (20, poll_comments_privacy.erase),
    (20, polls_privacy.own_words_of),
    (20, statements_privacy.statement_words),
    (20, experts_privacy.forget_user),
    (20, quiet_privacy.forget_user),
    (21, sessions_privacy.left_the_room),
]
#: Tables that MY_DATA shows and ERASING empties; any other is shown and deleted whole. Read by people.privacy.registry.
COVERED = [
    Appeal, Ballot, Concern, Contribution, ExpertAnswer, Hand, ModerationDecision, PauseSignal, PrivateMessage,
    QuestionSupport, QuietWord, ReadingMark, SafetyAlert, Seat, SplitProposal, Statement,
    StatementDecision,
]  # fmt: skip
#: What erasing an account would do: (user) → (what goes, what stays), in sentences. Read by people.privacy.my_data.
ERASING_TOLD = [discussion_privacy.what_goes, experts_privacy.what_goes]
#: Until when things are kept. Read by people.privacy.retention.
RETENTION = [
    *discussion_privacy.KEPT,
    *polls_privacy.KEPT,
    *moderation_privacy.KEPT,
    *safeguarding_privacy.KEPT,
    *rules_privacy.KEPT,
    *statements_privacy.KEPT,
    *sessions_privacy.KEPT,
    *importing_privacy.KEPT,
    *experts_privacy.KEPT,
    *quiet_privacy.KEPT,
]
#: Somebody came to the door of a consultation, or was let in: (consultation). Read by consultations.joining.coming.
DOOR_MOVED = [publish.door_moved]
#: What is added to one’s own posts that others cannot see: (posts). Read by deliberation.discussion.thread_page.
MARK_OWN_POSTS = [unread.mark]
#: What is settled as an author withdraws a post, at once: (post). Read by deliberation.discussion.discussion.
ON_WITHDRAWING_A_POST = [concerns.taken_back]
#: What follows a decision about a post, in its transaction: (decision). Read by deliberation.moderation.moderation.
ON_DECIDING_ABOUT_A_POST = [words_out.record_waits_again]
#: Why a poll is not closed by hand yet: (wave) → a sentence, or nothing. Read by deliberation.polls.polling.
WHY_STAYS_OPEN = [statements.why_stays_open]
#: What is settled as a poll closes, before it is counted: (wave). Read by deliberation.polls.polling.
BEFORE_COUNTING = [confirming.settle, statements_telling.authors_of_unread_are_told]
