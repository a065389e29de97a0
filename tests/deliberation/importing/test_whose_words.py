"""Whose words are whose: nobody's name is stored or shown, nobody speaks twice, and the room is nobody."""

import pytest

from consultations.models import Consent, Membership, Role
from deliberation.importing import drafts, names, team
from deliberation.importing.choices import ABOVE, LED, NEW, NOBODY, ROOM, Choices
from deliberation.importing.facts import records_of
from deliberation.importing.forms.drafts import MeetingForm
from deliberation.importing.planning import Plan, plan_transcript
from deliberation.importing.rooms import import_transcript
from deliberation.models import Contribution
from deliberation.moderation import moderation
from deliberation.transcripts.reading import read_transcript_bytes
from outcomes.coding.coding import included
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAFYDD = "Facilitator: What?\nCarys Evans: The vans.\nDafydd ap Gwilym: I was stopped.\nCarys Evans: And cost."


def plan(cast: Cast, text: str, **chosen) -> Plan:
    transcript = read_transcript_bytes(text.encode(), name="x.txt")
    return plan_transcript(cast.group1, transcript, choices=Choices(**chosen))


def bring(cast: Cast, text: str, **chosen) -> list[Contribution]:
    kept = import_transcript(plan(cast, text, **chosen), by=cast.moss, may_quote=True)
    return list(kept.contributions.order_by("pk"))


def everything_stored() -> str:
    return str([*Contribution.objects.values_list("body", "held_because", "to_check"), *Membership.objects.values()])


def test_a_third_speaker_is_never_in_somebody_elses_words(cast: Cast) -> None:
    said = bring(cast, DAFYDD)
    assert [c.body for c in said if c.source_kind == "transcript"] == ["The vans.", "I was stopped.", "And cost."]
    assert said[1].membership == said[3].membership != said[2].membership
    assert "Dafydd" not in everything_stored() and "Gwilym" not in everything_stored()


def test_a_label_not_understood_waits_under_nobody_without_its_name(cast: Cast) -> None:
    said = bring(cast, "Facilitator: What?\nCarys: Vans.\nbell hooks from the flats: I was stopped.\nCarys: So.")
    held = next(c for c in said if c.state == Contribution.State.HELD)
    assert held.source_kind == "room" and held.membership == cast.member(cast.moss)
    assert "stopped" in held.body and "hooks" not in held.body
    assert not included(cast.consultation).filter(pk=held.pk).exists()


@pytest.mark.parametrize(
    ("choice", "kind", "body", "people"),
    [
        (NEW, "transcript", "I was stopped.", 2),
        (ROOM, "room", "[…]: I was stopped.", 1),
        (ABOVE, "transcript", "beth: I was stopped.", 1),
        ("carys", "transcript", "I was stopped.", 1),
    ],
)
def test_a_facilitator_says_whose_words_they_are(cast: Cast, choice: str, kind: str, body: str, people: int) -> None:
    text = "Facilitator: What?\nCarys: Vans.\nbeth: I was stopped.\nCarys: So."
    said = bring(cast, text, turns={2: choice})
    assert (said[2].source_kind, said[2].body, said[2].state) == (kind, body, "visible")
    assert len({c.membership_id for c in said if c.source_kind == "transcript"}) == people


def test_unnamed_words_are_of_somebody_in_the_room_and_count_for_nobody(cast: Cast, client_for) -> None:
    before = Membership.objects.count()
    said = bring(cast, "WEBVTT\n\nguid/7-0\n00:00:03.138 --> 00:00:03.618\nAnd more.")
    assert [c.source_kind for c in said] == ["room"]
    assert Membership.objects.count() == before
    page = client_for(cast.moss).get(said[0].thread.get_absolute_url()).content.decode()
    assert "Somebody in the room" in page


def test_labels_can_be_joined_and_led_and_nobody(cast: Cast) -> None:
    text = "Jo: What?\nR1: Vans.\nR-1: And cost.\nR2: No.\nJo: Why?"
    said = bring(cast, text, who={"jo": LED, "r-1": "same:r1", "r2": NOBODY})
    assert [c.source_kind for c in said] == ["facilitator_note", "transcript", "transcript", "room", "facilitator_note"]
    assert said[1].membership == said[2].membership


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("I agree with Ben.", "I agree with […]."),
        ("Ben's right, and so is Siân Lloyd-Jones.", "[…]'s right, and so is […]."),
        ("ben said so. BEN did.", "[…] said so. […] did."),
        ("Sian thinks, as Lloyd does.", "[…] thinks, as […] does."),
        ("Benches and Benny are no names here.", "Benches and Benny are no names here."),
        ("Jo asked us.", "[…] asked us."),
    ],
)
def test_names_of_the_records_people_are_replaced_in_anybodys_words(cast: Cast, words: str, stored: str) -> None:
    text = f"Jo (facilitator): What?\nBen: Hi.\nSiân Lloyd-Jones: Yes.\nAmina: {words}\nBen: So.\n"
    text += "Siân Lloyd-Jones: a\nAmina: b"
    assert bring(cast, text)[3].body == stored


def test_a_name_that_is_a_word_is_a_name_only_with_a_capital(cast: Cast) -> None:
    text = "Will Grace: Hi.\nAmina: I will, by the grace of God. Ask Will. Will you?\nWill Grace: So.\nAmina: b"
    assert bring(cast, text)[1].body == "I will, by the grace of God. Ask […]. Will you?"


def test_names_in_another_script_are_found(cast: Cast) -> None:
    said = bring(cast, "李雷：好。\nأمينة: قالت لي أمينة ذلك\nEve: 我同意李雷的话。\n李雷：好。\nأمينة: b\nEve: c")
    assert said[2].body == "我同意[…]的话。"  # no spaces, and no more than the name goes
    assert "أمينة" not in said[1].body


def test_a_kept_name_is_marked_for_the_check(cast: Cast) -> None:
    text = "Ben: Hi.\nAmina: I agree with Ben.\nBen: So.\nAmina: b"
    said = bring(cast, text, keep={"ben"})
    assert said[1].body == "I agree with Ben." and "Ben" in said[1].to_check


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("I'm twenty-two and they stop me.", "an age"), ("I am 34.", "an age"), ("A 15-year-old lad.", "an age"),
        ("On Acacia Road, by the shop.", "a street"), ("They stood in Heol Eglwys.", "a street"),
        ("I work at Tesco.", "a workplace"), ("Outside Saint Mary's School.", "a school or place of worship"),
        ("It took my son Yusuf.", "a family tie"),
    ],
)  # fmt: skip
def test_what_gives_somebody_away_is_marked(cast: Cast, words: str, what: str) -> None:
    assert what in bring(cast, f"Amina: {words}\nBen: Hi.\nAmina: a\nBen: b")[0].to_check


@pytest.mark.parametrize(
    "words", ["I'm 100% sure.", "I am 5 minutes away.", "It was twenty times worse.", "The road is long."]
)
def test_what_gives_nobody_away_is_not(words: str) -> None:
    assert not list(names.to_check(words))


def test_ordinary_words_of_a_label_or_of_the_head_are_no_names(cast: Cast) -> None:
    text = (
        "Present: two observers, Olwen Rees\n\nAmina: I'm twenty-two. Two observers came, and Olwen.\n"
        "Maria from the flats: No flats here.\nSection 60: a section.\nBen: The flats and the section.\n"
        "Amina: a\nBen: b"
    )
    said = bring(cast, text)
    assert said[0].body == "I'm twenty-two. Two observers came, and […]."
    assert said[1].body == "[…]: No flats here." and said[2].body == "Section 60: a section."
    assert said[3].body == "The flats and the section."


def test_areas_follow_headings_and_the_facilitators_questions(cast: Cast) -> None:
    areas = list(cast.consultation.areas.all())
    question = areas[1].prompts.first().question
    found = plan(cast, f"Facilitator: Welcome.\nAmina: Hi.\nFacilitator: So. {question}\nBen: Vans.\nAmina: b\nBen: c")
    assert [line.area.order for line in found.lines] == [1, 1, 2, 2, 2, 2]
    chosen = plan(cast, "Facilitator: Welcome.\nAmina: Hi.\nBen: Vans.", areas={2: 2}, areas_chosen=True)
    assert [line.area.order for line in chosen.lines] == [1, 1, 2]


def test_what_was_asked_of_the_meeting_is_kept_for_the_annex(cast: Cast) -> None:
    about = {"held_on": "2026-05-04", "place": "Library", "mode": "phone", "recorder": "Phone", "absent": "One person"}
    bring(cast, DAFYDD, about=about)
    (facts,) = records_of(cast.consultation)
    assert (facts.held_on.isoformat(), facts.place, facts.mode) == ("2026-05-04", "Library", "By phone")
    assert (facts.said("absent"), facts.said("present")) == ("One person", "not recorded")
    assert (facts.people, facts.contributions, facts.of_the_room) == (2, 3, 0)


def test_the_people_of_a_record_agree_as_the_facilitator_says(cast: Cast) -> None:
    said = bring(cast, DAFYDD)
    assert said[1].membership.role == Role.PARTICIPANT
    assert said[1].membership.consents_to(Consent.Item.QUOTES)


def test_what_waits_is_released_by_whoever_brought_it_in_and_stays_nobodys(cast: Cast, client_for) -> None:
    said = bring(cast, "Facilitator: What?\nCarys: Vans.\nbeth from town: I was stopped.\nCarys: So.")
    held = next(c for c in said if c.state == Contribution.State.HELD)
    moderation.publish(held, by=cast.moss, revision=1)
    page = client_for(cast.bilal).get(held.thread.get_absolute_url()).content.decode()
    assert "I was stopped." in page and "Somebody in the room" in page and "beth" not in page
    assert not included(cast.consultation).filter(pk=held.pk).exists()


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("2026-05-04_Carys_Evans_talk", "2026-05-04_[…]_talk"),
        ("carys-evans", "[…]"),
        ("CarysEvans and Dafydd", "[…] and […]"),
        ("Dafydd ap Gwilym’s group in the park", "[…] ap […]’s group in the park"),
        ("Evening group", "Evening group"),
    ],
)
def test_no_title_and_no_annex_names_whoever_spoke(cast: Cast, title: str, shown: str) -> None:
    """A file is often called after the person, and what a record is called stood in the public annex."""
    transcript = read_transcript_bytes(DAFYDD.encode(), name=f"{title}.txt")
    choices = Choices(about={"held_on": "2026-05-04"})
    kept = import_transcript(plan_transcript(cast.group1, transcript, choices=choices), by=cast.moss, may_quote=True)
    assert kept.title == shown
    assert [record.called for record in records_of(cast.consultation)] == ["Group 1, a meeting elsewhere on 4 May 2026"]


TEAM = "Jo Moss: What?\nCarys: I rang.\nL Reyes (she/her): I take note.\nHale: Ask them.\nJO: Me too.\nJo Marsh: So."


def test_a_name_of_the_team_is_taken_to_have_led_and_asked_about(cast: Cast) -> None:
    """Whoever leads is labelled with a name, and was one more resident in every count."""
    draft = drafts.keep(cast.consultation, TEAM.encode(), "x.txt", by=cast.moss)
    transcript = drafts.transcript_of(draft)
    assert draft.choices["who"] == {"jo moss": LED, "l reyes (she/her)": LED}
    asked = team.asked(cast.consultation, transcript)
    assert asked.keys() == {"jo moss", "l reyes (she/her)", "hale", "jo"}
    assert asked["jo moss"].startswith("Jo Moss, facilitator") and "too" in asked["hale"]
    drafts.decide(draft, Choices.from_json(draft.choices), by=cast.moss, group=cast.group1)
    assert drafts.plan_of(draft).participants == ["Carys", "Hale", "JO", "Jo Marsh"]
    form = MeetingForm(draft, transcript, drafts.plan_of(draft))
    assert form["who_0"].value() == LED and form.seats[0]["asked"] == asked["jo moss"]


def test_whoever_brings_it_in_says_what_it_is_called(cast: Cast) -> None:
    kept = import_transcript(plan(cast, DAFYDD, about={"title": "Park, with Carys"}), by=cast.moss, may_quote=True)
    assert kept.title == "Park, with […]"


SPOKEN_OF = (
    "Facilitator: What?\nCarys: I rang. Then Imran Shah came, and Imran’s dog. Nothing.\n"
    "Dilwyn: Ask Carys or ring Hope."
)


def test_a_name_in_no_label_is_replaced_once_somebody_types_it(cast: Cast) -> None:
    typed = names.typed("Imran Shah, Hope\nNobody Here")
    found = plan(cast, SPOKEN_OF, also=typed)
    assert [line.body for line in found.lines][1:] == [
        "I rang. Then […] came, and […]’s dog. Nothing.",
        "Ask […] or ring […].",
    ]
    assert found.not_found == ["Nobody Here"]
    assert "Imran" in plan(cast, SPOKEN_OF).lines[1].body  # nothing else knows it for a name
    kept = plan(cast, SPOKEN_OF, also=typed, keep={"hope"})
    assert kept.lines[2].body == "Ask […] or ring Hope." and "Hope" in kept.lines[2].to_check


def test_each_name_is_shown_in_its_sentence(cast: Cast) -> None:
    found = plan(cast, f"{SPOKEN_OF}{' Ask Carys now.' * 5}", also=["Imran Shah"])
    shown = {
        name: [(one.line, one.before, one.text, one.after) for one in places] for name, places in found.places.items()
    }
    assert shown["imran shah"] == [(2, "Then ", "Imran Shah", " came, and Imran’s dog.")]
    assert shown["imran"] == [(2, "Then Imran Shah came, and ", "Imran", "’s dog.")]
    assert len(shown["carys"]) == 3 and found.names["carys"] == 6
    long = names.around(f"{'word ' * 60}Carys{' more' * 60}", names.find(f"{'word ' * 60}Carys", {"carys"})[0])
    assert all("…" in side and len(side) < 110 for side in long)


@pytest.mark.parametrize(
    ("name", "said", "left"),
    [
        ("王小明", "我同意王小明的意见，王小明说得对", "我同意[…]的意见，[…]说得对"),
        ("田中 太郎", "田中太郎さんが言った", "[…]さんが言った"),
        ("김민수", "나는 김민수는 맞다고 생각해", "나는 […]는 맞다고 생각해"),
        ("กี่เพ็ญ", "เห็นด้วยกับกี่เพ็ญมาก", "เห็นด้วยกับ[…]มาก"),
        ("সূর্য দাস", "আমি সূর্য দাসের সাথে একমত", "আমি […]ের সাথে একমত"),
        ("प्रिया शर्मा", "मैं प्रिया से सहमत हूँ", "मैं […] से सहमत हूँ"),
        ("သူရ", "ကျွန်တော် သူရကို သဘောတူ", "ကျွန်တော် […]ကို သဘောတူ"),
        ("محمد علي", "قلت لمحمد ومحمد هنا", "قلت ل[…] و[…] هنا"),
        ("Zoë", "Zoë’s mum and ZOË, not Zoëlogy", "[…]’s mum and […], not Zoëlogy"),
    ],
)
def test_a_name_is_taken_out_of_words_in_any_script_and_no_more_than_it(name: str, said: str, left: str) -> None:
    """In some nothing stands between two words; in others Python takes a vowel for the end of one."""
    assert names.replaced(said, names.find(said, names.parts_of([name])), set()) == left


def test_who_speaks_bengali_is_known_by_their_label_in_others_words(cast: Cast) -> None:
    told = bring(cast, "Facilitator: What?\nসূর্য দাস: ক্যামেরা।\nপ্রিয়া: আমি সূর্যের সাথে একমত।")
    assert [c.body for c in told if c.source_kind == "transcript"] == ["ক্যামেরা।", "আমি […]ের সাথে একমত।"]
