"""A published report with polls, for the tests of this room; and what can be read off its page."""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from consultations.joining import joining
from consultations.models import Consent, ParticipantProfile
from consultations.stages import stages
from deliberation.models import Ballot, Option, Poll, Question, Wave
from outcomes.findings import checking
from outcomes.models import Erratum, Finding, FindingsReport
from outcomes.report import errata
from people.models import User
from tests.cast import Cast
from tests.outcomes.coded import ready_to_publish

ANSWERS = ["Yes", "Only with safeguards", "No"]


def address(cast: Cast, kind: str = "report/") -> str:
    return f"/consultations/{cast.consultation.slug}/{kind}"


def published(cast: Cast, spoken_by: Iterable[User] = ()) -> Finding:
    """One finding, through the gate and published. `spoken_by`: who of the panel made a statement besides N. Hale."""
    finding = ready_to_publish(cast)
    for user in spoken_by:
        checking.add_statement(cast.consultation, by=user, text="Fairly run.")
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    finding.refresh_from_db()
    cast.consultation.refresh_from_db()
    assert finding.report.is_published or finding.report.__class__.objects.get(pk=finding.report_id).is_published
    return finding


def corrected(report: FindingsReport, cast: Cast, **words: Any) -> Erratum:
    """A correction that a facilitator proposed and the panel agreed to."""
    made = errata.agree(errata.propose(report, by=cast.moss, **words), by=cast.hale)
    report.refresh_from_db()
    return made


def crowd(cast: Cast, size: int, age_band: str = "25-34") -> list[User]:
    """More people in Group 1, with an account and a profile."""
    made = []
    for n in range(size):
        user = User.objects.create_user(f"crowd{n}@example.org")
        joining.join(
            cast.consultation, by=user, group=cast.group1, consents={Consent.Item.TAKE_PART},
            age_band=age_band, borough="Eastmere",
        )  # fmt: skip
        made.append(user)
    return made


def asked(cast: Cast, users: list[User], before: str = "No", after: str = "Yes") -> Question:
    """One paired scale in both closed waves. All moved from one answer to the other, but for the first four."""
    poll = Poll.objects.create(consultation=cast.consultation, title="Poll")
    question = Question.objects.create(
        poll=poll, text="Should cameras be used?", kind="scale", paired=True, key="q_cctv"
    )
    options = {text: Option.objects.create(question=question, order=n, text=text) for n, text in enumerate(ANSWERS)}
    for kind, answer in [(Wave.Kind.BEFORE, before), (Wave.Kind.AFTER, after)]:
        wave = Wave.objects.create(poll=poll, kind=kind, title=f"The {kind} poll")
        wave.questions.add(question)
        Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
        for n, user in enumerate(users):
            token = joining.token_for(cast.member(user))
            assert token is not None and ParticipantProfile.objects.filter(token=token).exists()
            given = [before, after][n % 2] if n < 4 else answer
            Ballot.objects.create(token=token, question=question, wave=wave, choice=str(options[given].pk))
    return question


def text_of(html: str) -> str:
    """What somebody reads: no tags, one space between words."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def headings(html: str, levels: Iterable[int] = (2,)) -> list[str]:
    main = html[html.index("<main") : html.index("</main>")]
    pattern = rf"<h([{''.join(map(str, levels))}])\b[^>]*>(.*?)</h\1>"
    return [text_of(inner) for _, inner in re.findall(pattern, main, flags=re.DOTALL)]
