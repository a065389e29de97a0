"""Is every usual transcript read whole, with every speaker right, and are the cases that once failed mended?

The project's own small file of each format (tests/deliberation/transcripts/samples.py) is read and imported. Bars: every
word is kept, every speaker and every held line is as expected, and each of the real cases holds.
"""

import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
from bench.harness import begin, finish, table

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


@case("9 another speaker's name in somebody's words")
def _() -> bool:
    text = "Jo (facilitator): What?\nBen Ashe: Hi.\nAmina: I agree with Ben, as Ashe said.\nBen Ashe: So.\nAmina: b"
    return bring(text)[2][2][1] == "I agree with […], as […] said."


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


@case("12 a CSV with a Welsh label begins with a mark that Excel reads")
def _() -> bool:
    from django.test import Client
    from django.urls import reverse

    from consultations.invitations import invitations

    made = cast()
    batch = invitations.print_letters(made.group1, by=made.moss, letters=5, label="Ŵylfa Brîd")
    client = Client()
    client.force_login(made.moss)
    answer = client.get(reverse("letters_csv", args=[made.consultation.slug, made.group1.pk, batch]))
    return answer.content.startswith(b"\xef\xbb\xbf") and "Ŵylfa Brîd" in io.BytesIO(answer.content).read().decode()


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
    results = {name: bool(check()) for name, check in CASES.items()}
    table(["real case", ""], [[name, "mended" if holds else "FAILS"] for name, holds in results.items()])
    bars = {
        "every word of every format is kept": not lost,
        "every speaker of every format is right": not wrong,
        "every real case is mended": all(results.values()) and len(results) == 12,
    }
    finish("transcripts", {"formats": len(rows), "lost": lost, "wrong": wrong, "cases": sum(results.values())}, bars)


if __name__ == "__main__":
    main()
