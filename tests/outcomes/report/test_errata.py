"""Correcting a published report: dated, with a reason, agreed to by a second person, old and new words side by side."""

import pytest

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Membership, Stage
from deliberation.models import ListedNames
from outcomes.models import Erratum, Finding, FindingsReport, PoliceResponse, ProposedErratum
from outcomes.report import errata
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.report.printed import address, corrected, published, text_of

PAGE = "report/correct/"


@made_once
def report(cast: Cast) -> FindingsReport:
    return published(cast).report


def propose(report: FindingsReport, cast: Cast, **fields: object) -> ProposedErratum:
    given = {"by": cast.moss, "old": report.headline, "new": "Better words", "reason": "A slip of ours."}
    return errata.propose(report, **{**given, **fields})  # type: ignore[arg-type]


def sign(report: FindingsReport) -> None:
    answer = PoliceResponse.objects.get_or_create(report=report)[0]
    PoliceResponse.objects.filter(pk=answer.pk).update(
        state=PoliceResponse.State.SIGNED, signed_by_name="N. Okoro", signed_by_role="Officer", signed_at=clock.now()
    )


def test_agreed_to_it_is_recorded_and_shown_to_everybody(report: FindingsReport, cast: Cast, client_for) -> None:
    old = report.headline
    errata.agree(propose(report, cast), by=cast.hale)
    entry = Entry.objects.get(action="report_corrected")
    assert (entry.actor, entry.summary) == ("Ruth Hale", "The report: A slip of ours. Proposed by Jo Moss.")
    page = text_of(client_for(None).get(address(cast)).content.decode())
    assert f"It said: {old}" in page and "It should say: Better words" in page and "A slip of ours." in page
    assert "Corrected by Jo Moss, agreed to by Ruth Hale." in page
    report.refresh_from_db()
    assert report.headline == old and report.fingerprint in page and not ProposedErratum.objects.exists()


def test_whoever_was_told_of_the_findings_is_told_that_they_were_corrected(report: FindingsReport, cast: Cast) -> None:
    def told(user: User) -> list[str]:
        found = Message.objects.filter(mailbox__user=user, title__contains="was corrected").order_by("pk")
        return [message.title for message in found]

    finding = report.findings.get()
    waiting = propose(report, cast)
    assert told(cast.amina) == [] == told(cast.okoro)
    errata.agree(waiting, by=cast.hale)
    errata.agree(propose(report, cast, old=finding.title, new="People want them gone", finding=finding), by=cast.hale)
    errata.agree(propose(report, cast, old="Better", new="Far better", reason="Again."), by=cast.hale)
    for who in (cast.amina, cast.okoro, cast.reyes):
        words = [title.partition(":")[0] for title in told(who)]
        assert words == ["The report was corrected", f"Finding {finding.number} of the report was corrected"]


def test_until_then_nothing_changes_and_nobody_outside_is_told(report: FindingsReport, cast: Cast, client_for) -> None:
    version = report.version
    propose(report, cast, new="Softer words", reason="To please them.")
    report.refresh_from_db()
    assert report.version == version and not Erratum.objects.exists()
    for who in (None, cast.amina, cast.okoro, cast.reyes, cast.outsider):
        client = client_for(who)
        for page in ("report/", "", "record/", "response/", "answer/", "record/feed.json"):
            said = client.get(address(cast, page)).content.decode()
            assert "Softer words" not in said and "To please them." not in said, page
        assert client.get(address(cast, PAGE)).status_code == 404
    for who in (cast.finch, cast.hale):
        assert "Softer words" in client_for(who).get(address(cast, PAGE)).content.decode()
        assert "Look at a correction of the report" in client_for(who).get("/desk/").content.decode()
    assert "Look at a correction of the report" not in client_for(cast.moss).get("/desk/").content.decode()


def test_what_was_refused_of_a_title_stands_beside_the_same_words_of_the_headline(
    report: FindingsReport, cast: Cast, client_for
) -> None:
    finding = report.findings.get()
    FindingsReport.objects.filter(pk=report.pk).update(headline=f"In short: {finding.title}")
    report.refresh_from_db()
    asked = propose(report, cast, old=finding.title, new="People want the cameras kept", finding=finding)
    errata.refuse(asked, by=cast.hale, why="That is the contrary of what people said.")
    for old, new in ((finding.title, "People want cameras"), ("In short", "All in all")):
        errata.agree(propose(report, cast, old=old, new=new), by=cast.finch)
    first, second = errata.of(report)
    assert "Had not agreed to a correction of these words: Ruth Hale" in first.said_no and second.said_no == ""


def test_the_second_person_is_none_of_the_first_ones_choosing(report: FindingsReport, cast: Cast, client_for) -> None:
    Membership.objects.filter(user=cast.finch).update(seated_by=cast.member(cast.moss))
    waiting = propose(report, cast)
    for who, why in ((cast.moss, "somebody else has to look"), (cast.finch, "The same person chose")):
        with pytest.raises(Refused, match=why):
            errata.agree(waiting, by=who)
        with pytest.raises(Refused, match=why):
            errata.refuse(waiting, by=who, why="No.")
        client_for(who).post(address(cast, PAGE), {"proposed": waiting.pk, "do": "agree"})
    for who in (cast.okoro, cast.reyes, cast.amina, cast.outsider):
        with pytest.raises(NotAllowed):
            errata.agree(waiting, by=who)
    assert not Erratum.objects.exists()


def test_a_no_has_a_reason_and_changes_nothing(report: FindingsReport, cast: Cast, client_for) -> None:
    waiting = propose(report, cast)
    with pytest.raises(Refused, match="Say why"):
        errata.refuse(waiting, by=cast.hale, why=" ")
    errata.refuse(waiting, by=cast.hale, why="The old words are right.")
    assert "The old words are right." in client_for(cast.moss).get(address(cast, PAGE)).content.decode()
    with pytest.raises(Refused, match="does not wait"):
        errata.agree(waiting, by=cast.hale)
    assert not Erratum.objects.exists()


def test_only_whoever_proposed_it_takes_it_back(report: FindingsReport, cast: Cast) -> None:
    waiting = propose(report, cast)
    with pytest.raises(Refused, match="takes it back"):
        errata.take_back(waiting, by=cast.finch)
    errata.take_back(waiting, by=cast.moss)
    with pytest.raises(Refused, match="does not wait"):
        errata.agree(waiting, by=cast.hale)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"old": "Words nobody wrote"}, "does not say these words"),
        ({"new": ""}, "Give both"),
        ({"reason": " "}, "Give a reason"),
        ({"new": "x" * 1001}, "at most 1,000"),
        ({"new": "Heron 41 asked for it."}, "may be pointed to"),
        ({"new": "Ask on 07700 900123."}, "a phone number"),
        ({"new": "So Dana Whitlow said."}, "a name that this consultation holds posts for"),
    ],
)
def test_it_says_what_is_missing(report: FindingsReport, cast: Cast, fields: dict[str, object], why: str) -> None:
    ListedNames.objects.create(consultation=cast.consultation, lines="Dana Whitlow")
    with pytest.raises(Refused, match=why):
        propose(report, cast, **fields)
    assert not ProposedErratum.objects.exists()


def test_the_same_correction_stands_once(report: FindingsReport, cast: Cast) -> None:
    waiting = propose(report, cast)
    with pytest.raises(Refused, match="stands there already"):
        propose(report, cast, by=cast.finch)
    errata.agree(waiting, by=cast.hale)
    with pytest.raises(Refused, match="stands there already"):
        propose(report, cast)


def test_what_the_police_have_answered_reads_as_it_did(report: FindingsReport, cast: Cast) -> None:
    """Else a kind facilitator softens what was agreed to, and the promise is kept more easily."""
    asked = report.recommendations.first()
    assert asked is not None
    corrected(report, cast, old=asked.title, new="Delete faces within a year.", reason="r")
    softer = propose(report, cast, old="Delete faces within a year.", new="Think about deleting faces.")
    sign(report)
    with pytest.raises(Refused, match="have signed their answer"):
        errata.agree(softer, by=cast.hale)
    with pytest.raises(Refused, match="have signed their answer"):
        propose(report, cast, old=asked.title, new="Delete some faces.")
    FindingsReport.objects.update(conclusion=f"They ask: {asked.title}.")  # the report's own words say it too
    report.refresh_from_db()
    with pytest.raises(Refused, match="copy a longer passage"):
        propose(report, cast, old=asked.title, new="Delete some faces.")
    assert corrected(report, cast, old="They ask:", new="They ask for this:", reason="r").pk


def test_two_corrections_claim_together_no_more_than_one_may(report: FindingsReport, cast: Cast) -> None:
    """Each is a claim of nothing beside the printed words, and both together that almost everybody wants it."""
    finding = report.findings.get()
    Finding.objects.filter(pk=finding.pk).update(said="One of the cafés wanted it for people.", breadth="minority")
    finding.refresh_from_db()
    words = {"finding": finding, "reason": "r"}
    with pytest.raises(Refused, match="count what was not counted"):
        propose(report, cast, old="One of the cafés", new="Most of the residents", **words)
    corrected(report, cast, old="cafés", new="residents", **words)
    with pytest.raises(Refused, match="count what was not counted"):
        propose(report, cast, old="One", new="Most", **words)
    with pytest.raises(Refused, match="other words in place"):
        propose(report, cast, old="cafés", new="towns", **words)
    assert corrected(report, cast, old="residents", new="shops", **words).pk, "a correction may be wrong as well"
    assert corrected(report, cast, old="One", new="Most", **words).pk


def test_only_a_facilitator_corrects_and_only_what_is_published(report: FindingsReport, cast: Cast) -> None:
    for other in (cast.okoro, cast.hale, cast.amina, cast.outsider):
        with pytest.raises(NotAllowed, match="correct the published report"):
            propose(report, cast, by=other)
    cast.at(Stage.ANALYSIS)
    report.consultation.refresh_from_db()
    with pytest.raises(Refused):
        propose(report, cast)


def test_the_page_takes_it_and_the_panel_is_told(report: FindingsReport, cast: Cast, client_for) -> None:
    client, panel = client_for(cast.moss), client_for(cast.hale)
    sent = {"finding": "", "old": report.headline, "new": "Better words", "reason": "A slip."}
    assert panel.post(address(cast, PAGE), sent).status_code == 404
    assert client.post(address(cast, PAGE), {**sent, "old": "No"}).status_code == 422
    assert client.post(address(cast, PAGE), sent).status_code == 302
    waiting = {"proposed": ProposedErratum.objects.get().pk}
    assert client.post(address(cast, PAGE), {**waiting, "do": "agree"}).status_code == 422
    assert panel.post(address(cast, PAGE), {**waiting, "do": "refuse"}).status_code == 422
    assert "Read a correction of the report" not in panel.get("/desk/").content.decode()
    assert panel.post(address(cast, PAGE), {**waiting, "do": "agree"}).status_code == 302
    assert "Read a correction of the report" in client_for(cast.quill).get("/desk/").content.decode()


def test_who_had_said_no_to_it_is_printed_beside_it(report: FindingsReport, cast: Cast, client_for) -> None:
    """It is proposed again, in other words, until somebody is found who agrees: everybody reads that one did not."""
    errata.refuse(propose(report, cast), by=cast.hale, why="It softens what was said.")
    errata.agree(propose(report, cast, new="Other words"), by=cast.quill)
    page = text_of(client_for(None).get(address(cast)).content.decode())
    said = f"Had not agreed to a correction of these words: Ruth Hale, oversight member, on {day(clock.today())}."
    assert said.lower() in page.lower() and "It softens" not in page, "why is for those who run and check it"


def test_a_no_to_other_words_is_not_said_of_it(report: FindingsReport, cast: Cast) -> None:
    other = report.findings.first()
    errata.refuse(propose(report, cast, finding=other, old=other.said), by=cast.hale, why="No.")
    errata.agree(propose(report, cast), by=cast.quill)
    assert [one.said_no for one in errata.of(report)] == [""]


def test_a_no_is_said_of_any_words_that_lie_over_those_it_was_said_to(report: FindingsReport, cast: Cast) -> None:
    """The passage is begun a word later, or ends a word earlier: neither lies in the other."""
    finding = report.findings.get()
    Finding.objects.filter(pk=finding.pk).update(said="We walked home late and the lamps were out, so she was afraid.")
    finding.refresh_from_db()
    where = {"finding": finding, "reason": "r"}
    errata.refuse(propose(report, cast, old="home late and the lamps", new="home", **where), by=cast.hale, why="No.")
    for old, new, is_told in (
        ("and the lamps were out", "in the light", True),
        ("in the light, so", "by day, so", True),  # what a correction made of the same words
        ("she was afraid", "she was not", False),
    ):
        errata.agree(propose(report, cast, old=old, new=new, **where), by=cast.quill)
        assert ("Ruth Hale" in errata.of(report)[-1].said_no) == is_told, old
