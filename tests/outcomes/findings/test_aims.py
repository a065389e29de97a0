"""Whom a finding is directed at, the kind of concern, cannot or will not: coded, filtered, printed by name alone."""

from collections.abc import Callable

from django.test import Client

from consultations.models import Group
from outcomes.coding import coding
from outcomes.findings import aims, findings
from outcomes.models import Finding, GroupStance
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"


def said_by(cast: Cast, finding: Finding, people: int, group: Group | None = None, **fields: str) -> None:
    about = finding.themes.get()
    for n in range(people):
        member = coded.newcomer(cast, group or cast.group1, f"Voice {n} {sorted(fields.values())}")
        post = coded.say(cast, member)
        excerpt = coding.excerpt(post, 0, len(post.body), by=cast.moss)
        coding.code(excerpt, about, by=cast.moss, stance="for", intensity=2, **fields)


@made_once
def finding(cast: Cast) -> Finding:
    about = coded.theme(cast)
    return findings.add_finding(
        coded.report(cast), about.area, by=cast.moss, title="Delete it", themes=[about], position=["for"]
    )


def test_what_enough_people_said_is_named_the_most_often_first(cast: Cast, finding: Finding) -> None:
    said_by(cast, finding, 5, directed_at="leadership", concern="rights", belief="will_not")
    said_by(cast, finding, 6, directed_at="government", concern="rights", belief="cannot")
    said_by(cast, finding, 4, directed_at="supplier", concern="trust", belief="both")
    assert aims.of(finding) == {
        "directed": ["Government or the justice system", "Force leadership"], "concerns": ["Rights"],
        "beliefs": ["That they are not able to act", "That they do not want to act"],
    }  # fmt: skip


def test_those_who_came_by_themselves_do_not_count(cast: Cast, finding: Finding) -> None:
    passing = Group.objects.create(consultation=cast.consultation, name="Open", is_open=True)
    said_by(cast, finding, 6, passing, directed_at="government")
    assert aims.of(finding)["directed"] == []


def test_it_stands_in_the_report_with_the_other_body_and_the_note_on_a_group(
    cast: Cast, finding: Finding, client_for: SignIn
) -> None:
    said_by(cast, finding, 5, directed_at="government", concern="practical", belief="cannot")
    client, page = client_for(cast.moss), f"{BASE}findings/{finding.pk}/"
    words = {
        "do": "write",
        "title": finding.title,
        "kind": "view",
        "themes": [finding.themes.get().pk],
        "position": "for",
    }
    seen = client.get(page).context["form"]["seen"].value()
    sent = client.post(page, {**words, "seen": seen, "other_body": "The courts", f"note-{cast.group1.pk}": "Weary"})
    assert sent.status_code == 302, sent.content.decode()[:500]
    assert GroupStance.objects.get(finding=finding, group=cast.group1).note == "Weary"
    report = client.get(f"{BASE}report/").content.decode()
    for text in (
        "Also concerns: The courts",
        "Directed at: government",
        "Kind of concern: practical",
        "not able to act",
        "Weary",
    ):
        assert text in report, text
    findings.write_finding(Finding.objects.get(pk=finding.pk), by=cast.moss, said="Nothing lost.")
    assert Finding.objects.get(pk=finding.pk).other_body == "The courts"


def test_the_bench_finds_them(cast: Cast, finding: Finding, client_for: SignIn) -> None:
    said_by(cast, finding, 1, directed_at="government", concern="trust", belief="will_not")
    mine = coded.say(cast, cast.amina, "Nothing of the kind.")
    coded.code(cast, mine, finding.themes.get())
    client = client_for(cast.moss)
    for asked in ("directed_at=government", "concern=trust", "belief=will_not", "concern=trust&belief=will_not"):
        page = client.get(f"{BASE}coding/?{asked}").content.decode()
        assert "Nothing of the kind." not in page and "I like the cameras" in page, asked
    assert "I like the cameras" not in client.get(f"{BASE}coding/?concern=rights").content.decode()
    assert "Nothing of the kind." in client.get(f"{BASE}coding/?concern=nonsense").content.decode()
