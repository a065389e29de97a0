"""A mark leads to its source; a fact without one is named; a source that is cited cannot be taken away."""

import pytest
from django.urls import reverse

from audit import clock
from consultations.briefing import briefing, citing, no_harm
from consultations.briefing.packing import as_text, exported, imported
from consultations.models import AskedFact, DataCard, DecisionStep, Source, SupplierRow
from people.errors import Refused
from tests.consultations.draft import Draft


def test_a_mark_is_a_link_to_the_source_with_its_standpoint_and_date(draft: Draft, client_for) -> None:
    page = client_for(draft.moss).get(reverse("briefing", args=[draft.consultation.slug])).content.decode()
    source = draft.version.sources.get(number=1)
    assert 'href="#source-1"' in page and 'id="source-1"' in page
    link = page.split('href="#source-1"')[1].split(">")[0]
    assert source.title in link and source.get_standpoint_display() in link and "1 June 2026" in link
    assert "[1]</a>" in page


def test_an_unknown_number_and_hostile_words_stay_words(draft: Draft) -> None:
    source = Source(number=2, title='"><script>x</script>', standpoint="official")
    written = str(citing.with_marks("<p>One [2], two [9].</p>", [source]))
    assert "<script" not in written and 'href="#source-2"' in written and "two [9]." in written


@pytest.mark.parametrize(
    ("body", "bare"),
    [
        ("In 2025 there were 10 alerts.", ["In 2025 there were 10 alerts."]),
        ("In 2025 there were 10 alerts [3].", []),
        ("There were 10 [3]. There were 11. Nobody knows why.", ["There were 11."]),
        ("How many in 2025?", []),
        ("Call 999 or 101.", []),
        ("- The High Court upheld it\n- Nobody knows", ["The High Court upheld it"]),
        ("As at 15 June 2026.", []),
    ],
)
def test_a_fact_without_a_mark_is_named(body: str, bare: list[str]) -> None:
    assert citing.uncited_in(body) == bare


def test_facts_in_rows_are_named_as_well(draft: Draft) -> None:
    """The data card, the steps and the suppliers can state a figure as any sentence can."""
    version = draft.version
    before = citing.uncited(version)
    DataCard.objects.update_or_create(version=version, defaults={"security": "In 2025 it was broken into 3 times."})
    DecisionStep.objects.create(version=version, kind="machine", doer="machine", title="It reads 50,000 plates a day.")
    supplier = SupplierRow.objects.create(version=version, name="Lens Ltd", role="Was fined in 2024.")
    version.refresh_from_db()
    found = [(one.heading, one.text) for one in citing.uncited(version) if one not in before]
    assert found == [
        ("How it is kept safe", "In 2025 it was broken into 3 times."),
        ("The machine compares or judges", "It reads 50,000 plates a day."),
        ("Suppliers: Lens Ltd", "Was fined in 2024."),
    ]
    said = {"answer": "confirmed", "answered_role": "Officer", "answered_on": clock.today(), "noted_on": clock.today()}
    asked = {"state": "confirmed", "asked_role": "Officer", "asked_on": clock.today(), **said}
    AskedFact.objects.update_or_create(version=version, place="card:security", defaults=asked)
    SupplierRow.objects.filter(pk=supplier.pk).update(role="Was fined in 2024 [1].")
    fresh = type(version).objects.get(pk=version.pk)
    left = [one.text for one in citing.uncited(fresh) if one not in before]
    assert left == ["It reads 50,000 plates a day."], "what the force confirmed bears its role and the day"


def test_numbers_are_given_once_and_stay(draft: Draft) -> None:
    last = citing.next_number(draft.version)
    one = briefing.add_evidence(draft.version, "sources", by=draft.moss, title="One", url="https://example.org/1")
    briefing.add_evidence(draft.version, "sources", by=draft.moss, title="Two", url="https://example.org/2")
    briefing.remove_evidence(draft.version, "sources", one.pk, by=draft.moss)
    assert draft.version.sources.get(title="Two").number == last + 1
    assert citing.next_number(draft.version) == last + 2
    two = draft.version.sources.get(title="Two")
    briefing.remove_evidence(draft.version, "sources", two.pk, by=draft.moss)
    assert citing.next_number(draft.version) == last + 2, "the highest is not given again either"
    imported(draft.version, as_text(exported(draft.version)), by=draft.moss, seen=draft.version.compute_hash())
    new = briefing.add_evidence(draft.version, "sources", by=draft.moss, title="Three")
    assert draft.version.sources.get(pk=new.pk).number == last + 2


ELSEWHERE = [
    lambda v, by: briefing.write_data_card(v, by=by, security="In a locked room [98]."),
    lambda v, by: briefing.add_evidence(v, "retention", by=by, data_class="Faces", kept_for="31 days [98]"),
    lambda v, by: briefing.add_evidence(v, "suppliers", by=by, name="A firm", role="Cameras [98]"),
    lambda v, by: briefing.add_evidence(
        v, "path", by=by, kind="else", doer="machine", title="It waits", can_stop="[98]"
    ),
    lambda v, by: no_harm.say(v, "Two of us looked for one, in court [98].", by=by),
]


@pytest.mark.parametrize("write", ELSEWHERE, ids=["card", "retention", "suppliers", "path", "no harm"])
def test_a_mark_counts_wherever_it_stands(draft: Draft, write, client_for) -> None:
    """A source that only a row cites is no more to be taken away than one that a sentence does."""
    draft.version.stories.filter(outcome__in=["harm", "mixed"]).delete()
    source = briefing.add_evidence(draft.version, "sources", by=draft.moss, title="Ninety-eight")
    draft.version.sources.filter(pk=source.pk).update(number=98)
    write(draft.version, draft.moss)
    with pytest.raises(Refused, match=r"\[98\]"):
        briefing.remove_evidence(draft.version, "sources", source.pk, by=draft.moss)
    for page in ("briefing", "review"):
        if page == "review":
            draft.consultation.stage = "in_review"
            draft.consultation.save()
        shown = client_for(draft.moss).get(reverse(page, args=[draft.consultation.slug]), {"all": "1"})
        assert 'href="#source-98"' in shown.content.decode(), page
    draft.version.sources.filter(pk=source.pk).delete()
    assert "[98] is cited, but there is no such source." in citing.dangling(draft.version)


def test_a_cited_source_stays(draft: Draft) -> None:
    with pytest.raises(Refused, match=r"\[1\]"):
        briefing.remove_evidence(draft.version, "sources", draft.version.sources.get(number=1).pk, by=draft.moss)


def test_sources_from_before_numbers_keep_their_place_and_their_fingerprint(draft: Draft) -> None:
    version = draft.version
    last = version.sources.count()  # the last that the starter's text cites
    version.sources.all().delete()
    Source.objects.bulk_create(Source(version=version, title=title) for title in ("A", "B"))
    before = version.compute_hash()
    assert [(s.number, s.title) for s in citing.numbered(version)] == [(1, "A"), (2, "B")]
    assert version.compute_hash() == before
    briefing.add_evidence(version, "sources", by=draft.moss, title="C")
    assert list(version.sources.order_by("number").values_list("number", "title")) == [
        (1, "A"),
        (2, "B"),
        (last + 1, "C"),
    ]


def test_the_editor_lists_what_has_no_source_and_what_cannot_be_opened(draft: Draft, client_for) -> None:
    briefing.write_section(draft.version, "cost", "It costs £5,000 a year. See [99].", by=draft.moss)
    briefing.add_evidence(draft.version, "sources", by=draft.moss, title="A letter")
    page = client_for(draft.moss).get(reverse("edit_briefing", args=[draft.consultation.slug])).content.decode()
    assert "It costs £5,000 a year." in page
    assert "[99] is cited, but there is no such source." in page
    assert "“A letter” has neither a web address nor a reference." in page
