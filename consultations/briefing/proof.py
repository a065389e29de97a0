"""What proves that a technology is useful, and what it did wrong: figures and cases come out together (T42, T43)."""

from consultations.briefing import citing, figures, opening
from consultations.briefing.figures import NEEDED
from consultations.models import BriefingVersion, CaseStory
from consultations.stages.stages import Missing

#: A case that did no good: one at least, or the panel signs that none is known.
NOT_GOOD = (CaseStory.Outcome.HARM, CaseStory.Outcome.NO_EFFECT)
TOLD = {"happened": "when it was", "area": "where it was", "source": "who reported it"}


def missing(version: BriefingVersion) -> list[Missing]:
    """What keeps the figures and the cases from coming out; nothing when both are there and can be checked."""
    return [*_both(version), *_other_side(version), *_details(version), *_dangling(version)]


def warnings(version: BriefingVersion) -> list[Missing]:
    """Sources that cannot be opened, and sentences without one."""
    found = [Missing(text, "edit_sources", soft=True) for text in citing.broken(version)]
    if bare := len(citing.uncited(version)):
        found.append(Missing(f"Sentences that state a fact without a source: {bare}.", "edit_briefing", soft=True))
    if said := len(rates_in_words(version)):
        text = f"Sentences that give a share in words, on one base: {said}. A figure shows both."
        found.append(Missing(text, "edit_briefing", soft=True))
    return [*found, *opening.warnings(version)]


def rates_in_words(version: BriefingVersion) -> list[citing.Uncited]:
    """Shares that stand in a sentence or a case, where no rule asks for a second base: listed to whoever writes and
    to the panel."""
    machine = figures.is_of_a_machine(version)
    texts = [(one.get_kind_display(), one.body) for one in sorted(version.sections.all(), key=lambda one: one.pk)]
    texts += [(f"Case: {one.title}", one.text) for one in version.stories.all()]
    return [
        citing.Uncited(heading, sentence)
        for heading, body in texts
        for sentence in citing.sentences(body)
        if figures.gives_a_rate(sentence, machine=machine)
    ]


def _both(version: BriefingVersion) -> list[Missing]:
    figures, stories = version.figures.exists(), version.stories.exists()
    found = []
    if not figures:
        found.append(Missing("Add a figure: cases without figures are only anecdotes.", "edit_figures"))
    if not stories:
        found.append(Missing("Tell a real case: people did not trust figures alone.", "edit_stories"))
    return found


def _other_side(version: BriefingVersion) -> list[Missing]:
    told = any(story.outcome in NOT_GOOD for story in version.stories.all()) or version.no_harm_known.strip()
    if told or not version.stories.exists():
        return []
    text = "Tell a case that did harm or made no difference, or say who looked for one and found none."
    return [Missing(text, "edit_stories")]


def _details(version: BriefingVersion) -> list[Missing]:
    rows = [(f.metric, f, NEEDED, "edit_figures") for f in version.figures.all()]
    found = []
    for name, row, needed, where in [*rows, *((s.title, s, TOLD, "edit_stories") for s in version.stories.all())]:
        lacking = [words for field, words in needed.items() if not str(getattr(row, field)).strip()]
        if lacking:
            found.append(Missing(f"“{name}”: say {' and '.join(lacking)}.", where))
    return found


def _dangling(version: BriefingVersion) -> list[Missing]:
    return [Missing(text, "edit_briefing") for text in citing.dangling(version)]
