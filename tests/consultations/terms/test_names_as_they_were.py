"""Old words of a public change stay as they were read, whoever renames what they name."""

from collections.abc import Callable

from django.urls import reverse

from audit import texts
from audit.models import Entry
from consultations.forces import forces
from consultations.models import Area, BriefingVersion
from consultations.register import technologies
from consultations.setup import setup
from consultations.terms import terms, words
from people.models import User
from tests.cast import force
from tests.consultations.draft import Draft
from tests.made_once import made_once

WHY = "More exact."


@made_once
def announced(draft: Draft) -> Draft:
    return draft.announce()


def shown(draft: Draft, client_for: Callable) -> str:
    text = client_for(None).get(reverse("terms", args=[draft.consultation.slug])).content.decode()
    return text[text.index("Changed since it was announced") : text.index("As they stand")]


def test_a_detached_entry_is_not_renamed_out_of_the_old_words(announced: Draft, client_for: Callable) -> None:
    c, old = announced.consultation, announced.consultation.technologies.get()
    technologies.add(c, by=announced.moss, name="Fixed cameras", kind="cctv", reason=WHY)
    technologies.detach(c, old, by=announced.moss, reason="Not asked about any more.")
    before, was = shown(announced, client_for), old.name
    assert f"<del>{was}" in before
    mine = setup.start(title="Another", by=announced.moss, force=c.force)
    technologies.attach(mine, old, by=announced.moss)
    technologies.change(mine, old, by=announced.moss, name="Quiet name")
    assert shown(announced, client_for) == before
    kept = [entry.detail["names"] for entry in Entry.objects.filter(action="terms_changed")]
    assert [one["technologies"][str(old.pk)] for one in kept] == [was] * 2, "and in the record"


def test_renamed_forces_and_areas_change_no_old_words_and_no_signature(announced: Draft, client_for: Callable) -> None:
    boss = User.objects.create_superuser("boss@draft.example.org")
    salt, area = force("Saltmarsh Police (example)"), Area.objects.create(name="Fenwick", slug="fenwick")
    c = announced.consultation
    setup.update(c, by=announced.moss, reason=WHY, joint_forces=[salt], in_areas=[area])
    setup.update(c, by=announced.moss, reason=WHY, joint_forces=[], in_areas=[])
    terms.fix(c)
    BriefingVersion.objects.update(status=BriefingVersion.Status.SUPERSEDED)
    before, mark, was = shown(announced, client_for), announced.version.compute_hash(), c.force.name
    forces.change(salt, by=boss, name="Quiet Police (example)")
    forces.change(c.force, by=boss, name="Other Police (example)")
    Area.objects.update(name="Elsewhere")
    assert shown(announced, client_for) == before and "Saltmarsh" in before and "Fenwick" in before
    version = announced.version
    assert words.spoken(version.terms_now())["Force that must answer"] == was, "of a version that was replaced"
    assert words.spoken(announced.member(announced.okoro).accepted_terms)["Force that must answer"] == was
    assert version.compute_hash() == mark and len(version.counting_signatures()) == 2
    assert texts.compare().faults == []
