"""Is every usual transcript read whole, with every speaker right, and are the cases that once failed mended?

The project's own small file of each format (tests/deliberation/transcripts/samples.py) is read and imported. Bars: every
word is kept, every speaker and every held line is as expected, and each of the real cases holds.
"""

import io
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench.harness import begin, finish, table

CASES_HERE = 23  # so that none is passed over
CASES: dict[str, Callable[[], bool]] = {}


def case(name: str) -> Callable[[Callable[[], bool]], Callable[[], bool]]:
    def kept(check: Callable[[], bool]) -> Callable[[], bool]:
        CASES[name] = check
        return check

    return kept


def read(text: str, name: str = "x.txt"):
    from deliberation.transcripts.reading import read_transcript_bytes

    return read_transcript_bytes(text.encode(), name=name)


def bring(text: str):
    """The contributions of a text, imported into a consultation of its own, as (kind, words, who)."""
    from deliberation.importing.planning import plan_transcript
    from deliberation.importing.rooms import import_transcript
    from deliberation.models import Contribution

    made = cast()
    kept = import_transcript(plan_transcript(made.group1, read(text)), by=made.moss, may_quote=True)
    said = Contribution.objects.filter(record=kept).order_by("pk")
    return made, kept, [(c.source_kind, c.body, c.membership_id) for c in said]


def cast():
    from tests.cast import make_cast

    cast.made = getattr(cast, "made", 0) + 1  # type: ignore[attr-defined]
    return make_cast(f"bench-{cast.made}")  # type: ignore[attr-defined]


def who(text: str) -> list[tuple[str, str]]:
    return [(u.speaker, u.role) for u in read(text).utterances]


@case("1 a third speaker inside somebody's words")
def _() -> bool:
    _, _, said = bring(
        "Facilitator: What?\nCarys Evans: The vans.\nDafydd ap Gwilym: I was stopped.\nCarys Evans: And cost."
    )
    return [body for kind, body, _ in said if kind == "transcript"] == [
        "The vans.",
        "I was stopped.",
        "And cost.",
    ] and (said[1][2] == said[3][2] != said[2][2])


@case("2 interviewers with numbers")
def _() -> bool:
    roles = who("Interviewer1: What?\nResident1: Vans.\nInterviewer2: And?\nResident1: Cost.")
    return [role for _, role in roles] == ["facilitator", "participant"] * 2


@case("3 small letters")
def _() -> bool:
    return who("interviewer: What?\ninterviewee: Vans.") == [
        ("interviewer", "facilitator"),
        ("interviewee", "participant"),
    ]


@case("4 Otter")
def _() -> bool:
    text = "Amina Rahman  0:00  \nVans.\n\nUnknown Speaker  0:35  \nMe too.\n\nAmina Rahman  1:02:05  \nCost.\n\nTranscribed by https://otter.ai"
    return [role for _, role in who(text)] == ["participant", "nobody", "participant"] and len(read(text).left_out) == 1


@case("5 older Teams")
def _() -> bool:
    return who("WEBVTT\n\n0:0:3.0 --> 0:0:6.120\n<v Amina Rahman>Hello.</v>") == [("Amina Rahman", "participant")]


@case("6 SRT")
def _() -> bool:
    return who("1\n00:00:01,000 --> 00:00:03,000\nAmina: Hello.") == [("Amina", "participant")]


@case("7 no names: somebody in the room, counted as nobody")
def _() -> bool:
    from consultations.models import Membership

    before = Membership.objects.count()
    made, _, said = bring("WEBVTT\n\nguid/7-0\n00:00:03.138 --> 00:00:03.618\nAnd more.")
    own = Membership.objects.filter(consultation=made.consultation, user=None).count()
    return Membership.objects.count() > before and own == 0 and said[0][:2] == ("room", "And more.")


@case("8 letters with dashes")
def _() -> bool:
    return who("I – What?\nC – Vans.\nI – And?\nC – Cost.") == [("I", "facilitator"), ("C", "participant")] * 2


#: Who speaks, what they say of others, and what of it may be published.
NAMED = (
    ("Ben Ashe", "I agree with Ben, as Ashe said.", "I agree with […], as […] said."),
    ("Siân Lloyd-Rees", "Sian’s right, and Rees too.", "[…]’s right, and […] too."),
    ("Will Brown", "It will be brown. Ask Will.", "It will be brown. Ask […]."),
    ("محمد علي", "قال محمد ذلك", "قال […] ذلك"),
    ("Ngũgĩ wa Thiong’o", "NGUGI said so to Thiong’o!", "[…] said so to […]!"),
)


@case("9 another speaker's name in somebody's words")
def _() -> bool:
    return all(
        bring(f"Jo (facilitator): What?\n{name}: Hi.\nAmina: {words}\n{name}: So.\nAmina: b")[2][2][1] == published
        for name, words, published in NAMED
    )


@case("10 one letter corrected: nobody and nothing twice, nobody among those who joined")
def _() -> bool:
    from consultations.consultation.people import joined
    from consultations.models import Membership, Stage
    from deliberation.importing import confirming, correcting
    from deliberation.importing.planning import plan_transcript
    from deliberation.models import Contribution, HowKnown, ImportedRecord

    text = "Facilitator: What?\nCarys: The vans are lowd.\nDilwyn: I was stopped.\nCarys: And cost."
    made, kept, _ = bring(text)
    made.at(Stage.ANALYSIS)
    counted = (Membership.objects.count(), Contribution.objects.count())
    plan = plan_transcript(made.group1, read(text.replace("lowd", "loud")))
    if correcting.corrected_record(made.group1, plan) != kept:
        return False
    correcting.correct(plan, kept, by=made.moss, may_quote=True)

    def apart():
        return [line for line in joined(made.consultation) if "records were brought in" in line]

    waiting, kept = apart(), ImportedRecord.objects.get(pk=kept.pk)
    confirming.confirm(kept, by=made.hale, how=HowKnown.values[0], seen=kept.fingerprint)
    same = (Membership.objects.count(), Contribution.objects.count()) == counted
    return same and not waiting and apart()[0].startswith("2 people")


@case("11 Polis: a blank statement read, a cut votes.csv refused, a semicolon file told")
def _() -> bool:
    from deliberation.polis.export import read_export
    from deliberation.polis.model import PolisError
    from tests.deliberation.importing.polis_files import COMMENTS, START, votes, write

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "comments.csv", f"{COMMENTS}\n{START},x,1,7,2,0,1,Yes\n{START},x,151,0,0,0,-1,\n")
        votes(folder, [(1, 1, 1, 1), (2, 1, 2, 1)])
        whole = read_export(folder).tallies() == {1: (2, 0, 0), 151: (0, 0, 0)}
        told = []
        for text in ((folder / "votes.csv").read_text().rsplit("\n", 2)[0] + "\n", "a;b;c\n1;2;3\n"):
            write(folder / "votes.csv", text)
            try:
                read_export(folder)
            except PolisError as error:
                told.append(str(error))
    return whole and len(told) == 2 and "cut short" in told[0] and "semicolons" in told[1]


@case("11 Polis: shown before it is written; a statement moderated out without votes; both spellings of the columns")
def _() -> bool:
    from django.core.management import call_command

    from bench import opinion
    from bench.polis_tallies import expected
    from deliberation.models import Wave
    from tests.deliberation.importing.polis_files import COMMENTS, START, votes, write

    made = cast()
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name), io.StringIO()
        rows = "".join(f"{START},x,{n},7,0,0,{moderated},Yes {n}\n" for n, moderated in ((1, 1), (2, 1), (3, -1)))
        write(folder / "comments.csv", f"{COMMENTS}\n{rows}")
        votes(folder, [(n, statement, n, 1) for n in range(1, 9) for statement in (1, 2)])
        told = {"consultation": made.consultation.slug, "by": made.moss.email}
        call_command("import_polis", name, accept_differences=True, stdout=out, **told)
        shown = (
            "Nothing has been written" in out.getvalue() and not Wave.objects.filter(poll__title=folder.name).exists()
        )
        spelt = []
        for heads in ("comment-id,final_agree,final_disagree,final_pass", "comment_id,agrees,disagrees,passes"):
            write(folder / "EXPECTED_tallies.csv", f"{heads}\n1,8,0,0\n2,8,0,0\n")
            spelt.append(expected(folder) == {"statement-1": (8, 0, 0), "statement-2": (8, 0, 0)})
        _, people, kept, wrong, *_ = opinion.real(folder)
    return shown and all(spelt) and (people, kept, wrong) == (8, 2, 0)


@case("12 a CSV with a Welsh label begins with a mark that Excel reads; a workbook stands beside it")
def _() -> bool:
    from django.test import Client
    from django.urls import reverse

    from bench.disclosed import files
    from consultations.invitations import invitations
    from outcomes.coding.tables import codings_csv, codings_xlsx
    from tests.outcomes import coded

    made = cast()
    batch = invitations.print_letters(made.group1, by=made.moss, letters=5, label="Ŵylfa Brîd")
    client = Client()
    client.force_login(made.moss)
    answer = client.get(reverse("letters_csv", args=[made.consultation.slug, made.group1.pk, batch]))
    marked = answer.content.startswith(b"\xef\xbb\xbf") and "Ŵylfa Brîd" in answer.content.decode()
    coded.code(made, coded.say(made, made.amina, "Ŵylfa"), coded.theme(made, "Brîd"))
    book = files.of_workbook(codings_xlsx(made.consultation))
    cells = {cell for rows in book.values() for row in rows for cell in row}
    return marked and "Brîd" in codings_csv(made.consultation) and "Brîd" in cells


@case("12 shares that add up to 99 or 101 say so, and no others")
def _() -> bool:
    from deliberation.counting.figures import rounding

    said = [rounding(shares) for shares in ([1 / 3] * 3, [1 / 6] * 6, [0.5, 0.5], [0.2, 0.2])]
    return ["99%" in said[0], "102%" in said[1], *map(bool, said[2:])] == [True, True, False, False]


@case("12 overlapping words of one person under one theme count once")
def _() -> bool:
    from consultations.models import Stage
    from outcomes.coding.reading import twice_under
    from outcomes.findings import labels
    from tests.outcomes import coded

    made = cast().at(Stage.ANALYSIS)
    about, said = coded.theme(made), coded.say(made, made.amina, "One two three four.")
    excerpts = [coded.code(made, said, about, words=words).excerpt for words in ("One two three", "two three four")]
    ground = labels.Ground(made.consultation)
    voices = {one.person for one in ground.said[about.pk]}
    return len(voices) == 1 and twice_under(excerpts) == [about.title]


@case("12 emoji and scripts that no font here holds are named on paper")
def _() -> bool:
    from outcomes.report import drawable

    text = "Cŵn 😀 🏴‍☠️ 语言 𐎀"
    on_paper = drawable.named(text)
    left = [sign for sign in on_paper if not sign.isspace() and not drawable.drawn(sign)]
    return "Cŵn" in on_paper and not left and ("😀" in on_paper or "emoji" in on_paper)


PANE = (
    "Amina Rahman\n0 minutes 9 seconds\n0:09\nThe vans.\nBen Ashe\n0 minutes 20 seconds\n0:20\nYes Ben\n"
    "Amina Rahman\n0 minutes 30 seconds\n0:30\nYes Ben\nBen Ashe\n0 minutes 40 seconds\n0:40\nAnd cost."
)


@case("16 words pasted from the pane of Teams")
def _() -> bool:
    four, two = read(PANE), read(PANE.partition("Amina Rahman\n0 minutes 30")[0])
    words = [("Amina Rahman", "The vans."), ("Ben Ashe", "Yes Ben")] * 2
    words[2:] = [("Amina Rahman", "Yes Ben"), ("Ben Ashe", "And cost.")]
    said = [[(one.speaker, one.text) for one in found.utterances] for found in (four, two)]
    whole = four.words.missing == two.words.missing == 0 and len(four.left_out) == 4
    return said == [words, words[:2]] and whole


@case("16 a name that says nothing is held in its place")
def _() -> bool:
    found = read("Amina: Who?\nCarys Jones:\nAmina: So.")
    return [one.looks_like for one in found.held] == ["Carys Jones"] and found.words.missing == 0


@case("17 questions and answers with numbers are two people, and asked about")
def _() -> bool:
    rising = "\n".join(f"Q{n}: What of {n}?\nA{n}: Vans." for n in range(1, 4))
    found, dotted = read(rising), read("Q1. What?\nR: Vans.\nQ2. And?\nR: Cost.")
    _, kept, _ = bring(rising)
    people = kept.contributions.filter(source_kind="transcript").values("membership").distinct().count()
    roles = [one.role for one in dotted.utterances]
    return people == 1 and {"Q", "A"} <= set(dict(found.asked)) and roles == ["facilitator", "participant"] * 2


@case("18 the first letter of whoever leads is asked about")
def _() -> bool:
    text = "Moderator: What?\nF1: Vans.\nM: Go on.\nM1: Cost.\nF1: No.\nM1: So."
    return "Moderator" in dict(read(text).asked).get("M", "")


@case("13 two evenings of one group are said to be one group")
def _() -> bool:
    from deliberation.importing import before
    from deliberation.importing.choices import Choices
    from deliberation.importing.facts import records_of
    from deliberation.importing.planning import plan_transcript
    from deliberation.importing.rooms import import_transcript

    made, kept, said = bring("Carys: The vans.\nDilwyn: Cost.")
    second = read("Carys: Again.\nDilwyn: Yes.")
    who = {"carys": f"earlier:{said[0][2]}"}
    plan = plan_transcript(made.group1, second, choices=Choices(who=who))
    again = import_transcript(plan, by=made.moss, may_quote=True)
    people = {
        *kept.contributions.values_list("membership", flat=True),
        *again.contributions.values_list("membership", flat=True),
    }
    told = [record.standing for record in records_of(made.consultation)]
    return len(people) == 3 and all(before.SOME_ARE in one and before.MAY_BE_TWICE in one for one in told)


@case("22 a corrected file, as a facilitator sends it: nothing is decided anew, and a kept name stays")
def _() -> bool:
    from deliberation.importing import drafts
    from deliberation.importing.choices import LED, Choices, about_what

    text = "Mair: What?\nCarys: The vans are lowd.\nDilwyn: Ask Carys.\nCD: And cost.\nDilwyn: I was stopped."
    made = cast()
    draft = drafts.keep(made.consultation, text.encode(), "one.txt", by=made.moss)
    first = Choices(who={"mair": LED, "cd": "same:carys"}, keep={"carys"})
    drafts.decide(draft, first, by=made.moss, group=made.group1)
    kept = drafts.bring_in(draft, by=made.moss, may_quote=True)
    rows = kept.contributions.order_by("pk")
    before = list(rows.values_list("membership", "source_kind", "revision"))
    draft = drafts.keep(made.consultation, text.replace("lowd", "loud").encode(), "two.txt", by=made.moss)
    for _ in range(2):  # chosen, then looked at
        drafts.decide(draft, Choices.from_json(draft.choices), by=made.moss, group=made.group1, corrects=kept)
        draft.choices["looked"] = about_what(made.group1.pk, kept.pk)
    drafts.bring_in(draft, by=made.moss, may_quote=True)
    before[1] = (*before[1][:2], 2)
    stands = rows.filter(body="Ask Carys.").exists() and rows.filter(body="The vans are loud.").exists()
    return stands and list(rows.values_list("membership", "source_kind", "revision")) == before


@case("23 a facilitator who is labelled by name led, and is nobody who takes part")
def _() -> bool:
    from deliberation.importing import drafts
    from deliberation.importing.choices import Choices

    made = cast()
    draft = drafts.keep(made.consultation, b"Jo Moss: What?\nCarys: Vans.\nJo Moss: And?", "x.txt", by=made.moss)
    drafts.decide(draft, Choices.from_json(draft.choices), by=made.moss, group=made.group1)
    kept = drafts.bring_in(draft, by=made.moss, may_quote=True)
    return [one.source_kind for one in kept.contributions.order_by("pk")] == [
        "facilitator_note",
        "transcript",
        "facilitator_note",
    ]


def _holds(check: Callable[[], bool]) -> bool:
    """One case that breaks is one that fails: the others are run all the same."""
    try:
        return bool(check())
    except Exception:
        traceback.print_exc()
        return False


def main() -> None:
    begin()
    from deliberation.transcripts.reading import read_transcript_bytes
    from tests.deliberation.transcripts.samples import SAMPLES

    rows, lost, wrong = [], 0, 0
    for sample in SAMPLES:
        began = time.perf_counter()
        found = read_transcript_bytes(sample.data, name=sample.file)
        taken = (time.perf_counter() - began) * 1000
        expected = sum(len(words.split()) for _, words in sample.turns)
        kept = sum(len(u.text.split()) for u in found.utterances)
        turns = tuple((u.speaker, u.text) for u in found.utterances)
        led = {u.speaker for u in found.utterances if u.role == "facilitator"}
        right = turns == sample.turns and led == sample.facilitators
        right = right and tuple(u.looks_like for u in found.held) == sample.held
        lost += kept != expected or found.words.missing != 0
        wrong += not right
        rows.append([sample.name, expected, kept, found.words.left_out, "right" if right else "WRONG", taken])
    table(["format", "words said", "words kept", "left out", "speakers", "ms"], rows)
    results = {name: _holds(check) for name, check in CASES.items()}
    table(["real case", ""], [[name, "mended" if holds else "FAILS"] for name, holds in results.items()])
    bars = {
        "every word of every format is kept": not lost,
        "every speaker of every format is right": not wrong,
        "every real case is mended": all(results.values()) and len(results) == CASES_HERE,
    }
    finish("transcripts", {"formats": len(rows), "lost": lost, "wrong": wrong, "cases": sum(results.values())}, bars)


if __name__ == "__main__":
    main()
