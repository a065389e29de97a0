"""Counting a closed wave of statements, and what a viewer may see of it."""

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from deliberation.counting import results, shown_before, tables
from deliberation.models import Ballot, OpinionCount, Question, Wave
from deliberation.opinion import loading, publishing
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused
from people.models import Person

SEED = 0  # the same for everybody: nobody can try seeds until the groups please them
KINDS = {OpinionCount.Kind.RECRUITED: False, OpinionCount.Kind.OPEN: True}


def is_of_statements(wave: Wave) -> bool:
    questions = list(wave.questions.only("kind", "ladder"))
    return bool(questions) and all(kinds.of(question).has_opinion_groups for question in questions)


def count(wave: Wave, *, by: Person) -> list[OpinionCount]:
    """Count tallies and groups of a closed wave, once for each kind of people, and keep what may be shown.

    The counting is done before anything is locked. Raises Refused while the wave is open: until it closes nobody,
    staff included, sees how opinion lies. Also where it is counted already: two counts, before and after somebody
    left, could be subtracted from each other.
    """
    member = access.require(by, wave.consultation, Do.COUNT_OPINION)
    if not is_of_statements(wave):
        raise Refused("Only polls made of statements have opinion groups.")
    if wave.state != Wave.State.CLOSED:
        raise Refused("Close this poll first. Until then nobody sees where people stand.")
    _refuse_again(wave)
    rules = publishing.Rules(base=wave.consultation.min_base, answer=wave.consultation.min_answer)
    placed: dict[int, str] = {}
    made = [_one(wave, kind, is_open, rules, placed) for kind, is_open in KINDS.items() if _has_ballots(wave, is_open)]
    if not made:
        raise Refused("Nobody answered, so there is nothing to count.")
    voters = shown_before.voters_of(wave)
    with transaction.atomic():
        Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
        _refuse_again(wave)
        for counted in made:
            counted.result = _beside_what_was_shown(counted, voters, placed)
            counted.counted_by, counted.counted_at = member, clock.now()
            counted.save()
            record(
                "opinion_counted",
                actor=member,
                subject=counted,
                consultation=wave.consultation.slug,
                summary=f"{wave}: {_outcome(counted)}",
                fingerprint=counted.fingerprint,
                version=counted.version,
            )
    return made


def _refuse_again(wave: Wave) -> None:
    if OpinionCount.objects.filter(wave=wave).exists():
        raise Refused("This poll is counted already. Its figures stay, so that nobody who left can be found in them.")


def _has_ballots(wave: Wave, is_open: bool) -> bool:
    kind = {"token__profile__group__is_open": True}
    ballots = Ballot.objects.filter(wave=wave)
    return (ballots.filter(**kind) if is_open else ballots.exclude(**kind)).exists()


def _one(wave: Wave, kind: str, is_open: bool, rules: publishing.Rules, placed: dict[int, str]) -> OpinionCount:
    """`placed` is filled with the group of each token."""
    matrix, tokens = loading.with_tokens(wave, is_open=is_open)
    members: dict[bytes, str] = {}
    result = publishing.count(matrix, rules, seed=SEED, members=members)
    rows = zip(tokens, matrix.votes, strict=True)
    placed |= {token: members[row.tobytes()] for token, row in rows if row.tobytes() in members}
    return OpinionCount(
        wave=wave,
        kind=kind,
        result=result,
        seed=SEED,
        fingerprint=publishing.fingerprint(matrix),
        version=publishing.VERSION,
    )


def _beside_what_was_shown(
    counted: OpinionCount, voters: shown_before.Voters, placed: dict[int, str]
) -> dict[str, object]:
    """The result without the statements that another conversation asked almost the same people, and without the
    tables of which a group is almost those behind a figure that was shown."""
    questions = Question.objects.prefetch_related("options").in_bulk(
        [row["id"] for row in counted.result["statements"]]
    )
    asked = [
        shown_before.Asked(
            questions[row["id"]], counted.kind, row["base"], {name: row[name] for name in publishing.ANSWERS}
        )
        for row in counted.result["statements"]
        if "base" in row
    ]
    refused = shown_before.admit(shown_before.K.OPINION, counted.wave, asked, voters) if asked else set()
    result = publishing.without(counted.result, {pk for pk, _ in refused})
    for pk, table in list(result.get("by_group", {}).items()):
        rows = [[one for one in voters[int(pk), counted.kind] if placed.get(one[0]) == group] for group in table]
        if not tables.admit(counted.wave, questions[int(pk)], counted.kind, rows):
            del result["by_group"][pk]
    return result


def _outcome(counted: OpinionCount) -> str:
    groups = len(counted.result["groups"])
    return f"{groups} groups" if groups else "no groups to show"


def shown(wave: Wave, *, viewer: results.Viewer) -> list[OpinionCount] | str:
    """The counts, or why this viewer gets none: the same rule as for every result."""
    return results.why_withheld(wave, viewer) or list(OpinionCount.objects.filter(wave=wave))
