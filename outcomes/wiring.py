"""What outcomes hang into earlier apps. Read by name: audit/wiring.py."""

from consultations.access import Do
from consultations.consultation.next_step import StaffStep
from consultations.desk.links import AFTERWARDS, ANALYSE, ANSWER, DeskLink
from consultations.models import Role, Stage
from deliberation.models import SafetyAlert
from outcomes import signing
from outcomes.answers import found_by
from outcomes.answers import privacy as answers_privacy
from outcomes.answers import published as answers_published
from outcomes.answers.deciding import claims_were_looked_at, nothing_is_left_open
from outcomes.answers.desk import answer_due, assigned, decisions_due, to_look_at, to_review
from outcomes.answers.gates import (
    every_recommendation_is_answered,
    open_the_response_workspace,
    the_answer_is_signed,
)
from outcomes.answers.tasks import READ_THE_ANSWER
from outcomes.answers.tasks import is_there as answer_is_there
from outcomes.answers.tasks import read as read_the_answer
from outcomes.coding import coding, refi, set_aside
from outcomes.coding import privacy as coding_privacy
from outcomes.coding.desk import quotes_to_check
from outcomes.coding.gates import everything_is_coded, withdrawal_window_is_over
from outcomes.coding.tasks import code_what_was_said
from outcomes.dossier import privacy as dossier_privacy
from outcomes.easy_read import published as easy_read_published
from outcomes.easy_read.desk import easy_words_to_read
from outcomes.findings import at_risk as comments_at_risk
from outcomes.findings import awaiting_panel, merging, wording
from outcomes.findings import privacy as findings_privacy
from outcomes.findings import published as findings_published
from outcomes.findings.desk import facts_to_check, findings_due, labels_to_answer, statement_to_add
from outcomes.findings.gates import (
    draft_was_checked,
    findings_are_complete,
    oversight_has_spoken,
    quotes_may_be_printed,
    recommendations_are_worded,
    report_is_worded,
    warnings,
)
from outcomes.findings.tasks import check_the_draft
from outcomes.models import FactualComment, VerdictRoll
from outcomes.news import news
from outcomes.notifications import events, reminders
from outcomes.printing import printing
from outcomes.promises import paused
from outcomes.promises.desk import promises_due, promises_to_verify
from outcomes.promises.front import kept_or_late, on_a_card, promises_kept_and_late
from outcomes.promises.gates import a_promise_is_open_again, every_promise_is_settled, the_day_after
from outcomes.promises.tasks import FOLLOW_THE_PROMISES, are_made, where_they_are_followed
from outcomes.recommendations.gates import something_is_asked_for
from outcomes.report import bundles, by_link, conditions, errata, paper, versions
from outcomes.report import privacy as report_privacy
from outcomes.report import published as report_published
from outcomes.report.gates import publish, report_is_written
from outcomes.report.participation import composition_to_keep
from outcomes.report.tasks import READ_THE_REPORT
from outcomes.report.tasks import is_out as report_is_out
from outcomes.report.tasks import read as read_the_report
from outcomes.scorecards import came_of, late_since, scorecard
from outcomes.summaries.desk import paper_of, paper_of_poll, workbook_of, workbook_of_poll
from outcomes.verdicts import at_risk as reasons_at_risk
from outcomes.verdicts import held as verdict_held
from outcomes.verdicts import privacy as verdict_privacy
from outcomes.verdicts import published as verdict_published
from outcomes.verdicts import reasons as verdict_reasons
from outcomes.verdicts import verdicts, words_out
from outcomes.verdicts.desk import (
    reasons_left_unread,
    reasons_left_unsettled,
    reasons_to_read,
    reasons_to_settle,
    words_to_settle,
)
from outcomes.verdicts.tasks import READ_THE_VERDICT, say_what_you_think

# --- Stages -----------------------------------------------------------------------------------------
#: Transition → checks, each (consultation) → what is missing. Read by consultations.stages.stages.
GATES = {
    "publish_findings": [
        withdrawal_window_is_over,
        everything_is_coded,
        report_is_written,
        report_is_worded,
        findings_are_complete,
        quotes_may_be_printed,
        something_is_asked_for,
        recommendations_are_worded,
        draft_was_checked,
        oversight_has_spoken,
        warnings,
    ],
    "publish_response": [every_recommendation_is_answered, the_answer_is_signed],
    "follow_up": [the_day_after],
    "complete": [
        every_promise_is_settled,
        nothing_is_left_open,
        claims_were_looked_at,
        verdicts.the_verdict_is_in,
        verdict_reasons.every_reason_was_read,
        words_out.every_cut_was_read,
    ],
    "reopen": [a_promise_is_open_again],
}
#: Stage → what else happens as it begins, in the same transaction: (consultation). Read by consultations.stages.stages.
ARRIVALS = {
    Stage.FINDINGS_PUBLISHED: [news.findings_are_out, open_the_response_workspace, publish, paper.publish],
    Stage.RESPONSE_PUBLISHED: [news.police_have_answered, paper.refresh],
    Stage.WITHDRAWN: [news.it_was_withdrawn],
}
#: The same, but nothing to wait for: done by the worker. Read by consultations.stages.afterwards.
AFTER_ARRIVALS = {
    Stage.FINDINGS_PUBLISHED: [news.is_new_in, events.findings_are_out],
    Stage.WITHDRAWN: [news.is_new_in],
    Stage.RESPONSE_PUBLISHED: [
        verdicts.open_the_roll,
        signing.tell_the_officer,
        news.is_new_in,
        events.police_have_answered,
    ],
}
#: What is done at every tick, over all consultations: () → what was done, in words.
#: Read by consultations.management.commands.tick.
BY_TICK = [
    awaiting_panel.by_tick,
    reminders.by_tick,
    news.send,
    verdicts.by_tick,
    verdict_reasons.tell_panel,
    verdict_reasons.tell_again,
    words_out.tell_again,
    verdict_reasons.end_disputes,
    versions.take_out_what_is_due,
    paper.catch_up,
]
#: What is carried over where one person had two places: (the one that goes, the one that stays).
#: Read by consultations.joining.claiming.
ON_MERGING = [verdicts.spoke_in_either]
#: What happens as a pause ends, in the same transaction: (consultation). Read by consultations.stages.stages.
ON_RESUMING = [verdicts.lengthen, paused.note, news.lengthen]
#: What else is held against the record: () → what differs, in sentences. Read by audit.texts.
HELD = [verdict_held.differences]
#: The kinds of message that people are told. Read by people.outbox.kinds.
OUTBOX_KINDS = [news.KIND]
#: What happens when a change of a technology is said: (change). Read by consultations.changes.changes.
ON_CHANGE_SAID = [news.technology_has_changed]
#: The same, when it is taken back. Read by consultations.changes.changes.
ON_CHANGE_TAKEN_BACK = [news.technology_had_not_changed]

#: What merging two themes would change beyond the codes: (theme, into) → sentences. Read by outcomes.coding.merging.
BEFORE_THEMES_MERGE = [merging.tells]

#: Published texts whose fingerprints the record holds: their kinds → () → texts. Read by audit.texts.
PUBLISHED = {
    ("report", "erratum"): report_published.published,
    ("police comments", "panel statement"): findings_published.published,
    (bundles.KIND,): bundles.published,
    (easy_read_published.KIND,): easy_read_published.published,
    (
        "answer",
        "promise",
        "standing",
        "left open",
        "decision",
        "answer erratum",
        "other evidence",
        "looks",
    ): answers_published.published,
    ("verdict", "reply"): verdict_published.published,
}
#: What happens as an answer is signed, in the same transaction: (response, member, answers).
#: Read by outcomes.answers.responses.
ON_SIGNING = [answers_published.signed]
#: What happens when a published report has a new dated version, after its transaction: (report).
#: Read by outcomes.report.versions.
ON_NEW_VERSION = [paper.of_new_version]

#: Beside the draft of an answer: (consultation) → what people chose of the conditions, the most chosen first.
#: Read by outcomes.answers.views.drafting.
CONDITIONS = [conditions.ranked]

# --- Pages ------------------------------------------------------------------------------------------
#: Words by which a consultation is found, beside its title and question: (words) → keys of consultations.
#: Read by consultations.archive.archive.
FOUND_BY = [found_by.recommendations, found_by.answers, found_by.promises]
#: What a page is to people → its name. Read by people.context.
PAGES = {"overdue": "overdue"}
#: Name → () → a section of the front page, or None. Read by consultations.home.home.
HOME_SECTIONS = {"promises": promises_kept_and_late}
#: Stations of the loop on the front page: () → steps. Read by consultations.home.home.
HOME_LOOP = [kept_or_late]
#: (consultation) → sentences on its card for other sites. Read by consultations.sharing.embedded.
CARD_LINES = [on_a_card]
#: (force) → a section of its page. Read by consultations.forces.views.
FORCE_SECTIONS = [scorecard.section]
#: (technology, the key its last page ended with) → a section of its page, or None.
#: Read by consultations.register.views.
CAME_OF = [came_of.technology]
#: What a participant can do: (consultation, membership or None) → tasks. Read by consultations.consultation.next_step.
TASKS = [check_the_draft, say_what_you_think]
#: (consultations) → by their keys, what is or was late of what their answer left to be done.
#: Read by consultations.stages.late_since.
LATE_SINCE = [late_since.of]
#: Pages on the list of a consultation's own page. Read by consultations.consultation.next_step.
READING = [READ_THE_REPORT, READ_THE_ANSWER, FOLLOW_THE_PROMISES, READ_THE_VERDICT]
#: What there is to read where nothing is to be done: (consultation) → step or None, the first counts.
#: Read by consultations.consultation.next_step.
READING_STEPS = [read_the_answer, read_the_report]
_DUE, _TRACKED = "The answer is due", "Promises are being tracked"
#: (Role, stage) → the big button of staff there. Read by consultations.consultation.next_step.
STAFF_STEPS = {
    (Role.OFFICER, Stage.FINDINGS_PUBLISHED): StaffStep(_DUE, "response", "Write the answer"),
    (Role.RESPONDER, Stage.FINDINGS_PUBLISHED): StaffStep(_DUE, "response", "Draft the answer"),
    (Role.LEGAL, Stage.FINDINGS_PUBLISHED): StaffStep(_DUE, "response", "Read the draft answer"),
    (Role.OFFICER, Stage.FOLLOW_UP): StaffStep(_TRACKED, "promises", "Report progress"),
    (Role.RESPONDER, Stage.FOLLOW_UP): StaffStep(_TRACKED, "promises", "Report progress"),
    (Role.OVERSIGHT, Stage.FOLLOW_UP): StaffStep(_TRACKED, "promises", "Check the promises"),
}
#: (Label, name of a page, (consultation) → whether it is there): what came of it. Read by consultations.register.views.
WHAT_CAME = [
    ("Report", "report", report_is_out),
    ("Police answer", "answer", answer_is_there),
    ("Promises", "promises", are_made),
]
#: (Roles, (their standings) → what waits for them). Read by consultations.desk.desk.
DESK_TODOS = [
    ([Role.OFFICER, Role.RESPONDER], answer_due),
    ([Role.OFFICER, Role.RESPONDER], assigned),
    ([Role.LEGAL], to_review),
    ([Role.OFFICER], decisions_due),
    ([Role.FACILITATOR], findings_due),
    ([Role.OFFICER, Role.RESPONDER], facts_to_check),
    ([Role.OVERSIGHT], statement_to_add),
    ([Role.OVERSIGHT], labels_to_answer),
    ([Role.OVERSIGHT], errata.to_be_read),
    ([Role.OVERSIGHT, Role.FACILITATOR], errata.to_be_agreed),
    ([Role.OVERSIGHT, Role.FACILITATOR], easy_words_to_read),
    ([Role.OVERSIGHT, Role.FACILITATOR], quotes_to_check),
    ([Role.OVERSIGHT, Role.FACILITATOR], set_aside.to_look_at),
    ([Role.OVERSIGHT, Role.FACILITATOR], set_aside.dropped_to_look_at),
    ([Role.OFFICER, Role.RESPONDER], promises_due),
    ([Role.OVERSIGHT], promises_to_verify),
    ([Role.OVERSIGHT], to_look_at),
    ([Role.FACILITATOR], reasons_to_read),
    ([Role.OVERSIGHT], reasons_to_settle),
    ([Role.OVERSIGHT], reasons_left_unread),
    ([Role.FACILITATOR], reasons_left_unsettled),
    ([Role.OVERSIGHT], words_to_settle),
]
#: The rooms on the desk of a consultation, by phase. Read by consultations.desk.links.
DESK_LINKS = [
    DeskLink(ANALYSE, "Coding", "coding", (Do.READ_CODING,)),
    DeskLink(ANALYSE, "Themes", "themes", (Do.READ_CODING,)),
    DeskLink(ANALYSE, "What was set aside", "set_aside", (Do.CHECK_SET_ASIDE,)),
    DeskLink(ANALYSE, "Check quotes", "check_quotes", (Do.CHECK_QUOTE,)),
    DeskLink(ANALYSE, "Findings", "findings", (Do.WRITE_FINDINGS,)),
    DeskLink(ANALYSE, "Recommendations", "recommendations", (Do.WRITE_FINDINGS,)),
    DeskLink(ANALYSE, "The report’s own words", "report_text", (Do.WRITE_FINDINGS,)),
    DeskLink(ANALYSE, "Check the draft findings", "check_findings", (Do.COMMENT_ON_FINDINGS,)),
    DeskLink(ANALYSE, "Correct the published report", "correct_report", (Do.CORRECT_REPORT, Do.AGREE_TO_CORRECTION)),
    DeskLink(ANALYSE, "The report in easy words", "easy_read", (Do.WRITE_EASY_READ, Do.CHECK_EASY_READ)),
    DeskLink(ANALYSE, "Labels above the coding", "higher_labels", (Do.AGREE_TO_LABEL,)),
    DeskLink(ANALYSE, "The panel’s statement", "statement", (Do.ADD_OVERSIGHT_STATEMENT,)),
    DeskLink(ANSWER, "Write the answer", "response", (Do.DRAFT_RESPONSE,)),
    DeskLink(ANSWER, "Sign the answer", "sign", (Do.SIGN_RESPONSE,)),
    DeskLink(ANSWER, "Correct the signed answer", "correct_answer", (Do.CORRECT_ANSWER,)),
    DeskLink(ANSWER, "Read what residents say of the answer", "verdict_reasons", (Do.READ_VERDICT_REASONS,)),
    DeskLink(ANSWER, "Reasons a facilitator would leave out", "verdict_reasons", (Do.AGREE_TO_LEAVE_OUT,)),
    DeskLink(ANSWER, "Reply to the residents’ verdict", "reply_to_verdict", (Do.REPLY_TO_VERDICT,)),
    DeskLink(AFTERWARDS, "The whole file", "dossier", (Do.GET_WHOLE_FILE,)),
    DeskLink(ANSWER, "Promises", "promises", (Do.REPORT_PROGRESS, Do.VERIFY_PROMISE)),
]
#: Step of the lifecycle → name of the page where there is more to do for it than to press a button.
#: Read by consultations.desk.views.
OWN_PAGES = {"publish_response": "sign"}
#: What comes next for the facilitator of a session that has ended: (consultation) → words with a link.
#: Read by deliberation.sessions.summary.
AFTER_SESSION = [code_what_was_said]
#: Files of a session that has ended: (session) → {label, action} of a button or {label, href} of a link.
#: Read by deliberation.sessions.views.sessions.
SESSION_FILES = [workbook_of, paper_of]
#: Files of a briefing that everybody reads: (version) → {label, href} of links.
#: Read by consultations.briefing.views.reading.
BRIEFING_FILES = [printing.of_version]
#: Files of a poll, for whoever reads its results early: (wave) → as above. Read by deliberation.results.views.
POLL_FILES = [workbook_of_poll, paper_of_poll]
#: For whoever thinks of asking again: (consultation) → words with a link, or "".
#: Read by deliberation.polls.views.polls.
POLL_NOTES = [where_they_are_followed]

#: (contributions) → why words that were brought in can no longer be taken out, or "".
#: Read by deliberation.importing.rooms.
RECORD_IN_USE = [coding.why_in_use]
#: (what it is, what was noted of a meeting) → raises Refused where it claims how many hold a view.
#: Read by deliberation.discussion.printed.
LOOK_AT_A_NOTE = [wording.of_a_note]
#: Which addresses take a file, and how large. Read by people.requests.uploads.
UPLOADS = {r"/consultations/[-\w]+/coding/files/": refi.MOST_BYTES}

#: What an alert for the lead is about → (alert) → the page with the words, or "".
#: Read by deliberation.safeguarding.words.
SAFETY_WORDS = {
    SafetyAlert.About.CHECK: comments_at_risk.comment_of,
    SafetyAlert.About.VERDICT: reasons_at_risk.reason_of,
}

# --- What is held about people ----------------------------------------------------------------------
#: What is emptied as ballots are cut loose: (consultation). Read by consultations.privacy.unlinking.
ON_CUTTING = [coding_privacy.comments_at_the_cut]
#: What happens when somebody leaves, in the same transaction: (membership). Read by consultations.joining.joining.
ON_LEAVING = [report_privacy.quotes_of_those_who_leave, findings_privacy.forget_comments]
#: What taking a consent back would do: (membership, item) → words. Read by consultations.joining.consents.
BEFORE_TAKING_BACK = [report_privacy.quotes_in_use]
#: What happens when it is taken back, in the same transaction: (membership, item) → words.
#: Read by consultations.joining.consents.
ON_TAKING_BACK = [report_privacy.quotes_taken_back]
#: Until when people who took part are still asked something, so that their accounts stay: (consultation) → moment or
#: None. Read by consultations.privacy.periods.
ASKED_UNTIL = [verdicts.asked_until]
#: What only the link to ballots tells, kept as that goes: (consultation) → {key: table as JSON}.
#: Read by consultations.privacy.totals.
COUNTED_BY_LINK = [by_link.to_keep, verdicts.counted_by_link]
#: Tables made from answers about oneself, kept as the answers go: (consultation) → {key: table as JSON}.
#: Read by consultations.privacy.totals.
TABLES_TO_KEEP = [composition_to_keep]
#: What “My data” shows. Read by people.privacy.registry.
MY_DATA = [*coding_privacy.SHOWN, *findings_privacy.SHOWN, *verdict_privacy.SHOWN, *answers_privacy.SHOWN]
#: (Order, what goes when an account is erased); later apps have small numbers. Read by people.privacy.registry.
ERASING = [
    (10, report_privacy.quotes_of),
    (10, coding_privacy.marked_words),
    (10, findings_privacy.comments_of),
    (10, verdict_privacy.place_of),
]
#: Tables that MY_DATA shows and ERASING empties; any other is shown and deleted whole. Read by people.privacy.registry.
COVERED = [FactualComment, VerdictRoll]
#: What erasing an account would do: (user) → (what goes, what stays), in sentences. Read by people.privacy.my_data.
ERASING_TOLD = [report_privacy.what_goes]
#: Until when things are kept. Read by people.privacy.retention.
RETENTION = [
    *coding_privacy.KEPT,
    *findings_privacy.KEPT,
    *verdict_privacy.KEPT,
    *answers_privacy.KEPT,
    *dossier_privacy.KEPT,
]
