"""The report in easy words: of a published version, by one person, read by a second, taken back by the panel."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from audit import texts
from consultations.access import NotAllowed
from consultations.desk import desk
from outcomes.dossier import alongside
from outcomes.easy_read import easy_read as acts
from outcomes.easy_read.originals import originals
from outcomes.models import EasyRead, Finding
from people.errors import Refused
from people.models import Message
from tests.cast import Cast, chosen_by
from tests.outcomes import coded
from tests.outcomes.report import printed
from tests.pages import flat

SignIn = Callable[[Any], Client]
EASY = {"heading": "What people said", "body": "People want their faces deleted.", "picture": "bin"}


def words(about: Finding, **changes: dict[str, str]) -> dict[str, dict[str, str]]:
    return {key: EASY | changes.get(key.split("-")[0], {}) for key in originals(about.report)}


def written(cast: Cast, about: Finding, **changes: dict[str, str]) -> EasyRead:
    return acts.write(about.report, words(about, **changes), by=cast.moss)


def confirmed(cast: Cast, easy: EasyRead, who: Any = None) -> EasyRead:
    return acts.confirm(easy, by=who or cast.hale, seen=easy.changed_at.isoformat())


def at(cast: Cast, rest: str = "") -> str:
    return f"/consultations/{cast.consultation.slug}/report/easy-read/{rest}"


def test_one_writes_it_a_second_reads_it_and_then_everybody_can(
    cast: Cast, published_finding: Finding, client_for: SignIn
) -> None:
    moss, hale, public = client_for(cast.moss), client_for(cast.hale), client_for(None)
    assert public.get(at(cast)).status_code == 404
    assert "Nothing in easy words yet" in flat(moss.get(at(cast)).content.decode())
    form = moss.get(at(cast, "write/")).context["form"]
    sent = {f"{key}-{name}": value for key, part in words(published_finding).items() for name, value in part.items()}
    assert moss.post(at(cast, "write/"), sent | {"seen": form["seen"].value()}).url == at(cast)
    shown = flat(moss.get(at(cast)).content.decode())
    assert "Not public" in shown and "You wrote this" in shown and "The report: Finding 2.1" in shown
    assert public.get(at(cast)).status_code == 404 and "Easy read" not in public.get(at(cast)[:-10]).content.decode()
    told = [one.title for one in desk.first_waiting(cast.hale.pk, 10)[0]]
    assert [title for title in told if "easy words" in title] == ["Read the report in easy words"]
    page = flat(hale.get(at(cast)).content.decode())
    assert "I have read this beside the report, and it says the same." in page
    hale.post(at(cast, "confirm/"), {"seen": EasyRead.objects.get().changed_at.isoformat()})
    page = flat(public.get(at(cast)).content.decode())
    people = ["Of version 1 of the report, by Jo Moss (facilitator", "Read by Ruth Hale (oversight"]
    for said in (*people, "A bin: it is deleted", "People want their faces deleted."):
        assert said in page, said
    assert "The report was changed since" not in page and "The report: Finding" not in page
    assert "Easy read, with pictures" in flat(public.get(at(cast)[: -len("easy-read/")]).content.decode())
    assert Message.objects.filter(title__startswith="The report is public in easy words").exists()
    assert not [one for one in desk.first_waiting(cast.hale.pk, 10)[0] if "easy words" in one.title]
    assert "easy read" in {one.kind for one in texts.now_public()}
    (row,) = alongside.of(cast.consultation)["report-in-easy-words"]["easy_words"]
    assert (row["of_version"], row["confirmed_by"]) == (1, "Ruth Hale")


def test_whoever_wrote_or_chose_the_writer_does_not_confirm(cast: Cast, published_finding: Finding) -> None:
    easy = written(cast, published_finding)
    with pytest.raises(Refused, match="You wrote this"):
        confirmed(cast, easy, cast.moss)
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    with pytest.raises(Refused, match="Jo Moss and you"):
        confirmed(cast, easy, cast.finch)
    with pytest.raises(Refused, match="changed after you opened"):
        acts.confirm(easy, by=cast.hale, seen="2026-01-01T00:00:00+00:00")
    acts.write(easy.report, words(published_finding, short={"body": "Short."}), by=cast.finch)
    with pytest.raises(Refused, match="You wrote this"):
        confirmed(cast, EasyRead.objects.get(), cast.moss)


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "outsider"])
def test_nobody_else_writes_reads_before_or_confirms(
    cast: Cast, published_finding: Finding, client_for: SignIn, who: str
) -> None:
    easy, user = written(cast, published_finding), getattr(cast, who)
    client = client_for(user)
    assert [client.get(at(cast, rest)).status_code for rest in ("", "write/", "take-back/")] == [404] * 3
    with pytest.raises(NotAllowed):
        acts.write(easy.report, words(published_finding), by=user)
    with pytest.raises(NotAllowed):
        confirmed(cast, easy, user)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"finding": {"body": ""}}, "Not written yet: Finding 2.1. Half a report is no fair one."),
        ({"short": {"picture": ""}}, "A heading and a picture are missing"),
        ({"finding": {"body": "Almost everyone wants it."}}, "everyone"),
        ({"short": {"body": "Several people are angry."}}, "Several"),
        ({"short": {"body": "Ring 07700 900123."}}, "contains a phone number"),
    ],
)
def test_what_the_report_may_not_say_its_easy_words_do_not_either(
    cast: Cast, published_finding: Finding, changes: dict[str, dict[str, str]], why: str
) -> None:
    easy = written(cast, published_finding, **changes)
    with pytest.raises(Refused) as refused:
        confirmed(cast, easy)
    assert any(why in problem for problem in refused.value.problems), refused.value.problems


def test_long_sentences_are_said(cast: Cast, published_finding: Finding, client_for: SignIn) -> None:
    long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."
    written(cast, published_finding, short={"body": f"It is short.\n{long}"})
    assert acts.long_sentences(EasyRead.objects.get().parts) == [long[:-1]]
    assert "1 long sentence" in flat(client_for(cast.hale).get(at(cast)).content.decode())


def test_a_correction_since_is_said_until_it_is_brought_up_to_date(
    cast: Cast, published_finding: Finding, client_for: SignIn
) -> None:
    easy = confirmed(cast, written(cast, published_finding))
    report = published_finding.report
    printed.corrected(report, cast, finding=published_finding, old="faces", new="pictures of faces", reason="Plainer.")
    page = flat(client_for(None).get(at(cast)).content.decode())
    assert "The report was changed since" in page and "Version 2," in page and "Correction of finding 2.1" in page
    acts.write(report, words(published_finding, short={"body": "Pictures of faces."}), by=cast.moss)
    changed = EasyRead.objects.get()
    assert changed.of_version == 2 and changed.confirmed_version == 1
    assert "Pictures of faces." not in client_for(None).get(at(cast)).content.decode(), "the confirmed words stay"
    printed.corrected(report, cast, finding=published_finding, old="Three people", new="Three residents", reason="So.")
    with pytest.raises(Refused, match="at version 3 now"):
        confirmed(cast, changed)
    assert EasyRead.objects.get().confirmed == easy.confirmed


def test_the_panel_takes_it_back_and_then_confirms_it(
    cast: Cast, published_finding: Finding, client_for: SignIn
) -> None:
    easy = confirmed(cast, written(cast, published_finding), cast.finch)
    hale = client_for(cast.hale)
    assert hale.post(at(cast, "take-back/"), {"reason": ""}).status_code == 422
    hale.post(at(cast, "take-back/"), {"reason": "It leaves out who was against."})
    assert client_for(None).get(at(cast)).status_code == 404
    assert "Easy read, with pictures" not in client_for(None).get(at(cast)[: -len("easy-read/")]).content.decode()
    assert coded.last_action() in ("easy_read_withdrawn", texts.ACTION)
    easy.refresh_from_db()
    with pytest.raises(Refused, match="somebody of the panel has to read it"):
        confirmed(cast, easy, cast.finch)
    assert confirmed(cast, easy, cast.hale).is_public


def test_one_of_the_panel_does_not_keep_it_away_for_good(
    cast: Cast, published_finding: Finding, client_for: SignIn
) -> None:
    """What another found right comes back, and goes again by another's reason, or with other words."""
    easy, reason = confirmed(cast, written(cast, published_finding), cast.finch), "It leaves out who was against."
    acts.withdraw(easy, by=cast.hale, reason=reason)
    easy.refresh_from_db()
    assert confirmed(cast, easy, cast.quill).is_public
    with pytest.raises(Refused, match="took these words back once"):
        acts.withdraw(easy, by=cast.hale, reason=reason)
    assert "Take it back:" not in client_for(cast.hale).get(at(cast)).content.decode()
    assert "Take it back:" in client_for(cast.quill).get(at(cast)).content.decode()
    acts.write(published_finding.report, words(published_finding, short={"body": "Faces go."}), by=cast.moss)
    with pytest.raises(Refused, match="took these words back once"):
        acts.withdraw(easy, by=cast.hale, reason=reason)
    easy.refresh_from_db()
    confirmed(cast, easy, cast.quill)
    acts.withdraw(easy, by=cast.hale, reason=reason)
    assert not EasyRead.objects.get().is_public


def test_a_draft_has_none(cast: Cast, ready_finding: Finding) -> None:
    with pytest.raises((Refused, NotAllowed)):
        acts.write(ready_finding.report, words(ready_finding), by=cast.moss)
