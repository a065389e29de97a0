"""What consultations hang into people, and their later rooms into earlier ones. Read by name: audit/wiring.py."""

from consultations import signed_texts as briefing_published
from consultations import term_changes
from consultations.access import Do, holds_a_staff_role, is_or_was_a_resident
from consultations.briefing import of_entry, sent
from consultations.briefing.gates import (
    briefing_comes_back,
    briefing_goes_to_the_panel,
    briefing_is_approved,
    briefing_is_complete,
    public_briefing_is_complete,
    warnings_about_the_briefing,
)
from consultations.changes import published as changes_published
from consultations.consultation.next_step import Page, StaffStep, is_participant
from consultations.desk.links import AFTERWARDS, PREPARE, DeskLink
from consultations.facts import beside
from consultations.facts.desk import (
    facts_said_since,
    facts_to_accept,
    facts_to_answer,
    facts_to_leave_out,
    facts_to_reply_to,
    facts_to_take_out,
)
from consultations.groups import appointing, falling_short, seats
from consultations.groups import privacy as offers_privacy
from consultations.groups.desk import (
    duty_to_accept,
    for_administrators,
    has_to_accept,
    people_by_group,
    seats_to_look_at,
)
from consultations.groups.gates import (
    notice_was_given,
    officer_has_accepted,
    people_are_in_place,
    warn_of_short_time,
)
from consultations.home.home import asked_to_answered
from consultations.joining import consents, joining
from consultations.models import (
    Consent,
    Membership,
    ParticipantProfile,
    ParticipationToken,
    Role,
    Stage,
    TokenLink,
)
from consultations.models.terms import Asked
from consultations.newcomers import newcomers
from consultations.newcomers.newcomers import people_at_the_door
from consultations.notifications import notifications, restored
from consultations.privacy import erasing, my_data, retention
from consultations.record import public_record
from consultations.register import signed
from consultations.review import looking_again
from consultations.review import published as review_published
from consultations.review.desk import briefings_to_sign, comments_to_answer
from consultations.review.gates import panel_has_signed, terms_are_signed
from consultations.setup.gates import facts_are_there, technology_has_uses, warn_of_use
from consultations.stages import closing_early, held, places, stages
from consultations.starters import freshness
from consultations.terms import terms
from consultations.topic_guide import topic_guide
from consultations.topic_guide.gates import topic_guide_is_there
from consultations.translations import published as translations_published
from consultations.translations.desk import translations_to_read, translations_to_renew
from consultations.withdrawing import held as withdrawal_held
from consultations.withdrawing import withdrawing
from consultations.withdrawing.desk import withdrawals_to_decide
from people.guests import guests

_BASICS = [facts_are_there, officer_has_accepted, technology_has_uses, topic_guide_is_there]
_PACK = [*_BASICS, briefing_is_complete]

# --- Who is where (people) --------------------------------------------------------------------------
#: Further ways of being staff, who take a second step: (user) → bool. Read by people.signin.second_factor.
STAFF_TESTS = [holds_a_staff_role]
#: Whether an account is or was a resident’s, which gets no power: (user) → bool. Read by people.accounts.powers.
RESIDENT_TESTS = [is_or_was_a_resident]
#: Further pages that staff see before their second step, by name. Read by people.signin.middleware.
BEFORE_SECOND_STEP = ["demo"]
#: What a page is to people → its name. Read by people.context.
PAGES = {
    "front": "home",
    "guests_own": "my_place",
    "staffs_own": "desk",
    "our_data": "data_card",
    "technologies": "technologies",
}

#: When time alone changes public pages: (now) → the last such moment and the next. Read by people.requests.everybodys.
MOMENTS = [places.moments]
#: Conditions on the record: acts of participants and about one, by which no public page becomes new.
#: Read by people.requests.everybodys.
COUNTED_ACTS = [public_record.COUNTED]

#: What people are asked, which the panel signs as part of the terms: name → Asked. Read by consultations.models.terms.
TERMS = {
    "entries": Asked("What each technology is, and is used for", signed.of_consultation, signed.said, stays=False),
    "topic_guide": Asked("Topic guide", topic_guide.of_consultation, topic_guide.said),
}

# --- The briefing -------------------------------------------------------------------------------------
#: Pattern of a path that takes a file → the most bytes. Read by people.requests.uploads.
UPLOADS = {r"/consultations/[-\w]+/briefing/(?:import|transparency-record/import|deployments)/": sent.LARGEST}

# --- The register -------------------------------------------------------------------------------------
#: Sections on the page of a technology: (technology, key of the page) → its template and what it needs, or None.
#: Read by consultations.register.views.
CAME_OF = [of_entry.local_figures]
#: Rows of two entries side by side: (entry) → name of the row → what is told. Read by consultations.register.comparing.
COMPARED = [of_entry.kept_and_cost]
#: (text under way) → the days of a starter’s law that was to be read anew, or None.
#: Read by consultations.briefing.gates.
OLD_LAW = [freshness.not_read_since]

# --- Stages -----------------------------------------------------------------------------------------
#: Transition → checks, each (consultation) → what is missing. Read by consultations.stages.stages.
GATES = {
    "submit": [*_PACK, warn_of_use, warn_of_short_time, warnings_about_the_briefing],
    "announce": [*_PACK, panel_has_signed, warn_of_short_time],
    "open": [*_BASICS, public_briefing_is_complete, terms_are_signed, notice_was_given, people_are_in_place],
    "close_early": [closing_early.two_agree],
}
#: One of the panel would close it early, and another has to agree: (consultation, member).
#: Read by consultations.stages.closing_early.
ON_ASKING_TO_CLOSE = [notifications.closing_early_is_asked]
#: That one no longer would: (consultation, member). Read by consultations.stages.closing_early.
ON_NO_LONGER_CLOSING = [notifications.closing_early_is_taken_back]
#: Stage → what else happens as it begins, in the same transaction: (consultation). Read by consultations.stages.stages.
ARRIVALS = {
    Stage.DRAFT: [briefing_comes_back],
    Stage.IN_REVIEW: [briefing_goes_to_the_panel],
    Stage.ANNOUNCED: [briefing_is_approved],
    Stage.OPEN: [terms.fix],
    Stage.ANALYSIS: [newcomers.close_door],
    Stage.FINDINGS_PUBLISHED: [withdrawing.lapse],
    Stage.WITHDRAWN: [newcomers.send_away],
}
#: The same, but nothing to wait for: done by the worker. Read by consultations.stages.afterwards.
AFTER_ARRIVALS = {
    Stage.IN_REVIEW: [notifications.to_review, notifications.gate_passed],
    Stage.ANNOUNCED: [notifications.gate_passed],
    Stage.OPEN: [notifications.gate_passed],
    Stage.ANALYSIS: [notifications.gate_passed],
    Stage.FINDINGS_PUBLISHED: [notifications.gate_passed],
    Stage.RESPONSE_PUBLISHED: [notifications.gate_passed],
    Stage.COMPLETED: [notifications.gate_passed],
    Stage.WITHDRAWN: [withdrawing.tell_staff_and_subscribers],
}

#: It is paused, by one of the panel: (consultation, member). Read by consultations.stages.stages.
ON_PAUSING = [notifications.paused_by]
#: What happens as a pause ends, in the same transaction: (consultation). Read by consultations.stages.stages.
ON_RESUMING = [beside.lengthen]
#: What is done at every tick: () → what was done, in words. Read by consultations.management.commands.tick.
BY_TICK = [
    notifications.newcomers_wait,
    seats.seat_when_due,
    withdrawing.withdraw_when_due,
    restored.tell_of_restore,
    looking_again.remind,
]

# --- Telling people ---------------------------------------------------------------------------------
#: The kinds of message that people are told. Read by people.outbox.kinds.
OUTBOX_KINDS = [*notifications.KINDS, falling_short.KIND]
#: What somebody can ask to be told of without taking part: (number) → (title, link), or None.
#: Read by people.outbox.subscribing.
SUBSCRIBABLE = {
    "consultation": notifications.consultation,
    "technology": notifications.technology,
    "force": notifications.force,
    "area": notifications.area,
}

# --- Pages ------------------------------------------------------------------------------------------
#: Stations of the loop on the front page: () → steps. Read by consultations.home.home.
HOME_LOOP = [asked_to_answered]
#: Pages on the list of a consultation's own page. Read by consultations.consultation.next_step.
READING = [
    Page("Read the briefing", "briefing", "One minute, or as long as you like", 20, lambda c, member: True),
    Page(
        "Your part",
        "my_part",
        "Your name here, what you agreed to, and how to leave",
        90,
        lambda c, member: is_participant(member),
    ),
]
_ACCEPT = StaffStep(
    "You are named to answer for the force", "accept_duty", "Read what you would accept", waits=has_to_accept
)
_ASKED = StaffStep("You asked to withdraw this", "withdrawal", "See where it stands", waits=withdrawing.is_asked)
_DECIDE = StaffStep(
    "The police ask to withdraw this", "withdrawal", "Read why, and decide", waits=withdrawing.is_to_decide
)
#: (Role, stage) → the big button of staff there. Read by consultations.consultation.next_step.
STAFF_STEPS = {
    (Role.EXPERT, Stage.DRAFT): StaffStep("The briefing is being written", "edit_briefing", "Work on the briefing"),
    (Role.OVERSIGHT, Stage.IN_REVIEW): StaffStep("The briefing waits for the panel", "review", "Review the briefing"),
    (Role.OFFICER, Stage.ANNOUNCED): _ACCEPT,
    (Role.OFFICER, Stage.OPEN): _ASKED,
    (Role.OFFICER, Stage.ANALYSIS): _ASKED,
    **{(Role.OVERSIGHT, stage): _DECIDE for stage in stages.WITHDRAWABLE},
    (Role.OFFICER, Stage.DRAFT): _ACCEPT,
    (Role.OFFICER, Stage.IN_REVIEW): _ACCEPT,
}
#: What waits for administrators: () → todos. Read by consultations.desk.views.
ADMINISTRATORS_TODOS = [for_administrators]
#: (Roles, (their standings) → what waits for them). Read by consultations.desk.desk.
DESK_TODOS = [
    ([Role.OFFICER], duty_to_accept),
    ([Role.OVERSIGHT], briefings_to_sign),
    ([Role.OVERSIGHT], withdrawals_to_decide),
    ([Role.FACILITATOR, Role.OFFICER, Role.OVERSIGHT], seats_to_look_at),
    ([Role.FACILITATOR, Role.EXPERT], comments_to_answer),
    ([Role.RESPONDER, Role.OFFICER], facts_to_answer),
    ([Role.RESPONDER, Role.OFFICER], facts_to_reply_to),
    ([Role.OVERSIGHT], facts_to_leave_out),
    ([Role.OVERSIGHT], facts_to_take_out),
    ([Role.FACILITATOR, Role.EXPERT], facts_to_accept),
    ([Role.FACILITATOR], facts_said_since),
    ([Role.FACILITATOR], looking_again.briefings_to_check),
    ([Role.FACILITATOR, Role.EXPERT, Role.OVERSIGHT], translations_to_read),
    ([Role.FACILITATOR, Role.EXPERT], translations_to_renew),
    ([Role.FACILITATOR], people_at_the_door),
]
#: (consultation) → figures for its desk. Read by consultations.desk.desk.
DESK_NUMBERS = [people_by_group]
#: The rooms on the desk of a consultation, by phase. Read by consultations.desk.links.
DESK_LINKS = [
    DeskLink(PREPARE, "Setup", "setup", (Do.SET_UP,)),
    DeskLink(PREPARE, "Topic guide", "topic_guide", (Do.SET_UP,)),
    DeskLink(PREPARE, "Briefing", "edit_briefing", (Do.EDIT_BRIEFING,)),
    DeskLink(PREPARE, "Facts asked of the force", "facts", (Do.SEE_FACTS,)),
    DeskLink(PREPARE, "Accept the duty to answer", "accept_duty", (Do.ACCEPT_DUTY,)),
    DeskLink(PREPARE, "Who answers", "answering", (Do.SEE_WHO_ANSWERS,)),
    DeskLink(PREPARE, "Panel review", "review", (Do.EDIT_BRIEFING, Do.COMMENT_ON_BRIEFING)),
    DeskLink(PREPARE, "People", "people", (Do.SEE_PEOPLE,)),
    DeskLink(PREPARE, "Groups and invitations", "groups", (Do.INVITE,)),
    DeskLink(AFTERWARDS, "Changes since people were asked", "changes", (Do.SEE_CHANGES,)),
    DeskLink(AFTERWARDS, "A request to withdraw it", "withdrawal", (Do.ASK_TO_WITHDRAW, Do.DECIDE_WITHDRAWAL)),
    DeskLink(AFTERWARDS, "Record", "public_record", (Do.READ_RECORD,)),
]
#: Length of a typed code → name of the page it belongs to. Read by consultations.joining.typed_codes.
TYPED_CODES = {guests.CODE_LENGTH: "come_back"}

#: What happens as a public date is moved: (consultation, name of the term, old, new).
#: Read by consultations.stages.moving_dates.
ON_DATE_MOVED = [notifications.date_moved]

#: Published texts whose fingerprints the record holds: their kinds → () → texts. Read by audit.texts.
PUBLISHED = {
    ("briefing",): briefing_published.published,
    ("signature",): review_published.published,
    ("translation",): translations_published.published,
    ("change of terms",): term_changes.published,
    ("change", "words beside a change"): changes_published.published,
}
#: What people read and no fingerprint holds: () → what differs from the record, in sentences. Read by audit.texts.
HELD = [term_changes.differences, held.differences, withdrawal_held.differences]

# --- What is held about people ----------------------------------------------------------------------
#: What taking a consent back would do: (membership, item) → words. Read by consultations.joining.consents.
BEFORE_TAKING_BACK = [erasing.what_other_consents_do]
#: What happens when it is taken back, in the same transaction: (membership, item) → words.
#: Read by consultations.joining.consents.
ON_TAKING_BACK = [erasing.what_other_consents_did]
#: Kind of line in the erasure ledger → (line) → whether there was anything to do again. Read by people.privacy.ledger.
CARRIED_OUT_AGAIN = {
    erasing.CUT: erasing.cut_again,
    erasing.CUT_LATER: erasing.cut_later_again,
    joining.LEFT: joining.leave_again,
    consents.TAKEN_BACK: consents.take_back_again,
}
#: What “My data” shows. Read by people.privacy.registry.
MY_DATA = [*my_data.SHOWN, *offers_privacy.SHOWN]
#: (Order, what goes when an account is erased); later apps have small numbers. Read by people.privacy.registry.
ERASING = [
    (1, erasing.remember),
    (27, newcomers.erase),
    (28, erasing.roles),
    (29, offers_privacy.erase),
    (30, erasing.places),
]
#: Tables that MY_DATA shows and ERASING empties; any other is shown and deleted whole. Read by people.privacy.registry.
COVERED = [Membership, Consent, TokenLink, ParticipationToken, ParticipantProfile]
#: What ends as an administrator closes an account: (user, administrator). Read by people.accounts.administration.
ON_CLOSING_ACCOUNT = [appointing.end_with_account]
#: (user) → whether they acted in public, so that their name stays. Read by people.privacy.erasing.
ACTED_IN_PUBLIC = [erasing.holds_a_staff_role, erasing.gave_roles]
#: (user) → why the person cannot erase the account yet, or nothing. Read by people.privacy.erasing.
NOT_ERASED_YET = [erasing.still_answers]
#: What erasing an account would do: (user) → (what goes, what stays), in sentences. Read by people.privacy.my_data.
ERASING_TOLD = [erasing.what_goes]
#: (user) → whether their votes can still be found, so that they may choose. Read by people.privacy.my_data.
VOTES_CAN_GO = [erasing.votes_can_be_found]
#: Until when things are kept. Read by people.privacy.retention.
RETENTION = [*retention.KEPT, *offers_privacy.KEPT]
