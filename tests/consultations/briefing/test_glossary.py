"""Words explained: the first time a part says one it leads to its meaning, which is signed, kept and taken along."""

import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations.briefing import briefing, comparing, glossary, packing, versions
from consultations.models import BriefingVersion, GlossaryTerm
from consultations.translations.originals import WORDS, originals
from people.errors import Refused
from tests.consultations.draft import Draft
from tests.made_once import made_once
from tests.pages import flat

LIST = {"term": "watch list", "also": "WL, wanted list", "meaning": "The people a camera looks for [1]."}


def word(pk: int, term: str, also: str = "") -> GlossaryTerm:
    return GlossaryTerm(pk=pk, term=term, also=also, meaning="x")


def said(html: str, *words: GlossaryTerm) -> list[tuple[str, str]]:
    """Each link that was made: to which word, from what."""
    return re.findall(r'<a class="term" href="#word-(\d+)" data-word>([^<]*)<span', glossary.marked(html, words))


@made_once
def explained(draft: Draft) -> Draft:
    draft.version.glossary.all().delete()
    briefing.write_section(draft.version, "cost", "A watch list costs. The watch list is long.", by=draft.moss)
    briefing.write_section(draft.version, "does", "It has Watch lists, and a WL.", by=draft.moss)
    briefing.add_evidence(draft.version, "glossary", by=draft.moss, **LIST)
    return draft


def test_only_the_first_in_a_part_and_only_where_it_is_text() -> None:
    lists, face = word(1, "list", "WL"), word(2, "face list")
    assert said("<p>A list, a list, Lists, a WL.</p>", lists) == [("1", "list")]
    assert said("<p>A face\n list, a list.</p>", lists, face) == [("2", "face\n list"), ("1", "list")]
    assert said("<p>LISTED enlist list-like wl</p>", lists) == []
    for left in (
        "<h4>list</h4>",
        '<a href="/list">list</a>',
        "<summary>list</summary>",
        "<figure>list</figure>",
        '<i title="list"></i>',
    ):
        assert said(left, lists) == [], left
    assert said("<h4>a <b>list</b></h4><p>list</p>", lists) == [("1", "list")]
    assert said("<p>R&amp;D, the people&#x27;s list</p>", word(3, "R&D"), word(4, "people’s list")) == [
        ("3", "R&amp;D"),
        ("4", "people&#x27;s list"),
    ]
    assert glossary.marked("<p>list</p>", []) == "<p>list</p>"


def test_a_part_leads_to_the_list_at_the_end_without_a_script(explained: Draft, client_for) -> None:
    pk = explained.version.glossary.get().pk
    page = client_for(explained.moss).get(reverse("briefing", args=[explained.consultation.slug])).content.decode()
    links = re.findall(rf'<a class="term" href="#word-{pk}" data-word>(.*?)<span class="vh">', page)
    assert sorted(links) == ["Watch lists", "watch list"], "once in each of the two parts"
    read = flat(page)
    assert (
        f'<div id="word-{pk}" tabindex="-1"><dt>watch list<span class="hint">also: WL, wanted list</span></dt>' in read
    )
    assert 'href="#source-1"' in read[read.index(f'id="word-{pk}"') :]
    section = read[read.rindex("<section", 0, read.index('id="glossary"')) : read.index(f'id="word-{pk}"')]
    assert "<details" not in section, "a link finds it in a browser that opens no card by itself"
    assert '<a href="#glossary">' in read
    explained.version.glossary.all().delete()
    without = client_for(explained.moss).get(reverse("briefing", args=[explained.consultation.slug])).content.decode()
    assert "glossary" not in without and "data-word" not in without


def test_it_is_signed_and_compared_and_goes_along(draft: Draft) -> None:
    draft.version.glossary.all().delete()
    before = draft.version.compute_hash()
    draft.send_to_panel().sign()
    assert len(draft.version.counting_signatures()) == 2
    briefing.add_evidence(draft.version, "glossary", by=draft.moss, **LIST)
    assert draft.version.counting_signatures() == [] and draft.version.compute_hash() != before
    assert "The people a camera looks for" in comparing.texts(draft.version)["The words explained: watch list"]
    assert "<strong>watch list:</strong> The people" in originals(draft.version)[WORDS].body_html
    draft.version.glossary.all().delete()
    assert draft.version.compute_hash() == before, "a text signed before there were words keeps its fingerprint"
    briefing.add_evidence(draft.version, "glossary", by=draft.moss, **LIST)
    BriefingVersion.objects.filter(pk=draft.version.pk).update(status="approved")
    draft.opened()
    assert versions.start(draft.consultation, "Mended", by=draft.moss).glossary.get().term == "watch list"


def test_it_goes_out_and_comes_in(explained: Draft) -> None:
    v, by = explained.version, explained.moss

    def come_in(pack: dict[str, object]) -> None:
        packing.imported(v, json.dumps(pack), by=by, seen=v.compute_hash())

    pack = packing.exported(v)
    assert pack["glossary"] == [LIST]
    pack["glossary"] = [{**LIST, "meaning": "Whom a camera looks for."}, {"term": "cost", "meaning": "What is paid."}]
    come_in(pack)
    assert {one.term: one.meaning for one in v.glossary.all()}["watch list"] == "Whom a camera looks for."
    for rows, problem in [
        ([LIST, {"term": "x", "also": "wanted list", "meaning": "y"}], "“wanted list” explained twice"),
        ([{"term": "x", "meaning": "[to be confirmed]"}], "not asked of the force"),
        ([{"term": "x"}], "glossary, row 1, meaning"),
        ([{"term": f"w{n}", "meaning": "y"} for n in range(glossary.MOST + 1)], "at most 30 rows"),
    ]:
        with pytest.raises(Refused) as refused:
            come_in({**pack, "glossary": rows})
        assert problem in " ".join(refused.value.problems)
    with pytest.raises(Refused) as refused:
        come_in({**pack, "to_be_confirmed": ["glossary:1"]})
    assert "to_be_confirmed must be" in " ".join(refused.value.problems)


def test_whoever_writes_sees_what_the_text_does_not_say_and_what_is_there(explained: Draft, client_for) -> None:
    client, page = client_for(explained.moss), reverse("edit_glossary", args=[explained.consultation.slug])
    assert "Not in the text" not in client.get(page).content.decode()
    assert client.post(page, {"term": "osprey", "also": "", "meaning": "A bird."}).status_code == 302
    text = flat(client.get(page).content.decode())
    assert text.count("Not in the text") == 1 and text.index("osprey") < text.index("Not in the text")
    twice = client.post(page, {"term": "WANTED LIST", "also": "", "meaning": "Again."})
    assert twice.status_code == 302, "an abbreviation is another word than the same letters small"
    twice = client.post(page, {"term": "Wanted list", "also": "", "meaning": "Again."})
    assert twice.status_code == 422 and "explained already, at “watch list”" in twice.content.decode()
    row = explained.version.glossary.get(term="osprey")
    change = reverse("edit_evidence_row", args=[explained.consultation.slug, "glossary", row.pk])
    assert client.get(change).status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        GlossaryTerm.objects.create(version=explained.version, term="OSPREY", meaning="x")


def test_a_meaning_that_states_a_fact_names_its_source(explained: Draft, client_for) -> None:
    briefing.add_evidence(explained.version, "glossary", by=explained.moss, term="cost", meaning="It was 9,000 pounds.")
    text = client_for(explained.moss).get(reverse("edit_briefing", args=[explained.consultation.slug])).content.decode()
    assert ">Words explained</a>: It was 9,000 pounds." in flat(text)
