"""The published report computed again from its inputs: equal, or which table differs."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit import clock, texts
from consultations.models import Consultation, Membership
from deliberation.counting import counting
from deliberation.models import Ballot, Wave
from outcomes import numbers
from outcomes.models import Coding, Excerpt, Finding, FindingQuote, ReportBundle, Stance
from outcomes.report import bundles
from people.privacy import retention
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.report.printed import asked, crowd, published


@made_once
def out(cast: Cast) -> Cast:
    asked(cast, [*crowd(cast, 6), cast.amina])
    for wave in Wave.objects.all():
        counting.seal(wave)
    published(cast)
    return cast


def recompute(cast: Cast) -> tuple[int, str]:
    """(Exit code, what it says)."""
    said = StringIO()
    try:
        call_command("recompute_report", cast.consultation.slug, stdout=said)
    except CommandError as error:
        return error.returncode, said.getvalue()
    return 0, said.getvalue()


def differing(text: str) -> list[str]:
    return [line.strip().removeprefix("DIFFERS").strip() for line in text.splitlines() if "DIFFERS" in line]


def test_untouched_it_is_equal(out: Cast) -> None:
    code, said = recompute(out)
    assert (code, differing(said)) == (0, []) and "Equal: every table" in said
    assert "agrees   labels" in said and "agrees   polls" in said and "the same version of the code" in said
    assert ReportBundle.objects.get().content["tables"]["polls"]


def test_one_ballot_changed(out: Cast) -> None:
    ballot = Ballot.objects.filter(wave__kind="after").first()
    assert ballot is not None
    other = Ballot.objects.exclude(choice=ballot.choice).first()
    assert other is not None
    Ballot.objects.filter(pk=ballot.pk).update(choice=other.choice)
    code, said = recompute(out)
    [went_in, came_out] = differing(said)
    assert code == 1 and went_in.startswith(f"ballots of poll {ballot.wave_id} on question {ballot.question_id}")
    assert came_out.startswith("polls: ") and f"question {ballot.question_id}, recruited" in came_out


def test_one_stance_changed(out: Cast) -> None:
    coding = Coding.objects.select_related("theme").first()
    assert coding is not None
    Coding.objects.filter(pk=coding.pk).update(stance=Stance.AGAINST)
    code, said = recompute(out)
    number = Finding.objects.get().number
    assert code == 1 and differing(said) == [f"codings of “{coding.theme.title}”", f"labels: {number}"]


def test_one_parameter_changed(out: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "FEWEST_FOR_A_VIEW", 4)
    code, said = recompute(out)
    assert code == 1 and differing(said) == ["FEWEST_FOR_A_VIEW", f"labels: {Finding.objects.get().number}"]


def test_a_printed_number_changed(out: Cast) -> None:
    finding = Finding.objects.get()
    finding.computed["holders"] = 60
    finding.save()
    assert differing(recompute(out)[1]) == [f"labels as printed: {finding.number}"]


def test_a_follow_up_poll_that_closes_later_is_no_part_of_it(out: Cast) -> None:
    before = Wave.objects.get(kind="before")
    after_it = clock.now() + timedelta(days=90)
    later = Wave.objects.create(poll=before.poll, kind=Wave.Kind.FOLLOW_UP, title="A year on")
    later.questions.add(*before.questions.all())
    ballot = Ballot.objects.filter(wave=before).first()
    assert ballot is not None
    Ballot.objects.create(token=ballot.token, question=ballot.question, wave=later, choice=ballot.choice)
    Wave.objects.filter(pk=later.pk).update(state=Wave.State.CLOSED, closed_at=after_it)
    counting.seal(later)
    assert recompute(out)[0] == 0
    Ballot.objects.filter(wave=before).first().delete()  # type: ignore[union-attr]
    assert recompute(out)[0] == 1, "what it was computed from is looked at as before"


def test_once_the_words_are_gone_what_can_be_computed_again_still_is(out: Cast) -> None:
    Consultation.objects.update(findings_published_at=clock.now() - timedelta(days=3000))
    FindingQuote.objects.all().delete()
    retention.purge()
    assert not Excerpt.objects.exists()
    Wave.objects.update(closed_at=clock.now() - timedelta(days=3001))
    code, said = recompute(out)
    assert (code, differing(said)) == (0, [])
    assert "The words are no longer kept; labels cannot be computed again." in said
    assert "no more  labels\n" in said and "agrees   polls" in said and "Equal: every table that can" in said
    finding = Finding.objects.get()
    finding.computed["holders"] = 60
    finding.save()
    assert differing(recompute(out)[1]) == [f"labels as printed: {finding.number}"]


def test_words_that_are_kept_still_have_to_give_the_labels(out: Cast) -> None:
    """Whoever deletes passages early is not believed that they were due."""
    FindingQuote.objects.all().delete()
    Excerpt.objects.all().delete()
    code, said = recompute(out)
    assert code == 1 and any(one.startswith("labels") for one in differing(said)) and "no more" not in said


def test_somebody_left_is_said_as_what_went_in(out: Cast) -> None:
    Membership.objects.filter(pk=out.member(out.bilal).pk).update(withdrawn_at=out.consultation.closes_at)
    code, said = recompute(out)
    assert code == 1 and "people" in differing(said) and any(one.startswith("labels: ") for one in differing(said))


def test_a_bundle_that_was_tampered_with_is_not_what_was_signed(out: Cast) -> None:
    bundle = ReportBundle.objects.get()
    bundle.content["parameters"]["MAJORITY_OVER"] = 1
    bundle.save()
    code, said = recompute(out)
    assert code == 1 and "what was kept, with its fingerprint in the record" in differing(said)
    assert any("MAJORITY_OVER" in fault for fault in texts.compare().faults)


def test_another_version_of_the_code_is_said_and_may_agree(out: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "code", lambda: "other")
    code, said = recompute(out)
    assert code == 0 and "another version of the code computes it now" in said


def test_sentences_that_are_put_otherwise_are_no_other_figures(out: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a name that somebody bears since, or what nobody counted when the report came out."""
    bundle = ReportBundle.objects.get()
    coded = bundle.content["tables"]["what was coded"]
    coded["twice"], coded["suggested"] = ["Two coders read a sample, drawn by Ines Moss."], "A machine helped."
    coded["set_aside"]["told"] = "In other words."
    del coded["records"]
    bundle.save()
    monkeypatch.setattr(bundles, "is_as_signed", lambda bundle: True)
    assert recompute(out)[0] == 0
    coded["set_aside"]["total"] += 1
    bundle.save()
    code, said = recompute(out)
    assert code == 1 and differing(said) == ["what was coded: set_aside"]
    coded["set_aside"]["total"] -= 1
    coded["codings"] += 1
    bundle.save()
    assert differing(recompute(out)[1]) == ["what was coded: codings"]


def test_nothing_kept_or_nothing_published(cast: Cast) -> None:
    assert recompute(cast)[0] == 2
    published(cast)
    ReportBundle.objects.all().delete()
    assert recompute(cast)[0] == 2
