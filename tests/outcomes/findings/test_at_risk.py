"""A comment of a participant on the draft that says somebody may be at risk."""

from collections.abc import Callable

from django.urls import reverse

from deliberation.models import SafetyAlert
from outcomes.findings import checking
from outcomes.models import Finding
from people.models import Message
from tests.cast import Cast
from tests.outcomes import coded


def test_the_lead_is_told_and_its_author_reads_where_help_is(
    cast: Cast, ready_finding: Finding, client_for: Callable
) -> None:
    report, where = ready_finding.report, reverse("check_findings", args=[cast.consultation.slug])
    with coded.while_checked(report):
        cry = checking.comment(report, by=cast.amina, text="I cannot go on.")
        facts = checking.comment(report, by=cast.reyes, text="There were nine.")
        assert client_for(cast.finch).get(where).content.decode().count("Tell the safeguarding lead") == 1
        assert client_for(cast.finch).post(where, {"risk": facts.pk}).status_code == 404
        for other in (cast.reyes, cast.amina):
            client_for(other).post(where, {"risk": cry.pk})
            assert "Tell the safeguarding lead" not in client_for(other).get(where).content.decode()
        assert not SafetyAlert.objects.exists()
        client_for(cast.finch).post(where, {"risk": cry.pk})
        alert = SafetyAlert.objects.get()
        assert (alert.about, alert.author) == ("check", cast.member(cast.amina))
        assert Message.objects.filter(mailbox__user=cast.moss, kind="safeguarding").count() == 1
        private = reverse("private_words", args=[cast.consultation.slug, alert.pk])
        assert Message.objects.get(mailbox__user=cast.amina, kind="private_word").link.endswith(private)
        mine = client_for(cast.amina).get(where).content.decode()
        assert "You are not alone" in mine and private in mine
        four = client_for(cast.moss).get(reverse("safety_alert", args=[cast.consultation.slug, alert.pk]))
        assert f"{where}#comment-{cry.pk}" in four.content.decode() and "cannot go on" not in four.content.decode()
        for police in (cast.reyes, cast.okoro):
            page = client_for(police).get(where).content.decode()
            assert "safeguarding" not in page and "cannot go on" not in page
