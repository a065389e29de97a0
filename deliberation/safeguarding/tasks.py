"""The way to the safeguarding lead stays on an author's list, whatever becomes of the words themselves."""

from consultations.consultation.next_step import is_participant
from consultations.models import Consultation, Membership
from consultations.stages.timeline import link
from deliberation.models import SafetyAlert


def words_with_the_lead(consultation: Consultation, membership: Membership | None) -> list[dict[str, object]]:
    """One line for each alert whose author this is: also once a post was written anew, withdrawn, or is back."""
    if membership is None or not is_participant(membership):
        return []
    mine = SafetyAlert.objects.filter(author=membership).select_related("contribution__thread").order_by("-pk")
    return [
        {
            "title": "Write to the safeguarding lead, privately",
            "hint": f"{alert.about_words}. There are people who can help.",
            "href": link("private_words", consultation.slug, alert.pk),
            "status": "",
            "order": 45,
            "primary": False,
        }
        for alert in mine
    ]
