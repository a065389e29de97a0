"""How far the quotes of a finding are spread over groups and people. Said beside them, to its writer and in public.

Counts of people are behind the label; the quotes are what is read. Words of one group alone, or of one person twice,
look like more than they are.
"""

from collections.abc import Collection, Iterable


def of_one_group(groups: Collection[str], held_in: Iterable[str]) -> str:
    """That all quotes are of one group, where others raised it too. `held_in`: where somebody holds it."""
    there = set(held_in)
    if len(set(groups)) != 1 or len(there) < 2 or not there & set(groups):
        return ""
    return f"The quotes are all of {next(iter(groups))}, and it was raised in other groups too."


def of_people(quotes: int, people: int) -> str:
    """ "These 3 quotes are of 2 people." Not which: that would tie one person’s words. Empty: each is of another."""
    if not 0 < people < quotes:
        return ""
    return f"These {quotes} quotes are of {f'{people} people' if people > 1 else 'one person'}."
