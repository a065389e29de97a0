"""A rule's number stands once: change it, and no page, e-mail, file or refusal still says the old one.

Every number of every `numbers.py` is changed at once (`planting`), in a process of its own, and everything that people
can read is written down (`say_everything`): what says an old sentence there has a number of its own.
"""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import planting

ROOT = Path(__file__).resolve().parents[2]
#: Each number → what says it today, as a pattern. It must be said somewhere, and nowhere once the number is another.
OLD = {
    "people.CODE_MINUTES": r"It works for 15 minutes",
    "people.CODE_SIGNS": r"Eight letters and numbers",
    "people.SIGN_IN_WEEKS": r"two weeks",
    "people.GUEST_YEARS": r"at most a year\b",
    "people.LINK_MINUTES": r"once, for 15 minutes|They work for 15 minutes",
    "people.LINK_KEPT_DAYS": r"deleted a day later",
    "people.MESSAGES_MONTHS": r"24 months, or until you erase",
    "people.UNCONFIRMED_DAYS": r"\b7 days\.",
    "people.CONTACT_DAYS": r"\b30 days",
    "people.MOST_CHARACTERS": r"one million characters",
    "consultations.LINK_WEEKS": r"\b8 weeks",
    "consultations.PROFILE_MONTHS": r"\b3 months",
    "consultations.REMOVED_MONTHS": r"\b6 months",
    "consultations.WORDS_MONTHS": r"\b24 months after the findings|up to 24 months",
    "consultations.SHORT_WORDS_MONTHS": r"\b12 months\b(?! after the last sign-in)|12 where a consultation says so",
    "consultations.FOLLOW_UP_MONTHS": r"24 months after the answer",
    "consultations.NEWCOMER_MONTHS": r"A month after you asked",
    "consultations.UNUSED_MONTHS": r"12 months after the last sign-in",
    "consultations.WITHDRAWN_DAYS": r"within a day\b",
    "consultations.FINDINGS_WEEKS": r"six weeks after closing|twelve weeks",
    "consultations.RESPONSE_WEEKS": r"six weeks after the findings|twelve weeks",
    "consultations.FAIR_WEEKS": r"Three weeks|\b21 days",
    "consultations.MOVED_WEEKS": r"at most six weeks",
    "consultations.WITHDRAWAL_DAYS": r"14 days after closing",
    "consultations.AHEAD_YEARS": r"more than a year away",
    "consultations.LEAST_BASE": r"Choose 10 or more",
    "consultations.LEAST_ANSWER": r"Choose 5 or more",
    "consultations.SIGNATURES": r"two (different )?panel members",
    "consultations.CASES": r"At least two, and not all|fewer than two real cases",
    "consultations.MOST_USES": r"5,000 uses",
    "consultations.MOST_LETTERS": r"2,000 letters",
    "consultations.INVITATION_DAYS": r"\b365 days",
    "consultations.MOST_REASON": r"\b400 characters",
    "consultations.SUMMARY_WORDS": r"at most 120|to 120 words",
    "consultations.SESSION_SIGNS": r"nine letters",
    "consultations.CHANGE_NOTICE_DAYS": r"are written to 5 working days later",
    "consultations.SEAT_NOTICE_DAYS": r"For 5 working days others can object",
    "consultations.WITHDRAWAL_NOTICE_DAYS": r"5 working days after the request",
    "consultations.WITHDRAWAL_AGAIN_DAYS": r"the next one comes 10 working days later",
    "consultations.OFFER_DAYS": r"have 14 days to accept",
    "consultations.OFFER_KEPT_DAYS": r"All: 30 days",
    "consultations.JOINING_MINUTES": r"three minutes",
    "consultations.GUESTS_A_DEVICE": r"Each day 1 person may join",
    "consultations.GUESTS_AN_ADDRESS": r"30 people from",
    "consultations.EASED_MINUTES": r"For 60 minutes",
    "consultations.ARRIVAL_DAYS": r"A day after you joined",
    "deliberation.APPEAL_DAYS": r"have 14 days|for 14 days",
    "deliberation.APPEAL_ANSWER_DAYS": r"five working days",
    "deliberation.CHANGES_DAYS": r"Deleted within two days",
    "deliberation.DECIDE_DAYS": r"within (a|one) working day",
    "deliberation.PRIVATE_MONTHS": r"6 months after the last word",
    "deliberation.PERCENT_FROM": r"Below 30 people|from 30 answers",
    "deliberation.LIVE_STEP": r"once 10 people|stay 5 (answers )?behind|from 10 answers",
    "deliberation.ENOUGH_PEOPLE": r"from 30 people",
    "deliberation.LEAST_IN_GROUP": r"Fewer than 5 did",
    "deliberation.ENOUGH_VOTES": r"at least 7 statements",
    "deliberation.MOST_GROUPS": r"two to five",
    "deliberation.RESEEDINGS_NEEDED": r"from 95 and",
    "deliberation.BOOTSTRAPS_NEEDED": r"and 80 of 100",
    "deliberation.FOLLOW_UP_WEEKS": r"\b4 weeks",
    "deliberation.MOST_ABOUT": r"at most 300 characters",
    "deliberation.FEWEST_OPTIONS": r"at least two answers",
    "deliberation.HANDY_OPTIONS": r"fewer than ten",
    "deliberation.RECEIPT_SIGNS": r"Twenty letters",
    "deliberation.RECORD_DRAFT_DAYS": r"or 30 days after",
    "deliberation.RECORD_MEGABYTES": r"Up to 8 MB",
    "deliberation.CONVERSATION_VOTES": r"\b100,000 votes",
    "outcomes.CONSENSUS_FROM": r"At least 85%",
    "outcomes.MAJORITY_OVER": r"More than 55%|and 55%",
    "outcomes.DIVIDED_FROM": r"Fewer than 45%|Between 45%",
    "outcomes.LARGE_SIDE": r"at least 35%",
    "outcomes.STRONGLY_FROM": r"at least half of those",
    "outcomes.TENSION_FROM": r"at least a quarter",
    "outcomes.SOME_FROM": r"a fifth or more",
    "outcomes.FEWEST_FOR_A_VIEW": r"One or two people|at least three people",
    "outcomes.ENOUGH_VOICES": r"At least six people spoke on it",
    "outcomes.ENOUGH_SHARE": r"25% of those who took part|a quarter of those who took part",
    "outcomes.SPEAKERS_IN_EACH": r"at least two people spoke in every group",
    "outcomes.QUOTES": r"at least two quotes|from two people",
    "outcomes.VERSION_DAYS": r"at the latest after 31 days",
    "outcomes.CORRECTIONS": r"corrected at most\s+10 times",
    "outcomes.WORDS_CORRECTED": r"at most 20 words where others stood",
    "outcomes.FEWEST_POINTS": r"Five to|at least 5 points",
    "outcomes.MOST_POINTS": r"to nine points|at most 9 points",
    "outcomes.DIFFERENT_REASONS": r"25 of them different",
    "outcomes.LONG_REASONS": r"at least 40 words",
    "outcomes.DROP_REASONS": r"at least ten different words",
    "outcomes.CONSIDERATION_MONTHS": r"six months",
    "outcomes.VERDICT_DAYS": r"Until 21 days after the answer|for 21 days after",
    "outcomes.REPORT_MONTHS": r"three months",
    "outcomes.FILE_DAYS": r"(7|seven) days after one was made",
}
#: Said by no sentence that can be made here without half a consultation, and why that is enough.
UNSAID = {
    "consultations.ASKING_AN_ADDRESS": "in one refusal (tests/consultations/newcomers/test_one_mailbox.py)",
    "consultations.PAUSED_AGAINST": "in one refusal (tests/consultations/stages/test_pausing.py)",
    "consultations.PAUSED_AGAIN_DAYS": "in the same",
    "consultations.PAUSED_OWN": "in the same",
    "consultations.CLOSE_EARLY_TIMES": "in one refusal (tests/consultations/stages/test_pausing.py)",
    "consultations.CLOSE_EARLY_DAYS": "where one of the panel has agreed (tests/consultations/stages/test_move.py)",
    "outcomes.POLICE_COMMENTS": "while police check the facts (tests/outcomes/findings/test_police_words.py)",
    "outcomes.SAID_RUNNING": "who sends a promise back reads it (tests/outcomes/promises/test_sent_back.py)",
    "outcomes.LOOK_DAYS": "where a promise waits for the panel for longer, in a list (test_overdue.py)",
    "outcomes.OTHER_EVIDENCE": "where other evidence is given, and in one refusal (test_other_evidence.py)",
    "outcomes.WORDS_OUT": "in one refusal (tests/outcomes/verdicts/test_reasons.py)",
    "outcomes.FEW_WORDS_OUT": "in the same",
    "outcomes.SAME_WORDS": "a rule that no sentence tells (tests/outcomes/report/test_errata.py)",
    "consultations.LOOK_AGAIN_DAYS": "in one refusal (tests/consultations/briefing/test_versions.py)",
    "deliberation.POSTS_A_DAY": "in no words: whose post waits reads why (tests/deliberation/discussion/test_many.py)",
    "deliberation.SORT_DAYS": "on the desk, as a day (tests/deliberation/experts/test_left_out.py)",
    "deliberation.LEAST_CARD_HOURS": "in one refusal (tests/deliberation/cards/test_cards.py)",
    "outcomes.OPENING_WORDS": "under it the opening is asked for (tests/outcomes/answers/test_deciding.py)",
    "outcomes.POINT_WORDS": "under it a sentence is asked for (tests/outcomes/answers/test_deciding.py)",
    "outcomes.FEWEST_TO_MEASURE": "of a small sample that two coders read (tests/outcomes/coding/test_double.py)",
    "outcomes.SUGGEST_FROM": "said after a look of a program (tests/outcomes/coding/test_suggestions.py)",
    "outcomes.REASON_DAYS": "while a verdict is open, and once it has closed (tests/outcomes/verdicts)",
    "outcomes.PROMISE_MONTHS": "in one refusal (tests/outcomes/answers/test_deciding.py)",
    "consultations.CHANGES_A_DAY": "in one refusal (tests/consultations/changes/test_say.py)",
    "consultations.NOTICE_DAYS": "what a new consultation starts with: pages say the consultation's own",
    "consultations.COUNTED_FROM": "said where whole months of acts are counted (tests/consultations/record)",
    "consultations.CHECK_DAYS": "the same",
    "consultations.ACCURACY_DAYS": "the same",
    "consultations.FACT_ANSWER_DAYS": "where facts are asked (tests/consultations/facts/test_fact_desk.py)",
    "consultations.FACT_REPLY_DAYS": "where words of the force are weighed (tests/consultations/facts/test_beside.py)",
    "consultations.TARGET_AGE": "said where a text is long enough to be judged (tests/consultations/briefing)",
    "consultations.ONE_MINUTE_AGE": "the same, of the one minute",
    "consultations.SENTENCE_WORDS": "what is underlined for the writer (tests/consultations/briefing)",
    "consultations.BALANCE_PERCENT": "said where there are arguments (tests/consultations/briefing)",
    "consultations.LEAST_INVITED": "in refusals and before one joins (tests/consultations/invitations)",
    "deliberation.LEAST_OPEN_HOURS": "where a poll is closed (tests/deliberation/polls/test_views.py)",
    "deliberation.EDIT_DAYS": "told as a day (tests/deliberation/discussion/test_reading.py)",
    "deliberation.LEAST_STEP": "a rule of what is shown: docs/decisions/live.md",
    "deliberation.WORDS_FROM": "beside words alone (tests/deliberation/sessions/test_words.py)",
    "deliberation.WORD_SAID_BY": "under words alone (tests/deliberation/sessions/test_words.py)",
    "deliberation.REOPEN_MINUTES": "in one refusal (tests/deliberation/sessions/test_new_questions.py)",
    "deliberation.LISTENING": "the seventh page is told without a number (tests/deliberation/live/test_crowded.py)",
    "deliberation.MANY_EMPTY_DAYS": "from which the panel is told (tests/deliberation/importing/test_notice.py)",
    "deliberation.TALK_MINUTES": "beside one’s answers (tests/deliberation/polls/test_talking.py)",
    "deliberation.MEETING_NOTICE_DAYS": "beside meetings (tests/deliberation/sessions/test_ready_agendas.py)",
    "deliberation.RECORD_OBJECTION_DAYS": "before a record is brought in (tests/deliberation/importing/test_notice.py)",
    "deliberation.RECORD_DRAFTS": "in one refusal (tests/deliberation/importing/test_pages.py)",
    "deliberation.MOST_STATEMENTS_WAITING": "in one refusal (tests/deliberation/statements)",
    "deliberation.MOST_POSTS_WAITING": "in one refusal (tests/deliberation/discussion/test_most_waiting.py)",
}


def everything_said(tmp: Path, planted: bool) -> dict[str, str]:
    """Where → the words, of the product as it is, or with every number planted."""
    file = tmp / f"said-{planted}.json"
    where = os.environ | {"PLANTED": "1" if planted else "", "SAID_TO": str(file)}
    run = "tests/architecture/say_everything.py", "-p", "tests.architecture.planting", "-p", "no:cacheprovider"
    made = subprocess.run(
        [sys.executable, "-m", "pytest", *run, "-q", "-p", "no:xdist"], cwd=ROOT, env=where, capture_output=True
    )
    assert made.returncode == 0, made.stdout.decode()[-3000:]
    said: dict[str, str] = json.loads(file.read_text())
    return said


def places(said: dict[str, str], pattern: str) -> list[str]:
    return [f"{where}: …{m[0]}…" for where, words in said.items() for m in re.finditer(pattern, words, re.IGNORECASE)]


def test_every_number_is_looked_for() -> None:
    rules = {f"{app}.{name}" for app, numbers in planting.AS_THEY_ARE.items() for name in numbers}
    assert rules == set(OLD) | set(UNSAID)


def test_a_changed_number_is_said_everywhere(tmp_path: Path) -> None:
    today, changed = everything_said(tmp_path, planted=False), everything_said(tmp_path, planted=True)
    assert len(today) > 1000 and today.keys() == changed.keys()
    unsaid = [name for name, pattern in OLD.items() if not places(today, pattern)]
    assert not unsaid, f"Nothing says {unsaid}, so nothing is shown about them"
    stale = {name: found for name, pattern in OLD.items() if (found := places(changed, pattern))}
    assert not stale, "\n".join(f"{name} is still said by {found}" for name, found in stale.items())


# --- Sentences with a number of their own -----------------------------------------------------------
NUMBER = (
    r"\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"twenty|thirty|forty|fifty|sixty|ninety|(?:a|one|half a) (?=year|month|week|day|fortnight)"
)
UNIT = (
    r"days?|months?|weeks?|years?|hours?|minutes?|seconds?|people|per cent|%|characters?|letters?|words?|figures?|"
    r"answers?|statements?|quotes?|signatures?|members?|points?|uses|cases"
)
STATED = re.compile(rf"(?<![\w-])(?:{NUMBER}) ?-?(?:[a-z]+ )?(?:{UNIT})(?!\w)", re.IGNORECASE)
#: File → what it may say with a number of its own, and why.
MAY = {
    "config/style_sample.py": ".*",  # an invented page that shows the parts
    "templates/style.html": ".*",
    "deliberation/sessions/agenda_templates.py": ".*",  # agendas to start from: their names say how long they are
    "templates/consultations/topic_guide/page.html": "two hours",  # advice
    "templates/deliberation/moderation/report.html": "a day",  # "in a day or two"
    "templates/deliberation/moderation/_danger.html": "two points",  # the two above it
    "people/signin/factor_forms.py": "six figures",  # the standard of every authenticator app
    "templates/mfa/totp/activate_form.html": "six figures",
    "deliberation/questions/kinds/ranking.py": "two answers",  # two that are alike
    "deliberation/experts/experts.py": "two people",  # the first decision and the second
    "deliberation/statements/statements.py": "two people",  # the first decision and the second
    "deliberation/opinion/publishing.py": "two statements",  # what can be told apart at all
    "people/operating/doctor.py": "a day",  # whose end is published
    "consultations/setup/forms.py": "a day",  # its end
    "consultations/stages/forms.py": "a day",
    "consultations/briefing/briefing.py": "a day",  # "choose a day"
    "consultations/terms/waiting.py": "a day",  # the same
    "consultations/briefing/scenes.py": "(two|three) people",  # what is drawn
    "outcomes/answers/forms/together.py": "a day",  # "a day of your own"
    "templates/outcomes/answers/_points.html": "five things people|five things",  # the five that are listed below it
    "people/models/outbox.py": "a week",  # a rhythm by its name: every Monday
    "people/outbox/outbox.py": "a week",
    "templates/people/outbox/inbox.html": "a week",
    "templates/people/outbox/letter.html": "a week",
    "templates/people/outbox/letter.txt": "a week",
    "templates/people/outbox/unsubscribe.html": "a week",
    "templates/deliberation/opinion/_part.html": "95%",  # the interval of the method (intervals.Z95)
    "static/js/rooms/sessions/console.js": "1 minute",
}


@cache
def texts() -> list[tuple[str, str]]:
    return list(texts_of_the_product())


def texts_of_the_product() -> Iterator[tuple[str, str]]:
    """(file, a text people may read): strings of Python but for docstrings, and templates without their tags."""
    for app in (*planting.APPS, "config"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if {"migrations", "demo", "management", "starters"} & set(path.relative_to(ROOT).parts):
                continue
            name = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text())
            bodies = [node.body for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list)]
            docs = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                    yield name, node.value
    for path in sorted([*(ROOT / "templates").rglob("*.*"), *(ROOT / "static/js").rglob("*.js")]):
        if "vendor" not in path.parts:
            text = re.sub(r"\{#.*?#\}|^\s*//.*?$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
            text = re.sub(r"\{%(?! include).*?%\}|\{\{.*?\}\}|<svg.*?</svg>", "•", text, flags=re.DOTALL)
            yield path.relative_to(ROOT).as_posix(), text


def test_no_sentence_has_a_number_of_its_own() -> None:
    found = [
        f"{name}: “{stated[0]}” in “{text[max(0, stated.start() - 50) : stated.end() + 30]}”"
        for name, text in texts()
        for stated in STATED.finditer(text)
        if not re.fullmatch(MAY.get(name, "-"), stated[0], re.IGNORECASE | re.DOTALL)
    ]
    assert not found, "\n".join(found)


def test_whatever_may_say_one_says_one() -> None:
    said = {name for name, text in texts() if STATED.search(text)}
    assert set(MAY) <= said, f"No number any more in {sorted(set(MAY) - said)}: take them out of the list"


@pytest.mark.parametrize(
    "sentence", ["It is kept for 24 months.", "Within five working days.", "At least 40 words.", "After half a year."]
)
def test_a_sentence_with_a_number_is_seen(sentence: str) -> None:
    assert STATED.search(sentence)
