"""What an imported conversation left in the database, counted independently of the product's own counting."""

from collections import Counter

from django.db.models import Count

from deliberation.models import Ballot, Option, Question, Wave


def tallies(wave: Wave) -> dict[str, tuple[int, int, int]]:
    """(agree, disagree, pass) by question key, counted from the stored ballots in one GROUP BY."""
    texts = {str(o.pk): o.text for o in Option.objects.filter(question__poll=wave.poll)}
    keys = dict(Question.objects.filter(poll=wave.poll).values_list("pk", "key"))
    counted: dict[str, Counter[str]] = {key: Counter() for key in keys.values()}
    rows = Ballot.objects.filter(wave=wave).values_list("question", "choice").annotate(people=Count("pk"))
    for question, choice, people in rows:
        counted[keys[question]][texts[choice]] += people
    return {key: (c["Agree"], c["Disagree"], c["Pass"]) for key, c in counted.items()}
