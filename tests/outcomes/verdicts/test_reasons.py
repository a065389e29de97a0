"""Reasons beside a verdict: none is lost because nobody reads it."""

from datetime import timedelta

import pytest

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.telling.working_days import working_days_after
from deliberation.models import Reason
from outcomes import numbers
from outcomes.models import PoliceResponse, VerdictReason
from outcomes.verdicts import reasons, verdicts
from people.errors import Refused
from people.models import Message, User
from people.text.dates import day
from tests.cast import Cast
from tests.outcomes.verdicts.test_verdicts import SignIn, answered, crowd, over, page, say
from tests.pages import flat

__all__ = ["answered", "crowd"]
pytestmark = pytest.mark.django_db
LATE = numbers.VERDICT_DAYS + 15


def spoken(cast: Cast, crowd: list[User]) -> None:
    """Ten speak of the first answer, so that its figures are shown; four of them say why."""
    for number, user in enumerate(crowd[:10]):
        said = "yes" if number < 4 else "no"
        say(cast, user, said, reason=f"Because {number}." if 2 <= number < 6 else "")


def test_what_no_facilitator_reads_is_not_lost(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    """A facilitator who never reads: it is said in public, the panel prints it, and nothing is completed before."""
    spoken(cast, crowd)
    over(cast)
    since = verdicts.last_day(cast.consultation)
    assert since is not None
    by = working_days_after(since, numbers.REASON_DAYS)
    text = flat(client_for(None).get(page(cast)).content.decode())
    assert f"4 not read yet, since {day(since + timedelta(days=1))}. What no facilitator has read by" in text
    assert f"by the end of {day(by)} the oversight panel can have printed." in text
    one = VerdictReason.objects.all()[0]
    with pytest.raises(Refused, match="Facilitators read the reasons until"):
        reasons.print_unread(one, by=cast.hale)
    assert reasons.tell_panel() == [] and reasons.left_unread(cast.consultation) == []
    over(cast, LATE)
    assert len(reasons.tell_panel()) == 1 and reasons.tell_panel() == [], "told once"
    told = Message.objects.filter(title__startswith="Reasons of residents wait")
    assert {one.mailbox.user for one in told} == {cast.hale, cast.quill}
    assert any(todo.title == "Read what no facilitator has read" for todo in desk.waiting([cast.member(cast.hale)]))
    missing = reasons.every_reason_was_read(cast.consultation)
    assert [one.text for one in missing] == ["4 reasons of residents wait to be read or settled."]
    for who in (cast.okoro, cast.reyes, cast.amina, cast.moss):
        with pytest.raises(NotAllowed):
            reasons.print_unread(one, by=who)
    panel = client_for(cast.hale)
    assert "Because 2." in panel.get(page(cast, "verdict_reasons")).content.decode()
    for reason in reasons.left_unread(cast.consultation):
        panel.post(f"{page(cast, 'verdict_reasons')}{reason.pk}/")
    assert reasons.every_reason_was_read(cast.consultation) == []
    assert "4 printed, 0 left out" in flat(client_for(None).get(page(cast)).content.decode())
    assert Entry.objects.filter(action="verdict_reason_released").count() == 4
    with pytest.raises(Refused, match="panel decided that it is printed"):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.IDENT)


def test_a_proposal_that_the_panel_leaves_lying_holds_nothing_up_for_good(
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    """Nor does proposing everything get past the gate: who wants it completed prints what the panel does not settle."""
    spoken(cast, crowd)
    over(cast, LATE)
    for one in verdicts.reasons_waiting(cast.consultation):
        verdicts.decide_reason(one, by=cast.moss, leave_out_for=Reason.IDENT)
    assert reasons.every_reason_was_read(cast.consultation) and reasons.left_unread(cast.consultation) == []
    with pytest.raises(Refused, match="has read this reason by now"):
        reasons.print_unread(one, by=cast.hale)
    for one in verdicts.reasons_proposed(cast.consultation):
        verdicts.decide_reason(one, by=cast.moss)
    assert reasons.every_reason_was_read(cast.consultation) == []
