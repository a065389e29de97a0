"""What is changed after others have checked it is said, and no way round the check."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.models import Consultation, Membership
from consultations.stages import stages
from deliberation.models import Poll, Question
from outcomes.coding import coding, quoting
from outcomes.findings import checking, findings, gates, labels, since_sent
from outcomes.models import Coding, Finding, FindingsReport, GroupStance, OversightStatement, Recommendation, Stance
from outcomes.recommendations import recommendations
from people.errors import Refused
from tests.cast import Cast
from tests.outcomes import coded
from tests.pages import flat


def turned_round(cast: Cast, finding: Finding) -> None:
    """What a facilitator could do who wants another report than the one that was checked."""
    findings.write_finding(finding, by=cast.moss, title="People accept the cameras", inferred="Nothing need change.")
    asked = Recommendation.objects.get()
    fields = {"text": "", "category": "data", "findings": [finding]}
    recommendations.edit(asked, by=cast.moss, title="Keep going as before", **fields)


def test_nothing_that_was_asked_for_is_taken_out_or_moved_while_people_check(
    cast: Cast, ready_finding: Finding
) -> None:
    asked = Recommendation.objects.get()
    for act in (recommendations.remove, recommendations.move_up):
        with pytest.raises(Refused, match="People are checking the draft"):
            act(asked, by=cast.moss)


def test_every_change_is_printed_and_the_panel_speaks_again(
    cast: Cast, ready_finding: Finding, client_for: Callable
) -> None:
    turned_round(cast, ready_finding)
    publish = stages.transition_named("publish_findings")
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    assert any("changed after the panel spoke" in one.text for one in stages.missing(consultation, publish))
    statement = flat(client_for(cast.hale).get(reverse("statement", args=[consultation.slug])).content.decode())
    assert "People accept the cameras" in statement and "Delete what is not needed" in statement  # what it was, and is
    checking.add_statement(consultation, by=cast.hale, text="We have read what changed.")
    stages.move(Consultation.objects.get(pk=consultation.pk), "publish_findings", by=cast.moss)
    page = flat(client_for(None).get(reverse("report", args=[consultation.slug])).content.decode())
    changed = page[page.index("Changed after the draft was checked") :]
    for old, new in (
        ("People want faces deleted", "People accept the cameras"),
        ("Delete what is not needed", "Keep going as before"),
    ):
        assert f"<del>{old}</del>" in changed and f"<ins>{new}</ins>" in changed


def test_a_recommendation_that_rests_on_another_finding_is_said_to(
    cast: Cast, ready_finding: Finding, client_for: Callable
) -> None:
    """Words for words the same, on other ground: what a sceptic was shown carried it no longer."""
    [asked] = Recommendation.objects.all()
    other = Finding.objects.create(report=ready_finding.report, area=ready_finding.area, order=9, title="On Sundays")
    findings.write_finding(ready_finding, by=cast.moss, title="People want faces gone")
    kept = {"title": asked.title, "text": asked.text, "category": asked.category}
    assert not [one for one in since_sent.changed(ready_finding.report) if one.what == "findings it rests on"]
    recommendations.edit(asked, by=cast.moss, **kept, findings=[other])
    [found] = [one for one in since_sent.changed(ready_finding.report) if one.what == "findings it rests on"]
    assert (found.where, found.old, found.new) == ("Recommendation 1", "People want faces gone", "On Sundays")
    page = client_for(cast.hale).get(reverse("statement", args=[cast.consultation.slug])).content.decode()
    assert "<ins>On Sundays</ins>" in flat(page)


def test_quotes_and_notes_that_nobody_checked_are_printed_as_such(
    cast: Cast, ready_finding: Finding, client_for: Callable
) -> None:
    """Every quote was swapped after residents had checked the draft, and the annex said that nothing had changed."""
    about, people = ready_finding.themes.get(), (cast.amina, cast.bilal, cast.carys)
    kept = [quote.excerpt for quote in ready_finding.finding_quotes.all()][:1]
    new = [coded.quote(cast, who, about, text=f"I love the cameras, {who.pk} of them.") for who in people]
    findings.set_quotes(ready_finding, kept + new[-1:], by=cast.moss)
    findings.note_groups(ready_finding, {cast.group1.pk: "This group wanted no change."}, by=cast.moss)
    findings.count_anew(ready_finding.report, by=cast.hale)
    checking.add_statement(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale, text="We have read it.")
    stages.move(Consultation.objects.get(pk=cast.consultation.pk), "publish_findings", by=cast.moss)

    def annex() -> str:
        page = flat(client_for(None).get(reverse("report", args=[cast.consultation.slug])).content.decode())
        return page[page.index("Changed after the draft was checked") :]

    found = annex()
    assert "2 quotes, 1 of them as people checked" in found and "the words are those that were sent" not in found
    assert "<del>none</del>" in found and "<ins>Group 1: This group wanted no change.</ins>" in found
    before = since_sent.changed(FindingsReport.objects.get())
    ready_finding.finding_quotes.all().delete()  # as when people leave: what is printed was settled at publication
    assert since_sent.changed(FindingsReport.objects.get()) == before


def test_in_whose_words_something_was_proposed_is_part_of_what_was_sent(cast: Cast, ready_finding: Finding) -> None:
    Finding.objects.filter(pk=ready_finding.pk).update(kind=Finding.Kind.SUGGESTION)
    ready_finding.refresh_from_db()
    [asked], report = Recommendation.objects.all(), ready_finding.report
    first, second = ready_finding.finding_quotes.all()[:2]
    kept = {"title": asked.title, "text": asked.text, "category": asked.category, "findings": [ready_finding]}
    recommendations.edit(asked, by=cast.moss, proposed_in=first, **kept)
    report.sent = since_sent.texts(report) | since_sent.beside(report)
    report.save()
    told = []
    for quote in (second, None, first):
        recommendations.edit(asked, by=cast.moss, proposed_in=quote, **kept)
        told.append([(one.old, one.new) for one in since_sent.changed(report)])
    assert told == [[("a resident’s", "another quote’s")], [("a resident’s", "no resident’s")], []]


def test_counts_that_moved_after_the_check_are_printed_beside_the_old_ones(cast: Cast, client_for: Callable) -> None:
    """Coding goes on until the day of publication: else three of three who were checked are nine of nine."""
    coded.ready_to_publish(cast)
    about = Finding.objects.get().themes.get()
    for n in range(6):
        stance = Stance.FOR if n < 4 else Stance.AGAINST
        coded.code(cast, coded.say(cast, coded.newcomer(cast, cast.group1, f"Late {n}")), about, stance)
    made = Finding.objects.get()
    findings.choose_label(made, by=cast.moss, breadth=labels.propose(made).breadth, strongly_felt=False)
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    assert gates.oversight_has_spoken(consultation)
    told = {change.what: (change.old, change.new) for change in since_sent.changed(FindingsReport.objects.get())}
    assert "3 of the 3" in told["how many hold it"][0] and "7 of the 9" in told["how many hold it"][1]


def asked_again(cast: Cast) -> bool:
    return bool(gates.oversight_has_spoken(Consultation.objects.get(pk=cast.consultation.pk)))


def moved_by_coding(cast: Cast, how: str) -> None:
    """Acts of the coding room alone: nobody touches the draft."""
    code = Coding.objects.order_by("pk").first()
    assert code is not None
    new = {"against": {"stance": "against"}, "felt": {"intensity": 3}, "aimed": {"directed_at": "leadership"}}
    for one in Coding.objects.all() if how in new else []:
        said = {"stance": one.stance, "intensity": one.intensity, **new[how]}
        coding.code(one.excerpt, one.theme, by=cast.moss, **said)
    for n in range(9 if how == "more" else 0):
        late = coded.newcomer(cast, cast.group1, f"Late {n}")
        coded.code(cast, coded.say(cast, late), code.theme, Stance.FOR if n % 2 else Stance.AGAINST)


@pytest.mark.parametrize("how", ["against", "felt", "aimed", "more"])
def test_what_coders_do_after_the_panel_spoke_is_put_to_it(
    cast: Cast, ready_finding: Finding, client_for: Callable, how: str
) -> None:
    """Publishing counts anew, so the report would print what the panel never saw: nothing in the draft has moved."""
    Consultation.objects.update(min_answer=3)  # three spoke
    checking.add_statement(cast.consultation, by=cast.hale, text="Read as it stands.")
    stored = ready_finding.computed
    moved_by_coding(cast, how)
    assert Finding.objects.get().computed == stored
    assert asked_again(cast)
    with pytest.raises(Refused, match="since finding 2.1 was counted. Count the findings anew first"):
        checking.add_statement(Consultation.objects.get(), by=cast.hale, text="Whatever it says.")
    panel, address = client_for(cast.hale), reverse("statement", args=[cast.consultation.slug])
    assert "Count the findings anew" in panel.get(address).content.decode()
    assert panel.post(address, {"do": "count"}).status_code == 302
    assert Finding.objects.get().computed != stored and coded.last_action() == "findings_counted"
    assert "Count the findings anew" not in panel.get(address).content.decode()
    checking.add_statement(Consultation.objects.get(), by=cast.hale, text="We have read the new counts.")
    assert not asked_again(cast)


def test_only_the_panel_counts_anew_and_nobody_once_it_is_published(cast: Cast, ready_finding: Finding) -> None:
    for who in (cast.moss, cast.reyes, cast.amina):
        with pytest.raises(NotAllowed):
            findings.count_anew(ready_finding.report, by=who)
    FindingsReport.objects.update(state=FindingsReport.State.PUBLISHED)
    with pytest.raises(Refused, match="stay as they are"):
        findings.count_anew(FindingsReport.objects.get(), by=cast.hale)


def test_counts_that_stay_as_they_were_read_do_not_hold_the_panel_up(cast: Cast, ready_finding: Finding) -> None:
    """Who leaves is not subtracted (docs/decisions/shown-before.md): counted anew the draft would say the same."""
    report = ready_finding.report
    moved_by_coding(cast, "more")
    findings.count_anew(report, by=cast.hale)
    read = Finding.objects.get()
    Membership.objects.filter(pseudonym="Late 0").update(withdrawn_at=clock.now())
    assert (read.computed["base"], labels.propose(read).base) == (12, 11)
    assert not checking.counted_before(report)
    checking.add_statement(Consultation.objects.get(), by=cast.hale, text="It says what we read.")
    assert not asked_again(cast)


def test_a_quote_that_is_cut_after_the_statement_is_put_to_the_panel(cast: Cast, ready_finding: Finding) -> None:
    """The same excerpt, checked anew by a second person: "but I do not want my face kept" is gone from print."""
    quote = ready_finding.quotes.order_by("pk").first()
    assert quote is not None and not asked_again(cast)
    edited = coding.edit_quote(quote, "I like the cameras […] Delete it at once.", by=cast.moss)
    quoting.check_quote(edited, by=cast.finch)
    assert asked_again(cast)


@pytest.mark.parametrize(
    "what", ["addressed_to", "summary", "conditions", "quotes", "note", "position", "reason", "poll"]
)
def test_the_panel_speaks_again_whatever_was_changed(cast: Cast, ready_finding: Finding, what: str) -> None:
    """An answer that nobody owes, another first screen, other voices: none of it were words that were looked at."""
    consultation, asked = Consultation.objects.get(pk=cast.consultation.pk), Recommendation.objects.get()
    assert not gates.oversight_has_spoken(consultation)
    report, quotes = ready_finding.report, [one.excerpt for one in ready_finding.finding_quotes.all()]
    GroupStance.objects.get_or_create(finding=ready_finding, group=cast.group1)
    act: dict[str, Callable[[], object]] = {
        "addressed_to": lambda: recommendations.edit(
            asked, by=cast.moss, title=asked.title, text="", category="data", findings=[ready_finding],
            addressed_to="The council",
        ),
        "summary": lambda: findings.write_report(
            report, by=cast.moss, summary=[{"text": f"Other {n}", "finding": ready_finding.pk} for n in range(5)]
        ),
        "conditions": lambda: findings.write_report(report, by=cast.moss, conditions=["Only on Sundays"]),
        "quotes": lambda: findings.set_quotes(ready_finding, quotes[1:], by=cast.moss),
        "note": lambda: findings.note_groups(ready_finding, {cast.group1.pk: "Nobody minded."}, by=cast.moss),
        "position": lambda: findings.write_finding(ready_finding, by=cast.moss, position=["for_with_conditions"]),
        "reason": lambda: Finding.objects.filter(pk=ready_finding.pk).update(override_reason="It was faint."),
        "poll": lambda: findings.write_finding(
            ready_finding, by=cast.moss,
            questions=[Question.objects.create(poll=Poll.objects.create(consultation=consultation), text="Q")],
        ),
    }  # fmt: skip
    act[what]()
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    [missing] = gates.oversight_has_spoken(consultation)
    assert "changed after the panel spoke" in missing.text
    checking.add_statement(consultation, by=cast.hale, text="We have read what changed.")
    assert not gates.oversight_has_spoken(Consultation.objects.get(pk=cast.consultation.pk))
    told = [change.what for change in since_sent.changed(FindingsReport.objects.get())]
    assert told, "the annex tells it too"


def test_what_was_not_changed_is_not_said_to_be(cast: Cast, ready_finding: Finding) -> None:
    assert since_sent.changed(FindingsReport.objects.get()) == []
    FindingsReport.objects.update(sent={})  # sent before this was kept
    turned_round(cast, ready_finding)
    assert since_sent.changed(FindingsReport.objects.get()) == []
    for kept, said in ((True, "those that were sent to be checked"), (False, "Not recorded")):
        shown = flat(render_to_string("outcomes/findings/_changed.html", {"changes": [], "kept": kept}))
        assert said in shown and ("Not recorded" in shown) != kept


@pytest.mark.parametrize(
    "position", [["for", "against"], ["for_with_conditions", "against"], ["for", "neutral"], ["neutral", "against"]]
)
def test_opposite_stances_are_no_one_view(cast: Cast, ready_finding: Finding, position: list[str]) -> None:
    with pytest.raises(Refused, match="do not hold the same view"):
        findings.write_finding(ready_finding, by=cast.moss, position=position)
    Finding.objects.update(position=position)  # as it may stand from before
    assert labels.CONTRADICTORY in checking.missing(Finding.objects.get())


def test_findings_of_opposite_positions_are_not_joined(cast: Cast, ready_finding: Finding) -> None:
    FindingsReport.objects.update(state=FindingsReport.State.DRAFT)
    report = FindingsReport.objects.get()
    themes = list(ready_finding.themes.all())
    other = findings.add_finding(
        report, ready_finding.area, by=cast.moss, title="Others", themes=themes, position=["against"]
    )
    with pytest.raises(Refused, match="do not hold the same view"):
        findings.join_findings(Finding.objects.get(pk=ready_finding.pk), other, by=cast.moss)


def test_what_police_write_on_the_draft_names_nobody(cast: Cast, ready_finding: Finding) -> None:
    with pytest.raises(Refused, match="a phone number"):
        coded.commented(
            ready_finding.report, by=cast.reyes, text="It was she of 07700 900123 who said this.", finding=ready_finding
        )
    assert not ready_finding.report.comments.exists()


# --- Marks of two makes --------------------------------------------------------------------------------
def spoken_before(cast: Cast, words: str = "Fairly done.") -> None:
    """A statement as it was marked before marks held counts: quotes by number, nothing drawn by chance."""
    report, ground = FindingsReport.objects.get(), labels.Ground(cast.consultation)
    looked_at, asked = checking.look(report, ground), list(report.recommendations.prefetch_related("findings"))
    found = since_sent.texts_of(report, [one for one, _, _ in looked_at], asked)
    mark = since_sent.mark({**found, **since_sent.beside_the_words(looked_at, asked, None)})
    OversightStatement.objects.update(draft_mark=mark, text=words)


def to_speak_again(cast: Cast) -> bool:
    [*found] = desk.waiting([cast.member(cast.hale)])
    return "Read what changed in the draft, and add a statement" in {one.title for one in found}


def test_a_statement_from_before_marks_held_counts_stands_until_the_draft_changes(
    cast: Cast, ready_finding: Finding
) -> None:
    spoken_before(cast)
    assert not asked_again(cast) and not to_speak_again(cast)
    findings.write_report(ready_finding.report, by=cast.moss, conditions=["Only on Sundays"])
    assert asked_again(cast) and to_speak_again(cast)


def test_an_old_statement_counts_no_more_once_the_panel_has_spoken_anew(cast: Cast, ready_finding: Finding) -> None:
    """Else coding could move after the newer statement, and the older one, which holds no counts, would do."""
    Consultation.objects.update(min_answer=3)
    spoken_before(cast)
    checking.add_statement(cast.consultation, by=cast.hale, text="Read as it stands.")
    assert not asked_again(cast) and not to_speak_again(cast)
    moved_by_coding(cast, "against")
    assert asked_again(cast) and to_speak_again(cast)


def test_nobody_tries_out_counts_on_the_published_mark(cast: Cast, ready_finding: Finding) -> None:
    FindingsReport.objects.update(salt="")  # a draft from before there was this
    checking.add_statement(cast.consultation, by=cast.hale, text="Read as it stands.")
    drawn, said = FindingsReport.objects.get().salt, OversightStatement.objects.latest("pk")
    assert drawn and said.draft_mark.startswith(since_sent.NEW) and not asked_again(cast)
    report, ground = FindingsReport.objects.get(), labels.Ground(cast.consultation)
    report.salt = ""
    asked = list(report.recommendations.prefetch_related("findings"))
    assert checking.mark_of(report, checking.look(report, ground), asked, ground) != said.draft_mark
    stages.move(Consultation.objects.get(), "publish_findings", by=cast.moss)
    assert FindingsReport.objects.get().salt == drawn
