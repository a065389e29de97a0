"""The whole file: made by the worker, each version unpacked and searched for what nobody may read in it."""

import hashlib
import inspect
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.record import record
from consultations.models import Membership, ParticipantProfile, Role, Stage
from consultations.stages import stages
from outcomes import numbers
from outcomes.answers import commenting, points, promising, responses
from outcomes.dossier import contents, making, packing, privacy
from outcomes.models import Commitment, PoliceResponse, VerdictCount, WholeFile
from outcomes.signing import as_told
from people.privacy import retention
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.published import SAID

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
#: Said or written, and public nowhere.
UNSAID, CODED, DRAFTED, COMMENT = "zed-post about my street", "zed-theme", "zed-draft", "zed-comment"


@made_once
def private(cast: Cast) -> list[str]:
    """A whole story, and every private fact in it."""
    coded.ready_to_publish(cast)
    cast.at(Stage.ANALYSIS)
    coded.theme(cast, CODED)
    found = [UNSAID, CODED, "zed-borough"]
    for member in Membership.objects.filter(role=Role.PARTICIPANT).select_related("user", "token_link__token"):
        found += [member.pseudonym, member.user.email, member.token_link.token.value]
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    coded.say(cast, cast.amina, UNSAID)
    ParticipantProfile.objects.update(borough="zed-borough")
    response = PoliceResponse.objects.get()
    slot = response.answers.get()
    responses.write_opening(response, by=cast.reyes, text=DRAFTED)
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    responses.answer(slot, by=cast.reyes, status="accepted", reasons="It is right.")
    until = clock.today() + timedelta(days=30)
    promising.promise(slot, by=cast.reyes, text="Delete it in May", owner_role="Head of data", due=until)
    commenting.take_back(commenting.comment(response, slot, by=cast.okoro, text=COMMENT), by=cast.okoro)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    VerdictCount.objects.create(answer=slot, by_themselves=False, choice="no", people=2)
    return found


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def fetched(cast: Cast, who: str, client_for: SignIn) -> dict[str, str]:
    client, slug = client_for(getattr(cast, who)), cast.consultation.slug
    page = reverse("dossier", args=[slug])
    assert client.get(reverse("dossier_file", args=[slug])).status_code == 404, "not made yet"
    client.post(page)
    assert "It is being made" in client.get(page).content.decode()
    version = contents.POLICE if who == "okoro" else contents.PANEL
    making.make.call(cast.consultation.pk, version)
    assert "Download the file" in client.get(page).content.decode()
    return unpacked(client.get(reverse("dossier_file", args=[slug])).content)


@pytest.mark.parametrize("who", ["okoro", "moss", "hale"])
def test_nothing_private_is_in_any_version(private: list[str], cast: Cast, who: str, client_for: SignIn) -> None:
    files = fetched(cast, who, client_for)
    assert {"briefing.json", "report.html", "report-as-printed.html", "answer.json", "promises.html", "verdict.json",
            "corrections.json", "record.json", "deletion-schedule.html", "manifest.json"} <= set(files)  # fmt: skip
    for name, text in files.items():
        assert [fact for fact in private if fact in text] == [], name
    assert "We have read every word." in files["answer.html"] and "Delete it in May" in files["promises.json"]
    assert "withheld" in files["verdict.json"] or json.loads(files["verdict.json"]) == {"answers": []}
    drafts = [name for name, text in files.items() if DRAFTED in text or COMMENT in text]
    expected = ["police-comments.html", "police-comments.json", "police-drafts.html", "police-drafts.json"]
    assert drafts == (expected if who == "okoro" else [])


def test_the_manifest_names_every_file_by_what_is_in_it(private: list[str], cast: Cast) -> None:
    files = unpacked(packing.pack(cast.consultation, contents.POLICE))
    listed = json.loads(files.pop("manifest.json"))["files"]
    assert set(listed) == set(files)
    for name, text in files.items():
        assert listed[name]["sha256"] == hashlib.sha256(text.encode()).hexdigest(), name
    rules = json.loads(files["deletion-schedule.json"])["rules"]
    assert [rule["kept"] for rule in rules] == [rule.kept for rule in retention.rules()]
    assert "Taken back" in files["police-comments.html"] or "Taken back on" in files["police-comments.html"]


def test_a_file_from_before_something_happened_is_not_given(private: list[str], cast: Cast) -> None:
    making.ask(cast.consultation, by=cast.hale)
    making.ask(cast.consultation, by=cast.hale)
    making.make.call(cast.consultation.pk, contents.PANEL)
    assert making.ready(cast.consultation, contents.PANEL)
    record("quote_taken_out", actor=None, subject=cast.consultation, consultation=cast.consultation.slug)
    assert making.ready(cast.consultation, contents.PANEL) is None
    later = clock.now() + timedelta(days=numbers.FILE_DAYS)
    (rule,) = [one for one in privacy.KEPT if one.key == "whole_files"]
    assert rule.due is not None and rule.due(later).count() == 1 and not rule.due(clock.now()).exists()
    assert WholeFile.objects.count() == 1


def test_who_gets_none(private: list[str], cast: Cast, client_for: SignIn) -> None:
    for who in (None, cast.outsider, cast.amina, cast.reyes):
        for name in ("dossier", "dossier_file"):
            assert client_for(who).get(reverse(name, args=[cast.consultation.slug])).status_code == 404


def test_files_say_of_a_promise_what_its_page_says() -> None:
    """“Checked”, as the tag and the mail say it: one word for one thing, so nobody reads two standings out of two."""
    for state in Commitment.State:
        said = Commitment(state=state).standing.lower()
        tag = render_to_string("components/commitment_tag.html", {"status": state.value}).lower()
        assert "verif" not in said + tag.split(">", 1)[1]
        assert ("checked" in said, "not yet" in said) == ("checked" in tag, "not yet" in tag)
    keys = re.findall(r'"(\w+)":', inspect.getsource(contents))
    assert {"checked_on", "checks_taken_back"} <= set(keys) and not [key for key in keys if "verif" in key]
