"""Run the concurrency and live suites again on PostgreSQL and Redis, where they are to be had.

`python -m tests.services` looks for both on 127.0.0.1 (or at TEST_DATABASE_URL, TEST_REDIS_URL). With CI=true a
missing service fails the run; elsewhere it is said plainly and passed over.
"""

import os
import socket
import subprocess
import sys
from urllib.parse import urlsplit

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
#: Where two requests meet, where sockets are told, and the raw SQL of the ballot and the record's lock.
SUITES = [
    "tests/audit",
    *(f"tests/config/test_{name}.py" for name in ("cache", "errors", "reading_goes_on")),
    "tests/consultations/joining",
    "--ignore=tests/consultations/joining/test_nobody_is_shown.py",  # reads pages, one after another
    "tests/consultations/privacy/test_erasing_at_once.py",
    "tests/deliberation/discussion/test_at_once.py::test_races_on_this_database",
    "tests/deliberation/discussion/test_post.py",
    *(f"tests/deliberation/live/test_{name}.py" for name in ("cast_ballot", "live", "second_step", "streams")),
    "tests/deliberation/moderation/test_at_once.py",
    "tests/deliberation/polls/test_concurrency.py",
    "tests/deliberation/polls/test_follow_up.py::test_everybody_has_one_ballot_and_may_change_it",
    "tests/deliberation/polls/test_follow_up.py::test_no_answer_after_its_weeks_whether_or_not_the_clock_came_round",
    "tests/deliberation/polls/test_follow_up.py::test_closing_counts_and_destroys_the_links",
    "tests/deliberation/polls/test_sendings.py",
    "tests/deliberation/polls/test_vote.py",
    "tests/deliberation/searching/test_searching.py::test_words_that_say_little_are_found_too",
    "tests/deliberation/sessions/test_at_once.py",
    "tests/outcomes/news/test_at_once.py",
    "tests/people/background",
]


def answers(url: str) -> bool:
    """True when something listens at the url's host and port."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=2):
            return True
    except OSError:
        return False


def main() -> int:
    missing = [name for name, url in [("PostgreSQL", DATABASE_URL), ("Redis", REDIS_URL)] if not answers(url)]
    if missing:
        print(f"Not run again on PostgreSQL and Redis: no {' or '.join(missing)} on this machine.")
        return 1 if os.environ.get("CI") == "true" else 0
    print("Again on PostgreSQL and Redis:")
    environment = {**os.environ, "DATABASE_URL": DATABASE_URL, "REDIS_URL": REDIS_URL}
    return subprocess.call([sys.executable, "-m", "pytest", "-q", *SUITES], env=environment)


if __name__ == "__main__":
    sys.exit(main())
