"""A mark leads to its source; a fact without one is named; a source that is cited cannot be taken away."""

from functools import partial

import pytest
from django.urls import reverse

from audit import clock
from consultations.briefing import briefing, citing, no_harm
from consultations.briefing.packing import as_text, exported, imported
from consultations.models import AskedFact, BriefingVersion, Source
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


def _rows_without_a_source(draft: Draft) -> None:
    version, by = draft.version, draft.moss
    briefing.write_data_card(version, by=by, security="The High Court upheld it.", checked_by="Officer 12")
    add = partial(briefing.add_evidence, version, by=by)
    add("retention", data_class="Tapes", kept_for="31 days")
    add("suppliers", name="Acme Ltd", role="Makes the tapes")
    add("stories", title="A case", text="He was fined. She was glad.", outcome="mixed", source="A letter [1]")
    add("path", kind="else", doer="machine", title="It waits", can_stop="After 5 minutes.", challenge="Why 6?")
    add("glossary", term="Tape", meaning="It holds 90 minutes.")


FOUND_IN_ROWS = {
    "Data card: How it is kept safe": "The High Court upheld it.",
    "How long data is kept": "Tapes: 31 days",
    "Companies involved": "Acme Ltd",
    "Case: A case": "He was fined.",
    "Decision path": "After 5 minutes.",
    "Words explained": "It holds 90 minutes.",
}


def test_rows_that_state_a_fact_without_a_source_are_found(draft: Draft) -> None:
    assert citing.uncited(draft.version) == [], "of the starter"
    _rows_without_a_source(draft)
    assert {one.heading: one.text for one in citing.uncited(draft.version)} == FOUND_IN_ROWS


def test_the_editor_reads_each_with_a_link_to_its_row(draft: Draft, client_for) -> None:
    _rows_without_a_source(draft)
    client = client_for(draft.moss)
    page = client.get(reverse("edit_briefing", args=[draft.consultation.slug])).content.decode()
    for one in citing.uncited(draft.version):
        assert f'<a href="{one.address}">{one.heading}</a>: {one.text}' in " ".join(page.split())
        written, _, where = one.address.partition("#")
        there = client.get(written).content.decode()
        assert one.text.split(": ")[-1] in there and (not where or f'id="{where}"' in there)


def test_a_mark_or_the_word_of_the_force_is_the_source_of_a_row(draft: Draft) -> None:
    add = partial(briefing.add_evidence, draft.version, by=draft.moss)
    firm = add("suppliers", name="Acme Ltd", role="Makes the tapes")
    add("suppliers", name="Bolt Ltd", role="Makes the boxes [1]")
    add("suppliers", name="Not known yet", role="Carries them")
    add("retention", data_class="Boxes", kept_for="Not known yet")
    assert [one.text for one in citing.uncited(draft.version)] == ["Acme Ltd"]
    day = clock.today()
    said = {"asked_role": "Chief", "asked_on": day, "answered_role": "Chief", "answered_on": day, "answer": "confirmed"}
    draft.version.facts.create(place=f"suppliers:{firm.pk}", state=AskedFact.State.CONFIRMED, **said)
    assert citing.uncited(BriefingVersion.objects.get(pk=draft.version.pk)) == []
