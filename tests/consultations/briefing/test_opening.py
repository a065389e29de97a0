"""A person opens each source and says so: the text stays signed, and what is broken or long not opened is listed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.access import NotAllowed
from consultations.briefing import briefing, gates, opening, versions
from consultations.models import BriefingVersion
from people.errors import Refused
from tests.consultations.draft import Draft
from tests.pages import flat


def warned(draft: Draft) -> list[str]:
    found = gates.warnings_about_the_briefing(draft.consultation)
    return [one.text for one in found if one.where == "open_sources" and one.soft]


def test_what_was_opened_changes_no_signature_and_is_asked_again(signed_draft: Draft) -> None:
    v, by = signed_draft.version, signed_draft.moss
    first, second, *_ = v.sources.order_by("number")
    total = len(opening.standings(v))
    assert warned(signed_draft)[0].endswith(f"in the last {numbers.LOOK_AGAIN_DAYS} days: {total}.")
    opening.say(v, first, by=by, opens=True)
    opening.say(v, second, by=by, opens=False)
    assert len(v.counting_signatures()) == 2
    said = warned(signed_draft)
    assert said == [
        f"[{second.number}] “{second.title}” could not be opened on {clock.today().day} {clock.today():%B %Y}.",
        f"Sources that were not opened here in the last {numbers.LOOK_AGAIN_DAYS} days: {total - 2}.",
    ]
    assert Entry.objects.filter(action__in=["source_opened", "source_did_not_open"]).count() == 2
    opening.say(v, second, by=by, opens=True)
    assert len(warned(signed_draft)) == 1 and v.consultation.opened_sources.count() == 2
    with clock.travel(clock.now() + timedelta(days=numbers.LOOK_AGAIN_DAYS + 1)):
        assert warned(signed_draft)[0].endswith(f": {total}.")


def test_it_is_of_the_address_so_it_goes_along_and_goes_with_it(draft: Draft) -> None:
    first = draft.version.sources.get(number=1)
    opening.say(draft.version, first, by=draft.moss, opens=True)
    BriefingVersion.objects.filter(pk=draft.version.pk).update(status="approved")
    draft.opened()
    made = versions.start(draft.consultation, "Mended", by=draft.moss)
    [one, *_] = opening.standings(made)
    assert one.seen is not None and not one.is_due
    fields = {
        name: getattr(one.source, name) for name in ("title", "publisher", "published", "standpoint", "reference")
    }
    briefing.change_evidence(
        made, "sources", one.source.pk, by=draft.moss, **fields, url="https://archive.example.org/elsewhere"
    )
    assert opening.standings(made)[0].is_due
    briefing.change_evidence(made, "sources", one.source.pk, by=draft.moss, **fields | {"reference": "ISBN 1"}, url="")
    with pytest.raises(Refused, match="no web address"):
        opening.say(made, made.sources.get(number=1), by=draft.moss, opens=True)


def test_whoever_writes_the_briefing_says_it_on_a_page(draft: Draft, client_for) -> None:
    client, address = client_for(draft.moss), reverse("open_sources", args=[draft.consultation.slug])
    first, second, *_ = draft.version.sources.order_by("number")
    page = flat(client.get(address).content.decode())
    assert page.count("It opens, and is what is cited") == len(opening.standings(draft.version))
    assert f'<a href="{first.url}" rel="noopener nofollow">' in page and "Could not be opened" not in page
    assert client.post(address, {"source": first.pk}).status_code == 302
    assert client.post(address, {"source": second.pk, "fails": "1"}).status_code == 302
    page = flat(client.get(address).content.decode())
    assert "Opened (1)" in page and page.index("Could not be opened") < page.index(second.url) < page.index("To open")
    assert "by Jo Moss." in page
    edit = flat(client.get(reverse("edit_briefing", args=[draft.consultation.slug])).content.decode())
    assert f"[2] “{second.title}” could not be opened" in edit and " to open</span>" in edit
    assert client.post(address, {"source": "x"}).status_code == 404
    assert client_for(draft.reyes).get(address).status_code == 404
    with pytest.raises(NotAllowed):
        opening.say(draft.version, first, by=draft.hale, opens=True)
    draft.version.sources.update(url="")
    assert "No source has a web address" in client.get(address).content.decode()
