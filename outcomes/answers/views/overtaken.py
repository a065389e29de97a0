"""The words of two who wrote at once, on one page. Part of the views of the workspace."""

from consultations.lookup import refusals
from outcomes.answers import drafts, earlier
from outcomes.answers.forms import AnswerForm, OpeningForm
from people.errors import Refused


def overtaken(form: AnswerForm | OpeningForm, refusal: Refused) -> dict[str, object] | None:
    """Put the refusal on the form. Where somebody was quicker: what stands now, beside what was typed."""
    refusals(form, refusal)
    if not isinstance(refusal, drafts.Overtaken):
        return None
    typed = {name: str(form.cleaned_data.get(name) or "") for name in refusal.theirs.fields}
    form.data = {**form.data.dict(), "seen": str(refusal.theirs.number)}  # type: ignore[attr-defined]
    return {"version": refusal.theirs, "changes": earlier.compared(refusal.theirs.fields, typed)}
