"""What was signed is made once; a draft anew each time, and a new text is a new page."""

from django.urls import reverse

from consultations.briefing import briefing
from consultations.models import BriefingSection
from tests.consultations.draft import Draft


def test_a_signed_text_is_read_from_one_making(
    announced_draft: Draft, client_for, django_assert_max_num_queries
) -> None:
    address = reverse("briefing", args=[announced_draft.consultation.slug])
    client = client_for(announced_draft.moss)
    first = client.get(address).content
    with django_assert_max_num_queries(12):
        assert client.get(address).content.decode().count("Live facial recognition") == first.decode().count(
            "Live facial recognition"
        )


def test_a_draft_is_read_as_it_is_now(draft: Draft, client_for) -> None:
    address, client = reverse("briefing", args=[draft.consultation.slug]), client_for(draft.moss)
    assert "Quite new words" not in client.get(address).content.decode()
    briefing.write_section(draft.version, "cost", "Quite new words.", by=draft.moss)
    assert "Quite new words" in client.get(address).content.decode()


def test_another_fingerprint_is_another_page(announced_draft: Draft, client_for) -> None:
    address, client = reverse("briefing", args=[announced_draft.consultation.slug]), client_for(announced_draft.moss)
    client.get(address)
    version = announced_draft.version
    BriefingSection.objects.get(version=version, kind="cost").delete()
    version.content_hash = version.compute_hash()
    version.save()
    assert "What it costs" not in client.get(address).content.decode()
