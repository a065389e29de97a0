"""Invariant 14: a quote is printed only with consent, a second person's check, and nothing that points to somebody."""

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from audit import clock
from consultations.models import Consent
from deliberation.models import Contribution
from outcomes.coding import coding, quoting
from outcomes.models import Excerpt
from people.errors import Refused
from tests.cast import Cast, chosen_by
from tests.outcomes import coded


def why_not(excerpt: Excerpt) -> list[str]:
    return quoting.is_publishable(quoting.with_people(Excerpt.objects.filter(pk=excerpt.pk)).get())


def test_checked_quote_may_be_printed(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast))
    assert why_not(excerpt) == [] and coded.last_action() == "quote_checked"


def test_unchecked_quote_may_not_be_printed(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    assert why_not(excerpt) == ["Nobody has checked yet that it gives no one away."]


def test_oversight_may_check(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    quoting.check_quote(excerpt, by=cast.hale)
    assert why_not(excerpt) == []


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "outsider"])
def test_nobody_else_checks(cast: Cast, who: str) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    with pytest.raises(Http404):
        quoting.check_quote(excerpt, by=getattr(cast, who))


def test_who_chose_the_words_does_not_check_them(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    with pytest.raises(Refused, match="somebody else"):
        quoting.check_quote(excerpt, by=cast.moss)
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    with pytest.raises(Refused, match="Jo Moss and you"):
        quoting.check_quote(excerpt, by=cast.finch)
    chosen_by(cast.member(cast.moss), cast.member(cast.hale))
    with pytest.raises(Refused, match="Jo Moss and you"):
        quoting.check_quote(excerpt, by=cast.hale)
    quoting.check_quote(excerpt, by=cast.quill)


def test_a_second_coder_does_not_check_either(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    coding.code(excerpt, coded.theme(cast, "Signs"), by=cast.finch, stance="for", intensity=1)
    with pytest.raises(Refused, match="somebody else"):
        quoting.check_quote(Excerpt.objects.get(pk=excerpt.pk), by=cast.finch)


def test_nor_whoever_edited_them_last(cast: Cast) -> None:
    """Else one person decides what is printed of somebody's words, or puts back what was cut to hide who they are."""
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), "The man at the bakery is fine.", checked=False)
    coding.edit_quote(excerpt, "The man […] is fine.", by=cast.moss)
    coding.edit_quote(Excerpt.objects.get(pk=excerpt.pk), "", by=cast.finch)
    with pytest.raises(Refused, match="coded or edited"):
        quoting.check_quote(Excerpt.objects.get(pk=excerpt.pk), by=cast.finch)
    with pytest.raises(IntegrityError), transaction.atomic():
        Excerpt.objects.filter(pk=excerpt.pk).update(checked_by=cast.member(cast.finch))
    quoting.check_quote(Excerpt.objects.get(pk=excerpt.pk), by=cast.hale)
    assert why_not(excerpt) == []


def test_who_checked_it_does_not_code_it_afterwards(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast))
    with pytest.raises(Refused, match="You checked this quote"):
        coding.code(excerpt, coded.theme(cast, "Signs"), by=cast.finch, stance="for", intensity=1)


@pytest.mark.parametrize(
    "text",
    ["Write to me: amina@example.org please.", "I live near SW9 8QQ.", "The van was AB12 CDE.", "Ring 07700 900123."],
)
def test_what_points_to_somebody_is_refused_until_it_is_hidden(cast: Cast, text: str) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), text, checked=False)
    with pytest.raises(Refused, match="may give somebody away"):
        quoting.check_quote(excerpt, by=cast.finch)
    assert any("contain" in reason for reason in why_not(excerpt))


def test_hiding_the_detail_makes_it_printable(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast), "I live near SW9 8QQ and it is fine.", checked=False)
    coding.edit_quote(excerpt, "I live near [a station] and it is fine.", by=cast.moss)
    quoting.check_quote(excerpt, by=cast.finch)
    assert why_not(excerpt) == []


def test_an_edit_after_the_check_needs_a_new_check(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast))
    coding.edit_quote(excerpt, "I like the cameras […]", by=cast.moss)
    assert coded.last_action() == "quote_edited"
    assert why_not(excerpt) == ["Nobody has checked yet that it gives no one away."]


def test_no_consent_to_quotes_no_quote(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast))
    assert why_not(excerpt) == []
    consents = Consent.objects.filter(membership=cast.member(cast.amina), item=Consent.Item.QUOTES)
    consents.update(withdrawn_at=clock.now())
    assert why_not(excerpt) == ["The person has not agreed to be quoted."]


def test_words_changed_since_are_not_quoted(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast))
    coded.change(excerpt.revision.contribution, "Please forget what I said.")
    assert why_not(excerpt) == ["The person has changed these words since. Quote the new ones."]


def test_removed_words_are_not_quoted(cast: Cast) -> None:
    excerpt = coded.quote(cast, cast.amina, coded.theme(cast))
    Contribution.objects.update(state=Contribution.State.REMOVED)
    assert why_not(excerpt) == ["The contribution is no longer part of the consultation."]
