"""Things said and coded, for tests of the rooms between the discussion and the report."""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import Client

from audit import clock
from audit.models import Entry
from consultations.models import Consent, Group, Membership, Role, Stage
from consultations.models.membership import POLICE
from deliberation.models import Contribution, ContributionRevision, Thread
from outcomes.coding import coding, quoting, themes
from outcomes.findings import checking, findings
from outcomes.models import Coding, Excerpt, FactualComment, Finding, FindingsReport, Stance, Theme
from outcomes.recommendations import recommendations
from people.models import User
from tests.cast import Cast

WORDS = "I like the cameras, but I do not want my face kept. Delete it at once."


def say(cast: Cast, who: User | Membership, text: str = WORDS, area: int = 2, **fields: object) -> Contribution:
    """Something a person said in their group, as it stands in the database after posting."""
    member = cast.member(who) if isinstance(who, User) else who
    place = cast.consultation.areas.get(order=area)
    thread, _ = Thread.objects.get_or_create(area=place, group=member.group, title="What do you think?")
    said = Contribution.objects.create(thread=thread, membership=member, body=text, **fields)
    ContributionRevision.objects.create(contribution=said, number=1, body=text)
    _as_recorded(cast.consultation.pk)
    return said


def _as_recorded(consultation: int) -> None:
    """Without the entry of the act, what is kept between two acts has to go."""
    cache.delete(f"coding-standing:{consultation}")


def change(said: Contribution, text: str) -> None:
    """The author changes their words."""
    said.body, said.revision = text, said.revision + 1
    said.save()
    ContributionRevision.objects.create(contribution=said, number=said.revision, body=text)
    _as_recorded(said.thread.area.consultation_id)


def newcomer(cast: Cast, group: Group, name: str, *, quotes: bool = True) -> Membership:
    """One more participant, without an account, as from a recorded room."""
    member = Membership.objects.create(
        consultation=cast.consultation, role=Role.PARTICIPANT, group=group, pseudonym=name
    )
    items = {Consent.Item.TAKE_PART} | ({Consent.Item.QUOTES} if quotes else set())
    for item in items:
        Consent.objects.create(membership=member, item=item, text_version="test")
    return member


def theme(cast: Cast, title: str = "Keeping and deleting") -> Theme:
    return themes.add_theme(cast.consultation, title, by=cast.moss, area=cast.consultation.areas.get(order=2))


def code(
    cast: Cast, said: Contribution, about: Theme, stance: str = Stance.FOR, intensity: int = 2, words: str = ""
) -> Coding:
    start = said.body.index(words) if words else 0
    excerpt = coding.excerpt(said, start, start + len(words or said.body), by=cast.moss)
    return coding.code(excerpt, about, by=cast.moss, stance=stance, intensity=intensity)


def quote(cast: Cast, who: User | Membership, about: Theme, text: str = WORDS, checked: bool = True) -> Excerpt:
    """Said, coded and (unless told) checked by a second person."""
    made = code(cast, say(cast, who, text), about).excerpt
    return quoting.check_quote(made, by=cast.finch) if checked else made


def as_read(client: Client, quote: Excerpt) -> dict[str, Any]:
    """What each form about a quote sends, of whoever opens the page now: which one, and the words that stood there."""
    page = client.get(f"/consultations/{quote.revision.contribution.thread.consultation.slug}/quotes/")
    form = next(row["form"] for row in page.context["rows"] if row["excerpt"] == quote)
    return {"excerpt": quote.pk, **dict.fromkeys(("seen", "words"), form["seen"].value())}


def chorus(cast: Cast, about: Theme, stance: str = Stance.FOR) -> list[Membership]:
    """Three more who say the same, one of Group 1 and two of Group 2: with the cast's three, enough voices."""
    groups = [cast.group1, cast.group2, cast.group2]
    more = [newcomer(cast, group, f"Chorus {n}") for n, group in enumerate(groups, start=1)]
    for member in more:
        code(cast, say(cast, member), about, stance)
    return more


def report(cast: Cast) -> FindingsReport:
    cast.at(Stage.ANALYSIS)
    return findings.start_report(cast.consultation, by=cast.moss)


def written(cast: Cast, about: Theme, quotes: list[Excerpt]) -> Finding:
    """A complete finding with the label the coding supports."""
    draft = report(cast)
    finding = findings.add_finding(
        draft, about.area, by=cast.moss, title="People want faces deleted", themes=[about], position=[Stance.FOR],
        said="Three people want it.", inferred="Deleting matters more than signs.",
        differences="Too few spoke to compare.",
    )  # fmt: skip
    findings.set_quotes(finding, quotes, by=cast.moss)
    supported = findings.recount(finding)
    return findings.choose_label(
        finding, by=cast.moss, breadth=supported.breadth, strongly_felt=supported.strongly_felt
    )


def ready_to_publish(cast: Cast) -> Finding:
    """Everything gate E asks for is there; clocks included, when `clock` stands after the windows."""
    about = theme(cast)
    quotes = [quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)]
    cast.consultation.closes_at = clock.now() - timedelta(days=60)
    cast.consultation.opens_at = clock.now() - timedelta(days=90)
    cast.consultation.save()
    finding = written(cast, about, quotes)
    draft = finding.report
    findings.write_report(
        draft, by=cast.moss, headline="Delete it", in_brief="People want it deleted.", limitations=findings.LIMITATIONS,
        conclusion="Delete.", summary=[{"text": f"Point {n}", "finding": finding.pk} for n in range(5)],
    )  # fmt: skip
    recommendations.add(
        draft, by=cast.moss, title="Delete what is not needed", text="", category="data", findings=[finding]
    )
    cast.consultation.memberships.filter(role__in=POLICE).update(joined_at=clock.now() - timedelta(days=90))
    with clock.travel(clock.now() - timedelta(days=30)):
        checking.send_for_checking(draft, by=cast.moss)
    checking.add_statement(cast.consultation, by=cast.hale, text="Fairly run.")
    finding.refresh_from_db()
    return finding


def while_checked(report: FindingsReport) -> AbstractContextManager[None]:
    """In the days in which police and participants comment on the draft."""
    assert report.checking_from is not None
    return clock.travel(report.checking_from + timedelta(hours=1))


def commented(report: FindingsReport, **fields: Any) -> FactualComment:
    """A comment that was made in these days."""
    with while_checked(report):
        return checking.comment(report, **fields)


def last_action() -> str:
    return Entry.objects.latest("number").action
