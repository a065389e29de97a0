"""Two different panel members sign the same text, and only the text they read (invariant 1)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.access import NotAllowed
from consultations.briefing import briefing, opening
from consultations.desk import desk
from consultations.groups import appointing, groups
from consultations.models import BriefingVersion, Membership, Role, Signoff, Stage
from consultations.review import gates, review
from consultations.stages import open_time, stages
from people.errors import Refused
from people.models import User
from tests.consultations.draft import Draft
from tests.pages import flat


def sign(draft: Draft, who, **fields) -> Signoff:
    given = {"verdict": "balanced", "statement": "Read in full.", **fields}
    return review.sign_off(draft.version, by=who, **given)


def test_a_signature_is_on_one_exact_text(sent_draft: Draft) -> None:
    signature = sign(sent_draft, sent_draft.hale)
    assert signature.content_hash == sent_draft.version.compute_hash()
    entry = Entry.objects.get(action="briefing_signed")
    assert (entry.actor, entry.detail["content_hash"]) == ("Ruth Hale", signature.content_hash)


def test_a_text_that_changed_under_the_reader_is_not_signed(sent_draft: Draft) -> None:
    seen = sent_draft.version.compute_hash()
    stale = BriefingVersion.objects.get(pk=sent_draft.version.pk)
    briefing.write_section(sent_draft.version, "does", "Changed meanwhile.", by=sent_draft.moss)
    with pytest.raises(Refused, match="changed after you opened"):
        review.sign_off(stale, by=sent_draft.hale, verdict="balanced", statement="Fine.", seen=seen)
    assert not Signoff.objects.exists()


def test_whoever_signs_reads_first_what_has_no_source_and_which_does_not_open(sent_draft: Draft, client_for) -> None:
    """Until now only those who wrote it saw that."""
    version, slug, client = sent_draft.version, sent_draft.consultation.slug, client_for(sent_draft.hale)
    review_page, sign_page = reverse("review", args=[slug]), reverse("sign_off", args=[slug])
    for source in version.sources.exclude(url=""):
        opening.say(version, source, by=sent_draft.moss, opens=True)
    assert 'id="rests-on"' not in client.get(review_page).content.decode()
    assert "name no source" not in client.get(sign_page).content.decode()
    briefing.write_section(version, "does", "It saved 341 lives in 2025. It can help [99].", by=sent_draft.moss)
    first = version.sources.order_by("number").first()
    assert first is not None
    opening.say(version, first, by=sent_draft.moss, opens=False)
    told = flat(client.get(review_page).content.decode()).partition('id="rests-on"')[2].partition('id="sources"')[0]
    for words in (
        "It saved 341 lives in 2025.",
        "[99] is cited, but there is no such source",
        "could not be opened on",
    ):
        assert words in told, words
    assert "Put a mark such as" not in told, "that is for whoever writes"
    assert f'href="{review_page}#rests-on"' in client.get(sign_page).content.decode()
    long_ago = clock.today() - timedelta(days=numbers.LOOK_AGAIN_DAYS + 1)
    sent_draft.consultation.opened_sources.update(on=long_ago)
    late = flat(client.get(review_page).content.decode())
    many = version.sources.exclude(url="").count()
    assert f"Sources that were not opened here in the last {numbers.LOOK_AGAIN_DAYS} days: {many} of {many}." in late


def test_the_same_text_is_signed_once_a_person(sent_draft: Draft) -> None:
    sign(sent_draft, sent_draft.hale)
    with pytest.raises(Refused, match="already signed"):
        sign(sent_draft, sent_draft.hale)


def test_after_a_change_the_same_person_signs_again(signed_draft: Draft) -> None:
    briefing.write_section(signed_draft.version, "does", "Better.", by=signed_draft.moss)
    signed_draft.sign()
    assert len(signed_draft.version.counting_signatures()) == 2


def test_one_person_never_counts_twice(sent_draft: Draft) -> None:
    first = sign(sent_draft, sent_draft.hale)
    again = Signoff(
        version=sent_draft.version, member=first.member, content_hash=first.content_hash, verdict="balanced",
        public_statement="Again.",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert len(sent_draft.version.counting_signatures()) == 1
    with pytest.raises(Refused):
        stages.move(sent_draft.consultation, "announce", by=sent_draft.moss)


def test_whoever_left_the_panel_does_not_count(signed_draft: Draft) -> None:
    Membership.objects.filter(pk=signed_draft.member(signed_draft.quill).pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert len(signed_draft.version.counting_signatures()) == 1


def test_a_statement_is_needed(sent_draft: Draft) -> None:
    with pytest.raises(Refused, match="public statement"):
        sign(sent_draft, sent_draft.hale, statement="  ")
    for statement, why in (("As Fulmar 16 said.", "Fulmar 16"), ("Fair. " * 400, "take out")):
        with pytest.raises(Refused, match=why):
            sign(sent_draft, sent_draft.hale, statement=statement)


@pytest.mark.parametrize("who", ["moss", "okoro", "reyes", "outsider"])
def test_only_the_panel_signs(sent_draft: Draft, who: str) -> None:
    with pytest.raises(NotAllowed):
        sign(sent_draft, getattr(sent_draft, who))


def test_nothing_is_signed_before_it_is_sent(draft: Draft) -> None:
    assert draft.consultation.stage == Stage.DRAFT
    with pytest.raises(Refused):
        sign(draft, draft.hale)


def test_nobody_is_taken_off_the_panel_by_those_it_checks(sent_draft: Draft) -> None:
    review.comment(sent_draft.version, by=sent_draft.hale, text="Too rosy.")
    for seat in (sent_draft.hale, sent_draft.quill):  # who has begun, and who has not
        with pytest.raises(Refused, match="those who are checked do not choose"):
            groups.stand_down(sent_draft.member(seat), by=sent_draft.moss)
        assert sent_draft.member(seat).is_current


def test_the_page_carries_the_fingerprint_that_was_read(sent_draft: Draft, client_for) -> None:
    client, slug = client_for(sent_draft.hale), sent_draft.consultation.slug
    seen = sent_draft.version.compute_hash()
    assert f"?seen={seen}" in client.get(reverse("review", args=[slug])).content.decode()
    briefing.write_section(sent_draft.version, "does", "Changed meanwhile.", by=sent_draft.moss)
    page = client.get(reverse("sign_off", args=[slug]) + f"?seen={seen}").content.decode()
    assert "The briefing has changed" in page
    sent = {"verdict": "balanced", "statement": "My careful words.", "seen": seen}
    answer = client.post(reverse("sign_off", args=[slug]), sent)
    assert answer.status_code == 422
    assert "My careful words." in answer.content.decode()
    sent["seen"] = sent_draft.version.compute_hash()
    assert client.post(reverse("sign_off", args=[slug]), sent).status_code == 302
    assert "You have signed" in client.get(reverse("review", args=[slug])).content.decode()


def test_facilitators_have_no_signing_page(sent_draft: Draft, client_for) -> None:
    assert client_for(sent_draft.moss).get(reverse("sign_off", args=[sent_draft.consultation.slug])).status_code == 404


# --- Of the side of whoever runs it -------------------------------------------------------------------
def _takes_a_role(draft: Draft) -> None:
    """Kit seated Hale and Quill as an administrator, and runs it from now on."""
    kit = User.objects.create_user("kit@example.org", name="Kit Marsh")
    for who in (draft.hale, draft.quill):
        Membership.objects.filter(pk=draft.member(who).pk).update(seated_by_account=kit)
    appointing.seat(draft.consultation, kit, Role.FACILITATOR)


def _texts(found: list[stages.Missing]) -> str:
    return " ".join(one.text for one in found if not one.soft)


def test_whom_an_administrator_chose_signs_no_briefing_of_theirs(signed_draft: Draft, client_for) -> None:
    """However they signed, before or after: it stands, with their words, and two others have to sign as well."""
    assert not _texts(gates.panel_has_signed(signed_draft.consultation))
    _takes_a_role(signed_draft)
    said = _texts(gates.panel_has_signed(signed_draft.consultation))
    assert "Two different panel members must sign" in said and "Ruth Hale and Sam Quill stands and does not" in said
    with pytest.raises(Refused):
        stages.move(signed_draft.consultation, "announce", by=signed_draft.moss)
    page = client_for(signed_draft.hale).get(reverse("review", args=[signed_draft.consultation.slug])).content.decode()
    assert page.count("Not counted: they are of one side with somebody who") == 2 and "You have signed" in page
    others = [User.objects.create_user(f"{key}@example.org", name=f"{key} Fair") for key in ("ada", "bea")]
    for one in others:
        appointing.seat(signed_draft.consultation, one, Role.OVERSIGHT)
    signed_draft.sign(*others)
    assert not _texts(gates.panel_has_signed(signed_draft.consultation))


def test_nor_opens_it_what_they_signed_before_it_was_announced(signed_draft: Draft) -> None:
    stages.move(signed_draft.consultation, "announce", by=signed_draft.moss)
    assert not _texts(gates.terms_are_signed(signed_draft.consultation))
    assert "waits for the panel" not in open_time.kept_shut_by(signed_draft.consultation)
    _takes_a_role(signed_draft)
    assert "must sign" in _texts(gates.terms_are_signed(signed_draft.consultation))
    assert "of one side with those who run this" in open_time.kept_shut_by(signed_draft.consultation)


def test_whoever_could_still_sign_reads_that_it_waits_for_them(signed_draft: Draft, client_for) -> None:
    """A third member, with two signatures that are not counted: it cannot be opened, and they are asked. Everybody
    reads which signatures these are."""
    third = User.objects.create_user("ada@example.org", name="Ada Fair")
    stages.move(signed_draft.consultation, "announce", by=signed_draft.moss)
    appointing.seat(signed_draft.consultation, third, Role.OVERSIGHT)

    def asked() -> bool:
        return any(todo.title == "Review the briefing" for todo in desk.first_waiting(third.pk, 10)[0])

    pages = [reverse(name, args=[signed_draft.consultation.slug]) for name in ("consultation", "briefing")]
    said = "This signature is not counted now: they are of one side"
    assert not asked() and not any(said in client_for(None).get(page).content.decode() for page in pages)
    _takes_a_role(signed_draft)
    assert asked()
    for page in pages:
        assert client_for(None).get(page).content.decode().count(said) == 2
    signed_draft.sign(third)
    assert not asked(), "they have done what they can"
    one = User.objects.create_user("bea@example.org", name="Bea Fair")
    appointing.seat(signed_draft.consultation, one, Role.OVERSIGHT)
    signed_draft.sign(one)
    assert not _texts(gates.terms_are_signed(signed_draft.consultation))
    assert not desk.first_waiting(signed_draft.hale.pk, 10)[0]
