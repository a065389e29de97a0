"""What people wrote in a poll is told beside a finding, in no count of it; quoted where its writer allowed that."""

import pytest

from consultations.joining import consents, joining
from consultations.models import Consent
from consultations.privacy import unlinking
from consultations.stages import stages
from deliberation.models import Contribution, PollComment, Thread
from outcomes.coding import coding, quoting
from outcomes.findings import checking, evidence, findings, in_polls, labels
from outcomes.models import Excerpt, Finding, FindingQuote, Stance, Theme
from outcomes.report import own_words
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.deliberation.poll_comments import written
from tests.made_once import made_once
from tests.outcomes import coded

LEAST = 5


@made_once
def six(cast: Cast) -> tuple[Thread, list[User]]:
    wave, people = written.closed(cast)
    return written.brought(cast, wave), people


def codes(cast: Cast, thread: Thread, about: Theme, *stances: str) -> None:
    for said, stance in zip(thread.contributions.all(), stances, strict=False):
        coded.code(cast, said, about, stance)


def finding_on(cast: Cast, *about: Theme) -> Finding:
    draft = coded.report(cast)
    return findings.add_finding(
        draft, about[0].area, by=cast.moss, title="T", themes=list(about), position=[Stance.FOR]
    )


def again(finding: Finding) -> Finding:
    return Finding.objects.get(pk=finding.pk)


def why_not(excerpt: Excerpt) -> list[str]:
    return quoting.is_publishable(quoting.with_people(Excerpt.objects.filter(pk=excerpt.pk)).get())


def test_they_are_told_in_words_and_are_in_no_count(cast: Cast, six: tuple[Thread, list[User]]) -> None:
    thread, _ = six
    about = coded.theme(cast)
    finding = finding_on(cast, about)
    codes(cast, thread, about, *[Stance.FOR] * 4)
    assert labels.ground_of(finding).in_polls(finding) == [], "fewer than five tell nobody anything"
    coded.code(cast, thread.contributions.all()[4], about, Stance.FOR)
    proposal = findings.recount(finding)
    assert (proposal.base, proposal.holders, proposal.open_base, proposal.breadth) == (0, 0, 0, "")
    assert again(finding).computed["in_polls"] == ["same"]
    assert (
        in_polls.said(["same"], LEAST)
        == "In polls, in no count here: at least 5 people wrote that they hold this view."
    )
    for ground in (labels.Ground(cast.consultation), evidence.read(finding).ground):
        assert ground.in_polls(finding) == ["same"] and not ground.said[about.pk] and not ground.apart[about.pk]


def test_one_writer_is_one_whatever_they_wrote(cast: Cast, six: tuple[Thread, list[User]]) -> None:
    """Two answers of one person, as in both polls, under one theme: five of them are four people."""
    thread, _ = six
    about, other = coded.theme(cast), coded.theme(cast, "Signs")
    codes(cast, thread, about, *[Stance.FOR] * 5)
    finding = finding_on(cast, about, other)
    assert labels.ground_of(finding).in_polls(finding) == ["same"]
    first, second = PollComment.objects.order_by("pk")[:2]
    second.ballot.token = first.ballot.token
    second.ballot.question = written.rooms.question(cast, "why")
    second.ballot.save()
    assert labels.ground_of(finding).in_polls(finding) == []
    coded.code(cast, thread.contributions.all()[5], other, Stance.FOR)
    assert labels.ground_of(finding).in_polls(finding) == ["same"], "each of its themes counts"
    coded.code(cast, thread.contributions.all()[2], other, Stance.AGAINST)
    assert labels.ground_of(finding).in_polls(finding) == [], "who also wrote the opposite does not hold it"


def test_quoted_where_its_writer_allowed_it_and_a_second_person_checked(
    cast: Cast, six: tuple[Thread, list[User]]
) -> None:
    thread, people = six
    about = coded.theme(cast)
    codes(cast, thread, about, *[Stance.FOR] * 6)
    allowed, not_allowed = Excerpt.objects.order_by("pk")[:2]
    assert why_not(allowed) == [quoting.NOBODY]
    with pytest.raises(Refused, match="somebody else"):
        quoting.check_quote(allowed, by=cast.moss)
    quoting.check_quote(allowed, by=cast.finch)
    quoting.check_quote(not_allowed, by=cast.finch)
    assert why_not(allowed) == []
    assert why_not(not_allowed) == ["Whoever wrote it has not allowed these words to be printed."]
    finding = finding_on(cast, about)
    findings.set_quotes(finding, [allowed, not_allowed], by=cast.moss)
    judged = quoting.judged(FindingQuote.objects.all())[finding.pk]
    assert [one.reasons for one in judged] == [[], why_not(not_allowed)]
    assert {one.person for one in judged} == {allowed.person, not_allowed.person} and len(
        {o.person for o in judged}
    ) == 2
    assert {one.pseudonym for one in judged} == {"Poll comment"}, "not whoever brought it"
    assert {one.excerpt for one in evidence.read(finding).said} == set(Excerpt.objects.values_list("pk", flat=True))
    told = consents.set_consent(cast.consultation, Consent.Item.QUOTES, given=False, by=people[0])
    assert "Taken out before publication: 1 quote." in told and why_not(allowed)
    joining.withdraw(cast.consultation, by=people[1])
    assert not FindingQuote.objects.exists()


def test_a_quote_is_against_by_its_own_words_alone(cast: Cast, six: tuple[Thread, list[User]]) -> None:
    """All stand under the facilitator who brought them: one writer’s “against” is not another’s."""
    thread, _ = six
    about = coded.theme(cast)
    codes(cast, thread, about, Stance.AGAINST, *[Stance.FOR] * 5)
    note = coded.say(cast, cast.moss, "They were against it.", source_kind=Contribution.Source.FACILITATOR_NOTE)
    coded.code(cast, note, about, Stance.AGAINST)
    finding = finding_on(cast, about)
    findings.set_quotes(finding, list(Excerpt.objects.order_by("pk")[:3]), by=cast.moss)
    first = finding.finding_quotes.order_by("order").first()
    assert first is not None and quoting.against(finding.finding_quotes.all()) == {first.pk}
    assert evidence.read(finding).sides == [True, False, False]


def test_the_panel_speaks_again_where_they_moved(cast: Cast, six: tuple[Thread, list[User]]) -> None:
    thread, _ = six
    finding = coded.ready_to_publish(cast)
    draft = finding.report
    before = checking._mark_now(draft)
    codes(cast, thread, finding.themes.get(), *[Stance.AGAINST] * 4)
    assert checking._mark_now(draft) == before
    coded.code(cast, thread.contributions.all()[4], finding.themes.get(), Stance.AGAINST)
    with pytest.raises(Refused, match="Count the findings anew first"):
        checking.add_statement(cast.consultation, by=cast.hale, text="Read again.")


def test_they_are_printed_apart_and_gone_once_it_is_out(cast: Cast, six: tuple[Thread, list[User]], client_for) -> None:
    thread, _ = six
    finding = coded.ready_to_publish(cast)
    codes(cast, thread, finding.themes.get(), *[Stance.AGAINST] * 5)
    quote = Excerpt.objects.order_by("pk").last()
    assert quote is not None
    quoting.check_quote(quote, by=cast.finch)
    findings.set_quotes(finding, [*Excerpt.objects.order_by("pk")[:3], quote], by=cast.moss)
    assert own_words.told(cast.consultation)[:1] == [
        "“Why do you say so?” (The second poll): 6 people from the recruited groups wrote. A part of it was coded, "
        "apart from what was said, and is in no label and no count of people who spoke."
    ]
    findings.count_anew(finding.report, by=cast.hale)
    checking.add_statement(cast.consultation, by=cast.hale, text="Read again.")
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    page = client_for(None).get(f"/consultations/{cast.consultation.slug}/report/").content.decode()
    assert "In polls, in no count here: at least 5 people wrote against it." in page
    assert "I fear for my aunt 4" in page and "In answer to a poll, against this view" in page
    assert "A part of it was coded, apart from what was said" in page
    assert not Excerpt.objects.filter(revision__contribution__thread=thread).exists()
    assert not Contribution.objects.filter(thread=thread).exclude(body="").exists()


def test_what_was_brought_and_not_read_is_not_called_coded(cast: Cast, six: tuple[Thread, list[User]]) -> None:
    """Whoever wrote was told that it is told in the findings: bringing it there and coding none of it is said."""
    thread, _ = six
    about = coded.theme(cast)
    assert "none of it was coded" in own_words.told(cast.consultation)[0]
    codes(cast, thread, about, *[Stance.FOR] * 5)
    assert "A part of it was coded, apart" in own_words.told(cast.consultation)[0]
    coding.mark_not_relevant(thread.contributions.all()[5], by=cast.moss, why="greeting")
    assert "It was coded apart from what was said" in own_words.told(cast.consultation)[0]
    unlinking.cut_ballots_loose(cast.consultation)
    assert "It was deleted before the findings came" in own_words.told(cast.consultation)[0]
