"""O10: a correction of the report stands beside what is drafted on it, and signing over it says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Consultation
from consultations.signing import as_told
from outcomes import corrected
from outcomes.answers import chronicle, responses
from outcomes.dossier import contents
from outcomes.models import Erratum, Finding, PoliceResponse
from people.models import User
from tests.cast import Cast, join, person
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish
from tests.pages import flat

pytestmark = pytest.mark.django_db


def test_a_correction_stands_beside_the_recommendation_that_it_touches(cast: Cast, client_for: Callable) -> None:
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(response, cast)
    first = response.report.recommendations.get(number=1)
    slug, made = cast.consultation.slug, {"reason": "A slip of ours.", "by": cast.member(cast.moss)}
    workspace, signing = reverse("response", args=[slug]), reverse("sign", args=[slug])

    def read(page: str) -> str:
        return flat(client_for(cast.okoro).get(page).content.decode())

    assert "The report was corrected" not in read(workspace) + read(signing)
    with clock.travel(clock.now() + timedelta(minutes=5)):
        Erratum.objects.create(report=response.report, old=first.title, new="Other words that hold", **made)
        for page in (workspace, signing, reverse("answer_recommendation", args=[slug, 1])):
            assert all(words in read(page) for words in (f"<del>{first.title}", "<ins>Other words that hold")), page
        assert "<ins>" not in read(reverse("answer_recommendation", args=[slug, 2])), "it touches the first alone"
        assert "after this was drafted" in read(signing)
    with clock.travel(clock.now() + timedelta(minutes=9)):
        responses.write_opening(response, by=cast.reyes, text="We read the correction, and this is what we say now.")
        assert "after this was drafted" not in read(signing)


def _answered(cast: Cast) -> PoliceResponse:
    join(cast.consultation, [(person("voter"), cast.group1)])
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    report = response.report
    report.headline, report.in_brief = "Most want signs", "Signs at every station."
    report.save()
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    return response


def _correct(response: PoliceResponse, old: str, new: str, cast: Cast, finding: Finding | None = None) -> None:
    Erratum.objects.create(
        report=response.report, finding=finding, old=old, new=new, reason="A slip.", by=cast.member(cast.moss)
    )


def test_residents_judge_the_words_that_hold(cast: Cast, client_for: Callable) -> None:
    """Wherever words of the report stand, what was corrected of them stands beside them, and nowhere else."""
    response = _answered(cast)
    finding, slug = response.report.findings.get(), cast.consultation.slug
    voter = User.objects.get(email__startswith="voter@")
    addresses = {
        "answer": reverse("answer", args=[slug]),
        "first": reverse("recommendation", args=[slug, 1]),
        "second": reverse("recommendation", args=[slug, 2]),
        "ballot": reverse("verdict", args=[slug]),
        "working": reverse("working", args=[slug, finding.number]),
    }

    def marked(words: str) -> set[str]:
        pages = {name: flat(client_for(voter).get(url).content.decode()) for name, url in addresses.items()}
        return {name for name, page in pages.items() if f"<ins>{words}</ins>" in page}

    with clock.travel(clock.now() + timedelta(minutes=5)):
        _correct(response, "Put up signs, part 1", "Put up signs at the entrances", cast)
        assert marked("Put up signs at the entrances") == {"answer", "first", "ballot", "working"}
        _correct(response, "at the entrances", "at each entrance", cast)  # of words that a correction put there
        assert "first" in marked("at each entrance")
        _correct(response, "People want signs", "Some people want signs", cast, finding)
        assert marked("Some people want signs") == set(addresses)
        _correct(response, "Most want", "Many want", cast)
        assert marked("Many want") == {"answer"}
        _correct(response, "every station", "two stations", cast)
        assert marked("two stations") == {"answer"}
        _correct(response, "Words of the method alone", "Other words of it", cast)
        assert marked("Other words of it") == set()


def test_a_correction_is_a_moment_of_what_was_asked(cast: Cast) -> None:
    response = _answered(cast)
    _correct(response, "Put up signs, part 1", "Put up signs at the entrances", cast)
    slots = {slot.recommendation.number: slot for slot in responses.slots_of(response)}
    said = "The report was corrected: “Put up signs, part 1” should say “Put up signs at the entrances”"

    def moments(number: int) -> list[str]:
        asked = slots[number].recommendation
        errata = corrected.touching(asked, corrected.of(response.report))
        return [one.title for one in chronicle.of(asked, slots[number], errata)]

    assert said in moments(1) and said not in moments(2)
    page = Client().get(reverse("recommendation", args=[cast.consultation.slug, 1]))
    assert said in page.content.decode()
    answers = contents.parts(cast.consultation, contents.PANEL)["answer"]["answers"]
    assert [any(said == moment[1] for moment in one["history"]) for one in answers] == [True, False]
