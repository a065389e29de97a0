"""The briefing leads whoever may ask to a question about one part of it, and nobody else."""

from typing import Any

from consultations.models import BriefingSection, BriefingVersion, Stage
from tests.cast import Cast


def test_each_part_leads_to_a_question_about_it(cast: Cast, client_for: Any) -> None:
    version = BriefingVersion.objects.create(consultation=cast.consultation, number=7, status="approved")
    BriefingSection.objects.create(version=version, kind="cost", body="Nobody has published what it costs.")
    BriefingVersion.objects.filter(pk=version.pk).update(content_hash=version.compute_hash())
    address = f"{cast.consultation.get_absolute_url()}briefing/"
    link = f"{cast.consultation.get_absolute_url()}expert-questions/ask/?about=cost"
    for user, offered in ((None, False), (cast.amina, True), (cast.okoro, False), (cast.moss, True), (None, False)):
        assert (link in client_for(user).get(address).content.decode()) is offered  # the pack is made once for each
    assert 'value="cost" selected' in client_for(cast.amina).get(link).content.decode()
    cast.at(Stage.ANALYSIS)
    assert link not in client_for(cast.amina).get(address).content.decode()
