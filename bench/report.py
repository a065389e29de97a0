"""Does everything about a report stay quick with 10,000 excerpts under 120 themes and 60 findings?

36 people in three groups said 10,000 things; each is coded, 60 findings rest on them with three quotes each, and ten
recommendations on those; 300 more are left to code. First the draft: the bench of coding, the list of findings and one
finding, beside a bare view that reads twenty rows and lists them (harness.serve_bare). Then it is published by the act,
and read by somebody who has no account, made anew each time; the worker's part follows: the PDF and every file. Then the
police answer each recommendation with two promises, and the pages of the answer and of its promises are read the same way,
beside the bare view in the same rounds. The report of 20 findings, for which its bar was set, is read in a process of its own. Times are processor time of the thread with SQLite, wall time on another
database. Bars: issues 15 and 17. Run: python bench/report.py [rounds]; `--profile PAGE` says where the time of a page goes.
"""

import argparse
import cProfile
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # run as a file, from anywhere
from bench import harness

harness.begin()

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from consultations.models import Consent, Consultation, Membership, Role, Stage
from consultations.signing import as_told
from consultations.stages import stages
from deliberation.models import Contribution, ContributionRevision, Thread
from outcomes.answers import points, promising, responses
from outcomes.coding import coding
from outcomes.findings import checking, findings, labels
from outcomes.models import Coding, Excerpt, Finding, FindingQuote, FindingsReport, NotRelevant, PoliceResponse, Theme
from outcomes.recommendations import recommendations
from outcomes.recommendations.recommendations import STARTERS
from outcomes.report import paper, pdf
from outcomes.report.context import shown
from outcomes.report.exports import making
from people.requests import everybodys
from tests.cast import Cast, make_cast
from tests.outcomes.published import SAID as SAID_WHERE

EXCERPTS, PEOPLE = 10_000, 36
FINDINGS, FEW = 60, 20  # FEW: as many as the report had when its bar of processor time was set
PROMISES = 2  # to each of the ten recommendations: twenty rows
LEFT = 300  # contributions beside, left to code
MB = 1024
WORDS = "I walk home past the station most evenings and I have seen an officer there twice this year, {n}."
STANCES = ["for", "for", "for_with_conditions", "for", "against", "both", "for", "neutral"]
SAID = "Some people spoke of the walk home, and of an officer they had seen twice this year. " * 3


# --- What is measured -------------------------------------------------------------------------------
def coded(themes_made: int) -> tuple[Cast, list[Excerpt]]:
    """What was said, and its codes: rows as the acts leave them."""
    cast = make_cast(withdrawal_days=0, accuracy_days=0, check_days=0)
    areas = list(cast.consultation.areas.order_by("order"))
    third = cast.consultation.groups.create(name="Group 3", target_size=12)
    groups = [cast.group1, cast.group2, third]
    members = Membership.objects.bulk_create(
        Membership(
            consultation=cast.consultation, role=Role.PARTICIPANT, group=groups[n % 3], pseudonym=f"Speaker {n}"
        )
        for n in range(PEOPLE)
    )  # fmt: skip
    Consent.objects.bulk_create(
        Consent(membership=one, item=item, text_version="bench")
        for one in members
        for item in (Consent.Item.TAKE_PART, Consent.Item.QUOTES)
    )
    threads = [
        Thread.objects.create(area=areas[n % 2], group=groups[n % 3], title=f"Question {n}?", order=n)
        for n in range(12)
    ]
    themes = Theme.objects.bulk_create(
        Theme(consultation=cast.consultation, area=areas[n % 2], title=f"Theme {n}", order=n)
        for n in range(themes_made)
    )
    moss, finch = cast.member(cast.moss), cast.member(cast.finch)
    said = Contribution.objects.bulk_create(
        (
            Contribution(thread=threads[n % 12], membership=members[n * 7 % PEOPLE], body=WORDS.format(n=n))
            for n in range(EXCERPTS + LEFT)
        ),
        batch_size=2000,
    )
    revisions = ContributionRevision.objects.bulk_create(
        (ContributionRevision(contribution=one, number=1, body=one.body) for one in said), batch_size=2000
    )
    excerpts = Excerpt.objects.bulk_create(
        (
            Excerpt(
                revision=one, start=0, end=len(one.body), verbatim=one.body, created_by=moss, checked_by=finch,
                checked_at=clock.now(),
            )
            for one in revisions[:EXCERPTS]
        ),
        batch_size=2000,
    )  # fmt: skip
    Coding.objects.bulk_create(
        (
            Coding(
                excerpt=one, theme=themes[n % themes_made], stance=STANCES[n * 7 % PEOPLE % len(STANCES)], intensity=n % 3 + 1,
                coded_by=moss,
            )
            for n, one in enumerate(excerpts)
        ),
        batch_size=2000,
    )  # fmt: skip
    return cast, excerpts


def written(cast: Cast, excerpts: list[Excerpt], findings_made: int) -> FindingsReport:
    """Findings on two themes each, with the label that the coding supports and a quote of three people."""
    cast.at(Stage.ANALYSIS)
    moss, consultation = cast.moss, cast.consultation
    report = findings.start_report(consultation, by=moss)
    areas, themes = list(consultation.areas.order_by("order")), list(consultation.themes.order_by("order"))
    made = Finding.objects.bulk_create(
        Finding(
            report=report, area=areas[n % 2], order=n // 2 + 1, title=f"What was said of matter {n}", said=SAID,
            inferred="The walk home decides how people see it.", differences="Those against said that signs change nothing.", position=["for"],
        )
        for n in range(findings_made)
    )  # fmt: skip
    ground = labels.Ground(consultation)
    for n, finding in enumerate(made):
        finding.themes.set([themes[n], themes[n + findings_made]])
        label = ground.propose(finding)
        finding.breadth, finding.strongly_felt, finding.computed = label.breadth, label.strongly_felt, label.as_dict()
        finding.save()
    FindingQuote.objects.bulk_create(
        FindingQuote(finding=finding, excerpt=excerpts[n + 2 * findings_made * k], order=k)
        for n, finding in enumerate(made)
        for k in range(3)
    )
    findings.write_report(
        report, by=moss, headline="The walk home", in_brief="Support comes with conditions.",
        summary=[{"text": one.title, "finding": one.pk} for one in made[:7]], limitations=findings.LIMITATIONS,
        conclusion="Show, prove, explain.", conditions=["Tell people how it works"],
    )  # fmt: skip
    for n, starter in enumerate(STARTERS[:10]):
        recommendations.add(
            report, by=moss, title=starter.title, text=starter.text, category=starter.category,
            findings=made[n : n + 3],
        )  # fmt: skip
    return report


def publish(cast: Cast, report: FindingsReport) -> None:
    """The rest dealt with; checked, spoken on and published, by the acts."""
    moss, finch, now = cast.member(cast.moss), cast.member(cast.finch), clock.now()
    Coding.objects.filter(pk__gt=EXCERPTS).delete()  # coded meanwhile: the labels rest on what was coded before
    Excerpt.objects.filter(pk__gt=EXCERPTS).delete()
    left = coding.uncoded(cast.consultation)
    NotRelevant.objects.bulk_create(
        NotRelevant(contribution=one, marked_by=moss, checked_by=finch, checked_at=now) for one in left
    )
    checking.send_for_checking(report, by=cast.moss)
    checking.add_statement(cast.consultation, by=cast.hale, text="We read the notes against the findings.")
    cast.consultation.refresh_from_db()
    with clock.travel(clock.now() + timedelta(days=60)):
        stages.move(cast.consultation, "publish_findings", by=cast.moss)
    cast.consultation.refresh_from_db()


def answered(cast: Cast, report: FindingsReport) -> None:
    """Every recommendation accepted with two promises, and signed, by the acts."""
    response = PoliceResponse.objects.filter(report=report).first() or responses.start(report)
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID_WHERE)
    for slot in response.answers.all():
        responses.answer(slot, by=cast.reyes, status="accepted", reasons=SAID, evidence_url="https://example.org/it")
        for n in range(PROMISES):
            promising.promise(
                slot, by=cast.reyes, text=f"Sign {n} of {slot.recommendation.number} goes up", owner_role="Inspector",
                due=clock.today() + timedelta(days=90 + n),
            )  # fmt: skip
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))


# --- Measuring --------------------------------------------------------------------------------------
def get(client: Client, address: str) -> HttpResponse:
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, (address, answer.status_code)
    return answer  # type: ignore[return-value]


def code_next(client: Client, consultation: Consultation, left: Iterator[tuple[int, int]]) -> None:
    """The next one is coded, and the one after it opened."""
    pk, theme = next(left)
    said = {"stance": "for", "intensity": "2", "directed_at": "none", "concern": "none"}
    sent = {"do": "code", "whole": "on", "next": "1", "themes": [theme], **said}
    answer = client.post(f"{consultation.get_absolute_url()}coding/{pk}/", sent)
    assert answer.status_code == 302 and "before=" in answer["Location"], answer.status_code
    get(client, answer["Location"])


def fresh(client: Client, address: str) -> None:
    """Made anew: nothing kept of an earlier visit."""
    cache.clear()
    get(client, address)


def queries(call: Callable[[], Any]) -> int:
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def desks(cast: Cast) -> dict[str, Callable[[], Any]]:
    """The pages of the draft, each as its writer opens it again and again."""
    client = Client()
    client.force_login(cast.moss)
    base = cast.consultation.get_absolute_url()
    finding = Finding.objects.filter(report__consultation=cast.consultation)[FEW // 2]
    middle = Contribution.objects.order_by("pk")[EXCERPTS // 2]
    pages = {
        "bare view": f"/bare/{middle.thread_id}/",
        "coding": f"{base}coding/",
        "coding, one contribution": f"{base}coding/{middle.pk}/",
        "findings": f"{base}findings/",
        "one finding": f"{base}findings/{finding.pk}/",
    }
    found = {name: partial(get, client, address) for name, address in pages.items()}
    theme_of = dict(cast.consultation.themes.order_by("-pk").values_list("area", "pk"))
    still = coding.uncoded(cast.consultation).order_by("pk").values_list("pk", "thread__area")
    left = iter([(pk, theme_of[area]) for pk, area in still])
    found["one coded, the next opened"] = partial(code_next, client, cast.consultation, left)
    found |= {f"{name}, anew": partial(fresh, client, pages[name]) for name in ("coding", "findings")}
    return found


def timed(ticking: Callable[[], float], call: Callable[[], Any]) -> float:
    began = ticking()
    call()
    return ticking() - began


def files_of(cast: Cast, ticking: Callable[[], float]) -> dict[str, float]:
    """Seconds of each file, with what it shares with the others in the first."""
    seconds, last = {}, ticking()
    address = paper.address_of(cast.consultation)
    with tempfile.TemporaryDirectory() as folder:
        for made in making.all_of(shown(cast.consultation, viewer=None), address, Path(folder)):
            kind = made.name if made.name in making.WHOLE else f"each .{made.name.rsplit('.', 1)[-1]}"
            seconds[kind] = round(max(seconds.get(kind, 0.0), ticking() - last), 2)
            last = ticking()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=7)
    parser.add_argument("--profile", metavar="PAGE", help="findings, report, …: where its time goes, and nothing else")
    parser.add_argument("--findings", type=int, default=FINDINGS, help="another number of them, and only what is read")
    chosen = parser.parse_args()
    ticking = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    harness.serve_bare()
    cast, excerpts = coded(2 * chosen.findings)
    report = written(cast, excerpts, chosen.findings)
    calls = desks(cast)
    if chosen.profile in calls:
        return profiled(calls[chosen.profile])
    counted, taken = {}, {}
    if chosen.findings == FINDINGS:
        counted = {name: queries(call) for name, call in calls.items()}
        for together in (list(calls)[:5], ["one coded, the next opened"], ["coding, anew", "findings, anew"]):
            some = {name: calls[name] for name in together}  # apart: what is kept for the first, the others make anew
            found = harness.interleaved(some, chosen.rounds, clock=ticking)
            taken |= {name: harness.median(values) for name, values in found.items()}
    publish(cast, report)
    address = f"{cast.consultation.get_absolute_url()}report/"
    everybodys.version()
    base = cast.consultation.get_absolute_url()
    answered(cast, report)
    public = {
        "bare view, again": calls["bare view"],
        "report": partial(fresh, Client(), address),
        "answer": partial(fresh, Client(), f"{base}answer/"),
        "promises": partial(fresh, Client(), f"{base}promises/"),
    }
    if chosen.profile in public:
        return profiled(public[chosen.profile])
    counted |= {name: queries(call) for name, call in public.items()}
    taken |= {n: harness.median(v) for n, v in harness.interleaved(public, chosen.rounds, 1, clock=ticking).items()}
    if chosen.findings != FINDINGS:
        print(json.dumps({"ms": taken, "queries": counted}))
        return None
    taken["report of few"] = of_few(chosen.rounds)
    files = files_of(cast, ticking)
    html, base = paper.page(cast.consultation, ""), paper.address_of(cast.consultation)
    files["report.pdf"] = round(timed(ticking, lambda: pdf.make(html, base_url=base)), 2)
    judge(counted, taken, files)
    return None


def of_few(rounds: int) -> float:
    """Milliseconds of the report of FEW findings, made anew: in a process and a database of its own."""
    asked = [sys.executable, __file__, str(rounds), "--findings", str(FEW)]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    return float(json.loads(said.splitlines()[-1])["ms"]["report"])


def profiled(call: Callable[[], Any]) -> None:
    call()
    profile = cProfile.Profile()
    profile.runcall(call)
    profile.print_stats("cumulative")


def judge(counted: dict[str, int], taken: dict[str, float], files: dict[str, float]) -> None:
    bare_ms, memory = taken["bare view"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MB
    harness.table(
        ["page", "queries", "ms", "x bare"],
        [[name, counted.get(name, ""), ms, ms / bare_ms] for name, ms in taken.items()],
    )
    harness.table(["file", "s"], [[name, seconds] for name, seconds in files.items()])
    print(f"at most {memory} MB of memory")
    written_on = {name: taken[name] / bare_ms for name in ("coding", "coding, one contribution", "findings")}
    again = taken["bare view, again"]
    read = {name: taken[name] / again for name in ("report", "answer", "promises")}
    slow = {name: seconds for name, seconds in files.items() if name != "report.pdf"}
    harness.finish(
        "report",
        {
            "queries": counted,
            "ms": {name: round(ms, 1) for name, ms in taken.items()},
            "x_bare": {name: round(times, 2) for name, times in (written_on | read).items()},
            "s": files,
            "mb": memory,
        },
        {
            "coding and findings: at most 12 queries": max(counted[name] for name in written_on) <= 12,
            "coding and findings: at most 3 x the bare view": max(written_on.values()) <= 3,
            f"the report of {FEW} findings made anew in at most 40 ms": taken["report of few"] <= 40,
            "the report made anew in at most 0.3 s": taken["report"] <= 300,
            "answer and promises made anew: at most 12 queries": max(counted["answer"], counted["promises"]) <= 12,
            **{f"{name} made anew: at most 4 x the bare view": read[name] <= 4 for name in ("answer", "promises")},
            "the PDF in at most 20 s": files["report.pdf"] <= 20,
            "every other file in at most 5 s": max(slow.values()) <= 5,
            "at most 400 MB of memory": memory <= 400,
        },
    )


if __name__ == "__main__":
    main()
