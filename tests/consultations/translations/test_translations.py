"""A translation is of one signed text, read by a second person, and says so when the text is another."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.html import escape

from audit import clock
from consultations.access import NotAllowed
from consultations.briefing import deployments, unknowns, versions
from consultations.desk import desk
from consultations.groups import appointing
from consultations.languages import EASY, LANGUAGES
from consultations.models import ASKS, Consultation, Membership, Role, SectionKind, Stage, Translation
from consultations.review import versions as review_versions
from consultations.translations import translations
from consultations.translations.originals import (
    CAME_LATER,
    CARD,
    CASES,
    DEPLOYMENTS,
    FIGURES,
    PATH,
    QUESTION,
    SUPPLIERS,
    TERMS,
    originals,
)
from people.errors import Refused
from people.models import Message, User
from tests.cast import chosen_by
from tests.consultations.draft import Draft, person
from tests.made_once import made_once
from tests.pages import flat

ARABIC, BENGALI = "تنظر الكاميرات إلى الوجوه [1].", "ক্যামেরা মুখ দেখে।"


def whole(draft: Draft, body: str = ARABIC, heading: str = "في دقيقة") -> dict[str, dict[str, str]]:
    kinds = originals(draft.version)
    return {kind: {"heading": heading, "body": f"{body} {kind}"} for kind in kinds}


@made_once
def announced(draft: Draft) -> Draft:
    return draft.announce()


def write(draft: Draft, language: str = "ar", **more: str) -> Translation:
    return translations.write(draft.version, language, whole(draft, **more), by=draft.moss)


def confirm(draft: Draft, made: Translation) -> Translation:
    return translations.confirm(made, by=draft.finch, seen=made.changed_at.isoformat())


def show(draft: Draft, language: str = "ar", query: str = "") -> str:
    return reverse("translation", args=[draft.consultation.slug, language]) + query


def test_everybody_reads_it_once_a_second_person_has(announced: Draft, client_for) -> None:
    made = write(announced)
    public, briefing = client_for(None), reverse("briefing", args=[announced.consultation.slug])
    assert public.get(show(announced)).status_code == 404
    assert "العربية" not in public.get(briefing).content.decode()
    with pytest.raises(Refused, match="Somebody else who reads both"):
        translations.confirm(made, by=announced.moss, seen=made.changed_at.isoformat())
    confirm(announced, made)
    text = public.get(show(announced)).content.decode()
    assert text.count('lang="ar" dir="rtl"') == 2
    read = flat(text)
    assert "Of version 1, by Jo Moss (facilitator)" in read and "Read by Ade Finch (facilitator) on" in read
    assert "Out of date" not in text
    assert "العربية" in public.get(briefing).content.decode()
    for kind in SectionKind.values:
        assert text.count(f'id="{kind}"') == (1 if announced.version.sections.filter(kind=kind).exists() else 0)


def test_nobody_takes_it_off_by_saving_a_comma(announced: Draft, client_for) -> None:
    """What was confirmed stays until a second person has read the change."""
    made = confirm(announced, write(announced))
    seen, public = made.changed_at.isoformat(), client_for(None)
    again = write(announced, body="كلمات أخرى")
    assert again.is_reviewed and again.waits
    read = public.get(show(announced)).content.decode()
    assert ARABIC.partition(" [")[0] in read and "كلمات أخرى" not in read and "Read by Ade Finch" in flat(read)
    for who in (announced.moss, announced.finch, announced.hale):
        page = client_for(who).get(show(announced)).content.decode()
        assert "كلمات أخرى" in page and "Changed since it was confirmed" in page
        assert "كلمات أخرى" not in client_for(who).get(show(announced, query="?as=everybody")).content.decode()
    listed = (
        client_for(announced.moss).get(reverse("translations", args=[announced.consultation.slug])).content.decode()
    )
    assert "Public; a change waits to be read" in listed
    with pytest.raises(Refused, match="Read it again"):
        translations.confirm(again, by=announced.finch, seen=seen)
    again = confirm(announced, again)
    assert not again.waits and "كلمات أخرى" in public.get(show(announced)).content.decode()
    with pytest.raises(Refused, match="confirmed as it stands"):
        confirm(announced, again)


def of_before(draft: Draft, **more: str) -> dict[str, dict[str, str]]:
    return {kind: words for kind, words in whole(draft, **more).items() if kind not in CAME_LATER}


def test_one_confirmed_before_a_part_was_asked_for_is_mended_without_it(announced: Draft) -> None:
    made = confirm(announced, write(announced))
    Translation.objects.filter(pk=made.pk).update(sections=of_before(announced), confirmed=of_before(announced))
    mended = translations.write(announced.version, "ar", of_before(announced, body="كلمات أخرى"), by=announced.moss)
    assert not confirm(announced, mended).waits
    fewer = {kind: words for kind, words in of_before(announced, body="كلمات").items() if kind != QUESTION}
    with pytest.raises(Refused, match="Not translated yet: The question"):
        confirm(announced, translations.write(announced.version, "ar", fewer, by=announced.moss))


def test_nobody_leaves_a_part_out_that_was_public_or_of_a_new_one(announced: Draft) -> None:
    new = translations.write(announced.version, "ar", of_before(announced), by=announced.moss)
    with pytest.raises(Refused, match="Half a briefing"):
        confirm(announced, new)
    confirm(announced, write(announced))
    fewer = translations.write(announced.version, "ar", of_before(announced, body="كلمات"), by=announced.moss)
    with pytest.raises(Refused, match="Half a briefing"):
        confirm(announced, fewer)


def test_saving_it_as_it_stands_makes_nobody_its_writer(announced: Draft) -> None:
    """Else a second person who pressed Save could confirm nothing, and a hostile one could use readers up."""
    made = confirm(announced, write(announced))
    again = translations.write(announced.version, "ar", whole(announced), by=announced.finch)
    assert not again.waits and again.translator == made.translator
    assert not again.writers.filter(member=announced.member(announced.finch)).exists()


def test_the_panel_takes_a_changed_one_back_too(announced: Draft, client_for) -> None:
    made = confirm(announced, write(announced))
    write(announced, body="كلمات أخرى")
    translations.withdraw(made, by=announced.hale, reason="It leaves out that faces are kept.")
    assert client_for(None).get(show(announced)).status_code == 404
    again = Translation.objects.get(pk=made.pk)
    translations.confirm(again, by=announced.quill, seen=again.changed_at.isoformat())
    assert "كلمات أخرى" in client_for(None).get(show(announced)).content.decode()


def test_a_colleagues_full_stop_does_not_let_its_writer_confirm_it(announced: Draft, client_for) -> None:
    write(announced)
    made = translations.write(announced.version, "ar", whole(announced, body=f"{ARABIC}."), by=announced.finch)
    for who in (announced.moss, announced.finch):
        assert "Confirm it" not in client_for(who).get(show(announced)).content.decode()
        with pytest.raises(Refused, match="or part of it"):
            translations.confirm(made, by=who, seen=made.changed_at.isoformat())
    third = person("third", "T. Third")
    appointing.appoint(announced.consultation, third, Role.EXPERT, by=announced.moss)
    assert "Confirm it" in client_for(third).get(show(announced)).content.decode()
    assert translations.confirm(made, by=third, seen=made.changed_at.isoformat()).is_reviewed


def test_the_database_keeps_one_from_confirming_their_own(announced: Draft) -> None:
    made = write(announced)
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.filter(pk=made.pk).update(
            reviewer=made.translator, reviewed_at=made.changed_at, confirmed_translator=made.translator
        )


def test_a_newer_version_takes_no_language_away_and_says_which_one_counts(announced: Draft, client_for) -> None:
    confirm(announced, write(announced))
    versions.start(announced.consultation, "A cost was wrong.", by=announced.moss)
    review_versions.send(announced.consultation, by=announced.moss)
    announced.sign()
    review_versions.publish(announced.consultation, by=announced.moss)
    public = client_for(None)
    briefing = reverse("briefing", args=[announced.consultation.slug])
    assert "العربية" in public.get(briefing).content.decode(), "nobody has translated version 2"
    for query in ("", "?version=2"):
        text = public.get(show(announced, query=query)).content.decode()
        assert "Translated from version 1" in text and "Version 2 is what counts." in text and ARABIC[:10] in text
    write(announced, body="نص جديد.")  # begun, and nobody’s yet but whoever writes
    assert "Translated from version 1" in public.get(show(announced)).content.decode()
    assert "Translated from version 1" not in client_for(announced.moss).get(show(announced)).content.decode()
    panel, back = client_for(announced.hale), reverse("withdraw_translation", args=[announced.consultation.slug, "ar"])
    text = public.get(show(announced, query="?version=1")).content.decode()
    assert "Out of date" in text and "Of version 1" in text
    assert panel.post(back, {"reason": "It says more than version 1 does."}).status_code == 302
    assert public.get(show(announced)).status_code == 404, "the panel takes back what is public, of any version"
    edit = reverse("edit_translation", args=[announced.consultation.slug, "ar"])
    Translation.objects.filter(version=announced.consultation.briefing).delete()
    assert ARABIC in client_for(announced.moss).get(edit).content.decode()  # what was written is gone on from


def next_version(draft: Draft) -> None:
    versions.start(draft.consultation, "A cost was wrong.", by=draft.moss)
    review_versions.send(draft.consultation, by=draft.moss)
    draft.sign()
    review_versions.publish(draft.consultation, by=draft.moss)


def test_nobody_confirms_their_own_words_through_a_newer_version(announced: Draft, client_for) -> None:
    """A colleague saves them for version 2, untouched or with a full stop in every part: they are still hers."""
    confirm(announced, write(announced))
    next_version(announced)
    for body in (ARABIC, f"{ARABIC}."):
        Translation.objects.filter(version=announced.version).delete()
        made = translations.write(announced.version, "ar", whole(announced, body=body), by=announced.finch)
        assert "Confirm it" not in client_for(announced.moss).get(show(announced)).content.decode()
        with pytest.raises(Refused, match="You wrote this"):
            translations.confirm(made, by=announced.moss, seen=made.changed_at.isoformat())
    third = person("third", "T. Third")
    appointing.appoint(announced.consultation, third, Role.EXPERT, by=announced.moss)
    assert translations.confirm(made, by=third, seen=made.changed_at.isoformat()).is_reviewed


def test_words_taken_over_into_a_newer_version_stay_their_translators(announced: Draft) -> None:
    confirm(announced, write(announced))
    next_version(announced)
    moss, finch = announced.member(announced.moss).pk, announced.member(announced.finch).pk
    mine = whole(announced) | {CARD: {"heading": "بطاقة", "body": "كلمات أخرى."}}
    made = translations.write(announced.version, "ar", mine, by=announced.finch)
    assert {kind: words["by"] for kind, words in made.sections.items()} == dict.fromkeys(mine, moss) | {CARD: finch}


def test_a_newer_version_does_not_undo_what_the_panel_took_back(announced: Draft, client_for) -> None:
    """Else a facilitator starts a version, carries the words over, and a colleague confirms them."""
    made = confirm(announced, write(announced))
    translations.withdraw(made, by=announced.hale, reason="It leaves out that faces are kept.")
    for body in (ARABIC, "نص جديد."):
        next_version(announced)
        made = write(announced, body=body)
        with pytest.raises(Refused, match="The panel took this back"):
            confirm(announced, made)
    translations.confirm(made, by=announced.quill, seen=made.changed_at.isoformat())
    assert client_for(None).get(show(announced)).status_code == 200
    next_version(announced)
    confirm(announced, write(announced, body="نص ثالث."))  # the panel confirmed the one before


def test_what_the_panel_took_back_does_not_come_back_as_the_version_before(announced: Draft, client_for) -> None:
    confirm(announced, write(announced))
    next_version(announced)
    translations.write(announced.version, "ar", whole(announced), by=announced.moss)
    made = Translation.objects.get(version=announced.version)
    translations.confirm(made, by=announced.quill, seen=made.changed_at.isoformat())
    back, panel = reverse("withdraw_translation", args=[announced.consultation.slug, "ar"]), client_for(announced.hale)
    assert panel.post(back, {"reason": "It leaves out that faces are kept."}).status_code == 302
    public, briefing = client_for(None), reverse("briefing", args=[announced.consultation.slug])
    assert public.get(show(announced)).status_code == 404
    assert "العربية" not in public.get(briefing).content.decode()
    assert public.get(show(announced, query="?version=1")).status_code == 200, "what was read with version 1 stays"
    assert panel.post(back, {"reason": "It leaves out that faces are kept."}).status_code == 302
    assert public.get(show(announced, query="?version=1")).status_code == 404


def test_words_that_changed_under_it_are_told_too(announced: Draft, client_for) -> None:
    made = write(announced)
    announced.version.translations.update(of_hash="0" * 64)
    with pytest.raises(Refused, match="brought up to date"):
        confirm(announced, made)
    assert "Out of date" in client_for(announced.moss).get(show(announced)).content.decode()


def test_half_a_briefing_and_an_unsigned_one_are_refused(draft: Draft) -> None:
    with pytest.raises(Refused, match="has signed"):
        write(draft)
    draft.announce()
    half = {kind: words for kind, words in whole(draft).items() if kind != "limits"}
    made = translations.write(draft.version, "ar", half, by=draft.moss)
    with pytest.raises(Refused, match="Known limits"):
        confirm(draft, made)
    bare = {"does": {"heading": "", "body": ARABIC}}
    with pytest.raises(Refused, match="heading"):
        translations.write(draft.version, "ar", bare, by=draft.moss)
    with pytest.raises(Refused, match="Choose a language"):
        translations.write(draft.version, "xx", whole(draft), by=draft.moss)


def test_nobody_else_writes_or_confirms(announced: Draft) -> None:
    made = write(announced)
    for who in (announced.okoro, announced.reyes, announced.outsider):
        with pytest.raises(NotAllowed):
            translations.confirm(made, by=who, seen=made.changed_at.isoformat())
        with pytest.raises(NotAllowed):
            translations.write(announced.version, "bn", whole(announced), by=who)


def test_markup_in_it_is_words(announced: Draft, client_for) -> None:
    confirm(announced, write(announced, body="<script>alert(1)</script>", heading="<b>x</b>"))
    text = client_for(None).get(show(announced)).content.decode()
    assert "<script>alert" not in text and "<b>x</b>" not in text


def test_whoever_reads_it_reads_how_much_is_not_known_and_where(announced: Draft, client_for) -> None:
    """The states stand in the signed text alone: a translation that leaves them out sounds surer than it."""
    confirm(announced, write(announced))
    count, client = unknowns.counted(announced.version), client_for(None)
    page = flat(client.get(show(announced)).content.decode())
    assert count.unknown and f"{count.unknown} of {count.of} facts of this briefing are not known" in page
    address = reverse("briefing", args=[announced.consultation.slug]) + "?version=1&amp;all=1"
    assert f'href="{address}#not-known"' in page
    assert 'id="not-known"' in client.get(address.replace("&amp;", "&")).content.decode()
    next_version(announced)
    assert f'href="{address}#not-known"' in flat(client.get(show(announced)).content.decode()), "of its own version"


def waits_for(draft: Draft, user: User) -> list[str]:
    return [todo.title for todo in desk.waiting([draft.member(user)]) if "translation" in todo.title]


def told(user: User) -> list[str]:
    return [one.title for one in Message.objects.filter(mailbox__user=user) if "translation" in one.title]


def test_whoever_can_be_its_second_reader_is_told_once_it_is_whole(announced: Draft) -> None:
    appointing.appoint(announced.consultation, expert := person("vale", "I. Vale"), Role.EXPERT, by=announced.moss)
    half = {kind: words for kind, words in whole(announced).items() if kind != CARD}
    translations.write(announced.version, "ar", half, by=announced.moss)
    assert told(announced.finch) == [] and waits_for(announced, announced.finch) == [], "nobody can confirm a half"
    made = write(announced)
    write(announced, heading="غير ذلك")  # the same day, once more
    for reader in (announced.finch, announced.hale):
        assert [title.partition(":")[0] for title in told(reader)] == [
            "A translation waits for a second reader who knows Arabic"
        ]
        assert waits_for(announced, reader) == ["Read a translation as the second person"]
    assert told(announced.moss) == [] and waits_for(announced, announced.moss) == [], "its writer reads no second time"
    for other in (announced.okoro, announced.reyes):
        assert told(other) == [] and waits_for(announced, other) == []
    why = translations.why_not(made, announced.member(expert))
    assert bool(waits_for(announced, expert)) == (not why)
    made.refresh_from_db()
    confirm(announced, made)
    assert waits_for(announced, announced.finch) == waits_for(announced, announced.hale) == []


def about(user: User) -> list[Message]:
    return [one for one in Message.objects.filter(mailbox__user=user).order_by("pk") if "translation" in one.key]


def titles(user: User) -> list[str]:
    return [one.title.partition(": Cameras in Eastmere")[0] for one in about(user)]


def expert(draft: Draft, key: str, *, by: User) -> User:
    appointing.appoint(draft.consultation, made := person(key, f"E. {key.title()}"), Role.EXPERT, by=by)
    return made


def test_an_expert_is_told_that_one_waits_is_public_and_was_taken_back(announced: Draft) -> None:
    ours, other = expert(announced, "vale", by=announced.moss), expert(announced, "wren", by=announced.finch)
    made = write(announced)
    waits = "A translation waits for a second reader who knows Arabic"
    for user in (ours, other):
        may = not translations.why_not(made, announced.member(user))
        assert titles(user) == ([waits] if may else []), "asked is who may confirm it"
    assert titles(other) == [waits]
    translations.confirm(made, by=other, seen=made.changed_at.isoformat())
    public = "The briefing is public in another language (Arabic)"
    assert titles(ours)[-1] == public and public not in titles(other), "who confirmed it knows"
    translations.withdraw(made, by=announced.hale, reason="It leaves out that faces are kept.")
    assert titles(ours)[-1] == titles(other)[-1] == "The panel took a translation back (Arabic)"
    assert all(kinds == {"experts"} for kinds in ({one.kind for one in about(user)} for user in (ours, other)))


def test_an_expert_who_left_or_is_of_the_police_elsewhere_is_told_nothing(announced: Draft) -> None:
    gone, officer = expert(announced, "vale", by=announced.finch), expert(announced, "wren", by=announced.finch)
    Membership.objects.filter(user=gone).update(withdrawn_at=clock.now())
    elsewhere = Consultation.objects.create(title="Elsewhere", slug="elsewhere", stage=Stage.OPEN)
    Membership.objects.create(user=officer, consultation=elsewhere, role=Role.RESPONDER)
    made = confirm(announced, write(announced))
    translations.withdraw(made, by=announced.hale, reason="It leaves out that faces are kept.")
    assert about(gone) == about(officer) == []


def test_an_expert_who_wrote_one_is_told_that_it_is_old(announced: Draft) -> None:
    writer, other = expert(announced, "vale", by=announced.moss), expert(announced, "wren", by=announced.moss)
    translations.write(announced.version, "ar", whole(announced), by=writer)
    next_version(announced)
    old = "Version 2 of the briefing is out: the translation (Arabic) is of an earlier one"
    assert old in titles(writer) and old not in titles(other)


def test_its_writers_are_told_that_a_new_version_has_made_it_old(announced: Draft) -> None:
    confirm(announced, write(announced))
    assert waits_for(announced, announced.moss) == []
    next_version(announced)
    assert [title.partition(":")[0] for title in told(announced.moss)] == ["Version 2 of the briefing is out"]
    assert waits_for(announced, announced.moss) == ["Bring a translation up to the new version"]
    assert not [title for title in told(announced.finch) if "Version 2" in title], "of these words they wrote none"
    assert waits_for(announced, announced.finch) == []
    write(announced)
    assert waits_for(announced, announced.moss) == [] and waits_for(announced, announced.finch) != []


def test_the_pages_and_the_second_tab(announced: Draft, client_for) -> None:
    client, slug = client_for(announced.moss), announced.consultation.slug
    edit = reverse("edit_translation", args=[slug, EASY])
    form = client.get(edit).context["form"]
    sent = {f"{k}-{n}": w for k, given in whole(announced, BENGALI, "এক মিনিটে").items() for n, w in given.items()}
    mark = form["seen"].value()
    assert client.post(edit, {**sent, "seen": mark}).status_code == 302
    late = client.post(edit, {**sent, "seen": mark, "does-body": "Late words"})
    assert late.status_code == 422 and "Late words" in late.content.decode()
    made = Translation.objects.get()
    confirmed = client_for(announced.finch).post(
        reverse("confirm_translation", args=[slug, EASY]), {"seen": made.changed_at.isoformat()}
    )
    assert confirmed.status_code == 302
    text = client_for(None).get(show(announced, EASY)).content.decode()
    assert 'lang="en" dir="ltr"' in text and "এক মিনিটে" in text
    assert "Easy read" in client.get(reverse("translations", args=[slug])).content.decode()


def test_question_card_and_cases_are_translated_and_each_part_has_its_translator(announced: Draft, client_for) -> None:
    """Half a pack is no fair one: the question, the rows of the card and the cases are parts like any section."""
    parts = whole(announced)
    assert {QUESTION, CARD, CASES} <= set(parts)
    for lacking in (QUESTION, CARD, CASES):
        less = {kind: words for kind, words in parts.items() if kind != lacking}
        made = translations.write(announced.version, "ar", less, by=announced.moss)
        with pytest.raises(Refused, match="Not translated yet"):
            translations.confirm(made, by=announced.hale, seen=made.changed_at.isoformat())
    beside = client_for(announced.moss).get(show(announced, "ar").replace("/in/ar/", "/in/ar/edit/")).content.decode()
    for said in (announced.consultation.purpose_question, announced.version.data_card.collected[:20]):
        assert escape(said) in beside
    made = translations.write(announced.version, "ar", parts, by=announced.moss)
    mine = parts | {CARD: {"heading": "بطاقة", "body": "كلمات أخرى."}}
    made = translations.write(announced.version, "ar", mine, by=announced.finch)
    moss, finch = announced.member(announced.moss).pk, announced.member(announced.finch).pk
    assert {kind: words["by"] for kind, words in made.sections.items()} == dict.fromkeys(parts, moss) | {CARD: finch}
    translations.confirm(made, by=announced.hale, seen=made.changed_at.isoformat())
    text = flat(client_for(None).get(show(announced)).content.decode())
    assert text.count("This part: Jo Moss") == len(parts) - 1 and text.count("This part: Ade Finch") == 1


def test_what_one_person_wrote_before_parts_had_translators_stays_theirs(announced: Draft) -> None:
    """Whoever opens it and saves a comma is the translator of that part alone; saving nothing changes nothing."""
    parts = whole(announced)
    made = translations.write(announced.version, "ar", parts, by=announced.moss)
    made.sections = {kind: {"heading": words["heading"], "body": words["body"]} for kind, words in parts.items()}
    made.save()
    same = translations.write(announced.version, "ar", parts, by=announced.finch)
    assert same.translator_id == made.translator_id and not same.writers.filter(member__user=announced.finch).exists()
    moss, finch = announced.member(announced.moss).pk, announced.member(announced.finch).pk
    mine = parts | {CARD: {"heading": "بطاقة", "body": "كلمات أخرى."}}
    changed = translations.write(announced.version, "ar", mine, by=announced.finch)
    assert {kind: words["by"] for kind, words in changed.sections.items()} == dict.fromkeys(parts, moss) | {CARD: finch}


def test_every_language_has_its_own_name_and_direction() -> None:
    assert {mark for mark, one in LANGUAGES.items() if one.right_to_left} == {"ar", "fa", "ur"}
    assert len({one.own for one in LANGUAGES.values()}) == len(LANGUAGES)


def test_marks_lead_to_sources_and_addresses_stay_whole(announced: Draft, client_for) -> None:
    """Found in the Arabic page: a mark led nowhere, and the hyphen of an address stood at its other end."""
    body = f"{ARABIC} www.example.org/face-matching, police@example.org, [موقع](https://example.org/x)."
    confirm(announced, write(announced, body=body))
    text = client_for(None).get(show(announced)).content.decode()
    assert 'href="#source-1"' in text and 'id="source-1"' in text
    for address in ("www.example.org/face-matching", "police@example.org"):
        assert f'<bdi dir="ltr">{address}</bdi>' in text
    assert 'href="https://example.org/x"' in text, "what stands in a tag is left alone"


def test_one_section_saved_leads_to_the_next(announced: Draft, client_for) -> None:
    """The form is as long as the briefing: nobody has to write all of it before anything is kept."""
    client, address = client_for(announced.moss), reverse("edit_translation", args=[announced.consultation.slug, "ar"])
    page = client.get(address).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    words = {"summary-heading": "في دقيقة", "summary-body": ARABIC, "seen": seen}
    answer = client.post(address, {**words, "after": "summary"})
    assert answer.status_code == 302 and answer["Location"] == f"{address}?at=does#does"
    assert Translation.objects.get(language="ar").sections["summary"]["body"] == ARABIC
    page = flat(client.get(answer["Location"]).content.decode())
    folds = [fold.split("<summary>")[0] for fold in page.split('class="fold" id="')[1:]]
    assert [fold.split('"')[0] for fold in folds if " open>" in fold] == ["does"]
    assert flat(client.get(address).content.decode()).count(" open>") == 1, "what is not written yet is open"


def test_the_second_reader_has_the_signed_text_beside_it(announced: Draft, client_for) -> None:
    translations.write(announced.version, "ar", {"summary": {"heading": "في دقيقة", "body": ARABIC}}, by=announced.moss)
    address = reverse("translation", args=[announced.consultation.slug, "ar"])
    read = client_for(announced.hale).get(address).content.decode()
    signed = announced.version.sections.get(kind="summary").body_html
    assert signed and signed in read and ARABIC.partition(" [")[0] in read
    assert read.index(signed) < read.index("I have read this beside the signed text") < read.index('id="sources"')


def test_the_second_reader_is_of_nobodys_choosing(announced: Draft, client_for) -> None:
    """The lawyer’s case: every section “Tout va bien.”, confirmed by the colleague whom its writer chose."""
    moss, expert = announced.member(announced.moss), person("third", "T. Third")
    appointing.appoint(announced.consultation, expert, Role.EXPERT, by=announced.moss, organisation="A supplier")
    for who in (announced.finch, expert):
        chosen_by(announced.member(who), moss)
    for writer, readers in ((announced.moss, (announced.finch, expert)), (expert, (announced.moss, announced.finch))):
        Translation.objects.all().delete()
        made = translations.write(announced.version, "fr", whole(announced, body="Tout va bien."), by=writer)
        for who in readers:
            with pytest.raises(Refused, match="The same person chose"):
                translations.confirm(made, by=who, seen=made.changed_at.isoformat())
            page = client_for(who).get(show(announced, "fr")).content.decode()
            assert "Confirm it" not in page and "The same person chose" in page
    assert client_for(None).get(show(announced, "fr")).status_code == 404
    assert "Confirm it" in client_for(announced.hale).get(show(announced, "fr")).content.decode()
    translations.confirm(made, by=announced.hale, seen=made.changed_at.isoformat())
    page = flat(client_for(None).get(show(announced, "fr")).content.decode())
    assert "by T. Third (expert, A supplier)" in page and "Read by Ruth Hale (oversight member) on" in page


def test_the_panel_is_told_and_takes_it_back_in_public(announced: Draft, client_for) -> None:
    made, slug = confirm(announced, write(announced)), announced.consultation.slug
    told = Message.objects.filter(kind="panel", title__startswith="The briefing is public in another language")
    assert {one.mailbox.user.name for one in told} == {"Ruth Hale", "Sam Quill"}
    for who in (announced.moss, announced.finch, announced.okoro, announced.reyes, announced.outsider):
        with pytest.raises(NotAllowed):
            translations.withdraw(made, by=who, reason="No.")
    address = reverse("withdraw_translation", args=[slug, "ar"])
    panel = client_for(announced.hale)
    assert panel.post(address, {"reason": ""}).status_code == 422
    assert panel.post(address, {"reason": "It leaves out that faces are kept."}).status_code == 302
    assert client_for(None).get(show(announced)).status_code == 404
    record = client_for(None).get(reverse("public_record", args=[slug])).content.decode()
    assert "It leaves out that faces are kept." in record
    assert "It leaves out that faces are kept." in client_for(announced.moss).get(show(announced)).content.decode()
    again = write(announced, body="كلمات أخرى")
    with pytest.raises(Refused, match="The panel took this back"):
        confirm(announced, again)
    translations.confirm(again, by=announced.quill, seen=again.changed_at.isoformat())
    assert client_for(None).get(show(announced)).status_code == 200
    index = client_for(announced.hale).get(reverse("translations", args=[slug])).content.decode()
    assert "Public" in index and "Begin one" not in index


def test_all_that_is_signed_is_a_part_and_numbers_stay(announced: Draft) -> None:
    """Figures, path, companies and terms stood in English under words that said they were the briefing."""
    there = originals(announced.version)
    assert {FIGURES, PATH, SUPPLIERS, TERMS} <= set(there)
    figure, step = announced.version.figures.first(), announced.version.path.first()
    firm = announced.version.suppliers.first()
    for kind, words in (
        (FIGURES, [figure.metric, figure.denominator_label, figure.area]),
        (PATH, [step.title, step.get_kind_display()]),
        (SUPPLIERS, [firm.name]),
        (TERMS, ["Who asks", "Eastmere Council (example)", "Closes", "How people take part"]),
    ):
        for said in filter(None, words):
            assert escape(said) in there[kind].body_html, (kind, said)
    assert announced.consultation.purpose_question not in there[TERMS].body_html, "a part of its own"
    less = {kind: words for kind, words in whole(announced).items() if kind != TERMS}
    made = translations.write(announced.version, "ar", less, by=announced.moss)
    with pytest.raises(Refused, match="Not translated yet: The terms"):
        confirm(announced, made)


RECORD = """date,borough,place,faces_seen_est,alerts,alerts_false,arrests
2022-01-28,Westminster,Oxford Circus,12120,11,1,4
2022-02-03,Croydon,North End,1000,9,0,2"""
RATES = ("7.62", "5.0", "3.0")


@made_once
def recorded(draft: Draft) -> Draft:
    """Signed with a record of deployments."""
    deployments.add(draft.version, RECORD, by=draft.moss)
    return draft.announce()


@pytest.mark.parametrize("language", ["ar", EASY])
def test_the_record_of_deployments_is_a_part_and_keeps_its_figures(recorded: Draft, client_for, language: str) -> None:
    signed = originals(recorded.version)[DEPLOYMENTS].body_html
    for said in (*RATES, "1 of 13,120", "1 of 20", "2, 28 January 2022 to 3 February 2022", "does not say"):
        assert said in signed, said
    made = write(recorded, language)
    for reader in (recorded.finch, recorded.hale):  # before it is public, beside what was signed
        assert (
            client_for(reader).get(show(recorded, language)).content.decode().count('id="record-of-deployments"') == 1
        )
    confirm(recorded, made)
    page = flat(client_for(None).get(show(recorded, language)).content.decode())
    own, record = page.split('id="deployments"')[1].split('id="record-of-deployments"')
    assert ARABIC.partition(" [")[0] in own and own.rstrip().endswith('lang="en-gb" dir="ltr"'), "marked as English"
    record = record.split("</section>")[0]
    for figure in (*RATES, "1 of 13,120", "Alerts each month", "deployments.csv"):
        assert figure in record, figure


def test_words_from_before_the_record_was_a_part_have_it_below_the_figures(recorded: Draft, client_for) -> None:
    made = confirm(recorded, write(recorded))
    without = {kind: words for kind, words in made.confirmed.items() if kind != DEPLOYMENTS}
    Translation.objects.filter(pk=made.pk).update(sections=without, confirmed=without)
    page = client_for(None).get(show(recorded)).content.decode()
    assert page.count('id="record-of-deployments"') == 1
    assert page.index(f'id="{FIGURES}"') < page.index('id="record-of-deployments"') < page.index(f'id="{CASES}"')
    less = {kind: words for kind, words in whole(recorded).items() if kind != DEPLOYMENTS}
    new = translations.write(recorded.version, "bn", less, by=recorded.moss)
    with pytest.raises(Refused, match="Not translated yet: The record of deployments"):
        confirm(recorded, new)


def test_a_briefing_without_a_record_has_none_to_translate(announced: Draft, client_for) -> None:
    assert DEPLOYMENTS not in originals(announced.version)
    confirm(announced, write(announced))
    assert "record-of-deployments" not in client_for(None).get(show(announced)).content.decode()


def test_easy_read_has_the_picture_of_each_ask_and_no_other_language_has(announced: Draft, client_for) -> None:
    for language in (EASY, "ar"):
        confirm(announced, write(announced, language))
    easy, arabic = (client_for(None).get(show(announced, language)).content.decode() for language in (EASY, "ar"))
    for key, *_ in ASKS:
        assert easy.count(f'id="pic-{key}-title"') == 1 and f"pic-{key}-title" not in arabic
    assert easy.count('id="pic-walker"') == 1 and "pic-walker" not in arabic
