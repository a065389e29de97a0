"""A new version of a public briefing, at any stage: nobody changes the signed one, and everybody sees what differs."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit import clock, texts
from audit.models import Entry
from consultations import numbers
from consultations import signed_texts as published
from consultations.access import NotAllowed
from consultations.briefing import briefing, comparing, versions
from consultations.groups import appointing
from consultations.models import BriefingVersion, Consultation, Role, Stage
from consultations.review import looking_again, review
from consultations.review import versions as reviewed
from consultations.review.desk import briefings_to_sign
from consultations.review.published import signature_text
from consultations.terms import terms
from people.errors import Refused
from people.models import Message
from tests.consultations.draft import Draft, person
from tests.made_once import made_once

Status = BriefingVersion.Status


@made_once
def open_(draft: Draft) -> Draft:
    """Open, with version 1 signed by both."""
    draft.announce()
    draft.opened(opens_at=clock.now() - timedelta(days=3))
    terms.fix(draft.consultation)
    BriefingVersion.objects.update(content_hash=draft.version.compute_hash())
    draft.version.signoffs.update(content_hash=draft.version.compute_hash())
    for text in [published.text_of(draft.version), *map(signature_text, draft.version.signoffs.all())]:
        texts.publish(text)
    return draft


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def second(draft: Draft, note: str = "The figures of 2026 came out.") -> BriefingVersion:
    return versions.start(draft.consultation, note, by=draft.moss)


def through(draft: Draft) -> BriefingVersion:
    """Version 2 with one sentence turned, sent, signed and out."""
    briefing.write_section(second(draft), "does", "It looks at every face that passes.", by=draft.moss)
    reviewed.send(draft.consultation, by=draft.moss)
    draft.sign()
    return reviewed.publish(draft.consultation, by=draft.moss)


def test_nobody_changes_the_version_that_was_signed(open_: Draft) -> None:
    first, before = open_.version, open_.version.compute_hash()
    acts = [
        lambda by: briefing.write_section(first, "does", "It does nothing.", by=by),
        lambda by: briefing.write_data_card(first, by=by, dpia="None."),
        lambda by: briefing.date_law(first, by=by, law_as_at=None, check_by=None),
        lambda by: briefing.add_evidence(first, "sources", by=by, title="A blog", standpoint="media"),
    ]
    for act in acts:
        with pytest.raises(Refused, match="Start a new version"):
            act(open_.moss)
        for who in (open_.hale, open_.okoro, open_.reyes, open_.outsider):
            with pytest.raises(NotAllowed):
                act(who)
    assert open_.version.compute_hash() == before


def test_only_facilitators_turn_it_and_say_why(open_: Draft) -> None:
    for who in (open_.hale, open_.okoro, open_.reyes, open_.outsider):
        for act in (lambda by: versions.start(open_.consultation, "Mine.", by=by),
                    lambda by: reviewed.send(open_.consultation, by=by),
                    lambda by: reviewed.publish(open_.consultation, by=by)):  # fmt: skip
            with pytest.raises(NotAllowed):
                act(who)
    with pytest.raises(Refused, match="what is changed"):
        second(open_, " ")
    second(open_)
    with pytest.raises(Refused, match="being written already"):
        second(open_)


def test_it_is_a_whole_copy_and_readers_see_the_signed_one(open_: Draft, client_for) -> None:
    old, page = open_.version, reverse("briefing", args=[open_.consultation.slug])
    new = second(open_)
    assert comparing.texts(new) == comparing.texts(old)
    assert new.sources.count() == old.sources.count() > 0
    briefing.write_section(new, "does", "Wholly other words.", by=open_.moss)
    for who in (None, open_.outsider):
        shown = client_for(who).get(page).content.decode()
        assert "Version 1" in shown and "Wholly other words." not in shown
        assert client_for(who).get(page, {"version": 2}).status_code == 404
        assert client_for(who).get(reverse("compare_briefings", args=[open_.consultation.slug])).status_code == 404


def test_it_is_out_only_once_sent_and_signed_by_two_as_it_stands(open_: Draft) -> None:
    new = second(open_)
    with pytest.raises(Refused, match="not before the panel"):
        review.sign_off(new, by=open_.hale, verdict="balanced", statement="Fine.")
    with pytest.raises(Refused, match="Send the new version"):
        reviewed.publish(open_.consultation, by=open_.moss)
    Message.objects.all().delete()
    reviewed.send(open_.consultation, by=open_.moss)
    assert {m.mailbox.user.name for m in Message.objects.all()} == {"Ruth Hale", "Sam Quill"}
    assert briefings_to_sign([open_.member(open_.hale)])
    open_.sign(open_.hale)
    with pytest.raises(Refused, match="missing"):
        reviewed.publish(open_.consultation, by=open_.moss)
    briefing.write_section(open_.version, "does", "A word later.", by=open_.moss)
    open_.sign(open_.quill)
    with pytest.raises(Refused, match="missing"):  # the other signed other words
        reviewed.publish(open_.consultation, by=open_.moss)
    open_.sign(open_.hale)
    reviewed.publish(open_.consultation, by=open_.moss)
    assert briefings_to_sign([open_.member(open_.hale)]) == []


def test_readers_see_changed_while_open_with_both_versions(open_: Draft, client_for) -> None:
    through(open_)
    visitor, slug = client_for(None), open_.consultation.slug
    shown = visitor.get(reverse("briefing", args=[slug])).content.decode()
    assert "Version 2" in shown and "Changed while people were taking part" in shown
    assert "The figures of 2026 came out." in shown and reverse("compare_briefings", args=[slug]) in shown
    compared = visitor.get(reverse("compare_briefings", args=[slug])).content.decode()
    assert "What it does" in compared and "<ins" in compared and "passes." in compared
    assert visitor.get(reverse("briefing", args=[slug]), {"version": 1}).status_code == 200
    assert [v.status for v in open_.consultation.briefing_versions.order_by("number")] == [
        Status.SUPERSEDED, Status.APPROVED,
    ]  # fmt: skip
    found = texts.compare()
    assert found.faults == []
    assert Entry.objects.filter(action="briefing_version_published").count() == 1


def published_on(draft: Draft, version: BriefingVersion, at: datetime) -> str:
    """The page of a version that came out then, as a visitor reads it."""
    BriefingVersion.objects.filter(pk=version.pk).update(published_at=at)
    client, address = Client(), reverse("briefing", args=[draft.consultation.slug])
    return client.get(address, {"version": version.number}).content.decode()


@pytest.mark.parametrize(("after", "while_open"), [(-1, False), (0, True), (9, True), (10, False), (20, False)])
def test_only_what_came_out_while_people_took_part_is_told_so(open_: Draft, after: int, while_open: bool) -> None:
    """By the act that opened it, which was two days after the day announced; and until it closed."""
    version, opened = through(open_), Entry.objects.get(action="stage_open").at
    Consultation.objects.filter(pk=open_.consultation.pk).update(closes_at=opened + timedelta(days=10))
    page = published_on(open_, version, opened + timedelta(days=after))
    assert ("Changed while people were taking part" in page) == while_open
    assert ("What changed" in page) != while_open


def test_what_changed_while_open_keeps_saying_so_once_replaced(open_: Draft, client_for) -> None:
    through(open_)
    briefing.write_section(second(open_, "A third."), "does", "It looks at every face of a crowd.", by=open_.moss)
    reviewed.send(open_.consultation, by=open_.moss)
    open_.sign()
    third = reviewed.publish(open_.consultation, by=open_.moss)
    page = published_on(open_, third.consultation.briefing_versions.get(number=2), clock.now())
    assert "An earlier version" in page and "Changed while people were taking part" in page
    compare = reverse("compare_briefings", args=[open_.consultation.slug])
    assert f'href="{compare}?new=2"' in page
    told = client_for(None).get(f"{compare}?new=2").content.decode()
    assert "Version 1 and version 2" in told and "The figures of 2026 came out." in told


def test_the_panel_sees_what_differs_from_what_each_signed(open_: Draft, client_for) -> None:
    briefing.write_section(second(open_), "does", "It looks at every face that passes.", by=open_.moss)
    reviewed.send(open_.consultation, by=open_.moss)
    shown = client_for(open_.hale).get(reverse("review", args=[open_.consultation.slug])).content.decode()
    assert "Changed since you last signed" in shown and "passes." in shown
    assert f'href="{reverse("comment_on_part", args=[open_.consultation.slug, "does"])}"' in shown


def test_the_editor_offers_no_boxes_for_a_public_version(open_: Draft, client_for) -> None:
    client, slug = client_for(open_.moss), open_.consultation.slug
    editor = reverse("edit_briefing", args=[slug])
    for name, args in (("edit_section", [slug, "does"]), ("edit_data_card", [slug]), ("edit_sources", [slug])):
        assert client.get(reverse(name, args=args)).url == editor
    shown = client.get(editor).content.decode()
    assert 'name="note"' in shown and 'name="law_as_at"' not in shown
    BriefingVersion.objects.update(check_by=clock.today() - timedelta(days=1))
    assert "needs checking" in client.get(editor).content.decode()
    assert client.post(reverse("new_version", args=[slug]), {"note": "Checked again."}).url == editor
    assert 'name="law_as_at"' in client.get(editor).content.decode()
    assert client.post(reverse("put_aside_version", args=[slug])).url == editor
    assert open_.version.number == 1


def test_a_version_somebody_signed_is_not_put_aside(open_: Draft) -> None:
    new = second(open_)
    reviewed.send(open_.consultation, by=open_.moss)
    open_.sign(open_.hale)
    with pytest.raises(Refused, match="nobody has signed"):
        versions.put_aside(new, by=open_.moss)


def test_what_the_panel_asked_of_a_version_is_not_put_aside_with_it(open_: Draft, client_for) -> None:
    """A facilitator who would have the same words signed by two others, without the comment on them."""
    slug = open_.consultation.slug
    second(open_)
    new = reviewed.send(open_.consultation, by=open_.moss)
    asked = review.comment(new, by=open_.hale, text="This leaves out the errors.", severity="must_fix")
    settled = review.reply(review.comment(new, by=open_.quill, text="A comma."), "Done.", by=open_.moss)
    review.resolve(settled, by=open_.quill)
    Message.objects.all().delete()
    versions.put_aside(new, by=open_.moss)
    assert {m.mailbox.user.name for m in Message.objects.all()} == {"Ruth Hale", "Sam Quill"}
    assert open_.version.number == 1, "what is public stays the newest"
    said = client_for(None).get(reverse("public_record", args=[slug])).content.decode()
    assert "Put aside a new version" in said and "Version 2. Not settled with the panel: 1 comment." in said
    page = reverse("review", args=[slug])
    for who in (open_.hale, open_.moss):
        assert "This leaves out the errors." in client_for(who).get(page).content.decode()
    assert client_for(None).get(reverse("briefing", args=[slug]), {"version": 2}).status_code == 404
    for act in (lambda: review.sign_off(new, by=open_.hale, verdict="balanced", statement="Fine."),
                lambda: briefing.write_section(new, "does", "Quietly.", by=open_.moss)):  # fmt: skip
        new.refresh_from_db()
        with pytest.raises(Refused):
            act()

    again = second(open_)
    assert again.number == 3, "a number is used once"
    reviewed.send(open_.consultation, by=open_.moss)
    asked.refresh_from_db()
    assert (asked.version, asked.first_of) == (again, 2) and settled.version == new
    assert "on version 2" in client_for(open_.hale).get(page).content.decode()
    vane = person("vane", "V. Vane")
    appointing.seat(open_.consultation, vane, Role.OVERSIGHT)
    open_.sign(open_.quill, vane)
    with pytest.raises(Refused, match="missing") as refused:
        reviewed.publish(open_.consultation, by=open_.moss)
    assert any("must fix" in problem for problem in refused.value.problems)
    review.resolve(review.reply(asked, "They are in now.", by=open_.moss), by=open_.hale)
    reviewed.publish(open_.consultation, by=open_.moss)


def test_what_is_asked_of_the_version_people_read_goes_along_too(announced_draft: Draft) -> None:
    asked = review.comment(announced_draft.version, by=announced_draft.hale, text="Wrong.", severity="must_fix")
    Consultation.objects.update(stage=Stage.OPEN)
    announced_draft.consultation.refresh_from_db()
    new = second(announced_draft)
    reviewed.send(announced_draft.consultation, by=announced_draft.moss)
    assert [one.pk for one in review.must_still_fix(new)] == [asked.pk]


def test_dates_that_are_past_and_law_not_yet_made_are_refused(draft: Draft) -> None:
    today = clock.today()
    with pytest.raises(Refused, match="still to come"):
        briefing.date_law(draft.version, by=draft.moss, law_as_at=None, check_by=today)
    with pytest.raises(Refused, match="not a day to come"):
        briefing.date_law(draft.version, by=draft.moss, law_as_at=today + timedelta(days=1), check_by=None)
    last = today + timedelta(days=numbers.LOOK_AGAIN_DAYS)
    with pytest.raises(Refused, match="looks again within"):
        briefing.date_law(draft.version, by=draft.moss, law_as_at=None, check_by=last + timedelta(days=1))
    briefing.date_law(draft.version, by=draft.moss, law_as_at=today, check_by=last)
    with pytest.raises(Refused, match="not a day to come"):
        briefing.write_data_card(draft.version, by=draft.moss, checked_on=today + timedelta(days=1))


def test_on_the_day_the_facilitators_are_told_to_look_again(announced_draft: Draft) -> None:
    version = announced_draft.version
    standing = [announced_draft.member(announced_draft.moss)]
    told = Message.objects.filter(title__contains="Look at the briefing again")
    version.check_by = clock.today() + timedelta(days=1)
    version.save(update_fields=["check_by"])
    with clock.travel(noon(clock.today())):
        assert list(looking_again.remind()) == [] and looking_again.briefings_to_check(standing) == []
    with clock.travel(noon(version.check_by)):
        assert len(list(looking_again.remind())) == 1
        assert list(looking_again.remind()) == [], "once"
        [todo] = looking_again.briefings_to_check(standing)
    assert todo.days_left == 0 and {m.mailbox.user for m in told} == {announced_draft.moss, announced_draft.finch}
    BriefingVersion.objects.filter(pk=version.pk).update(check_by=clock.today())
    second(announced_draft)
    assert looking_again.briefings_to_check(standing) == [], "it is being looked at"


def test_the_dates_of_the_law_are_signed(signed_draft: Draft) -> None:
    later = clock.today() + timedelta(days=90)
    briefing.date_law(
        signed_draft.version, by=signed_draft.moss, law_as_at=signed_draft.version.law_as_at, check_by=later
    )
    assert signed_draft.version.counting_signatures() == []
